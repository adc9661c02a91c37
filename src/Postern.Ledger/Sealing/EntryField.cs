namespace Postern.Ledger.Sealing;

/// <summary>A field of a ledger entry. Numbers below 128 lie open in the sealed bytes; those from 128 on are private: the
/// sealed bytes hold a salted commitment instead. The numbers are part of the sealed bytes and never change their meaning.</summary>
public enum EntryField : byte
{
    /// <summary>Kind of a contact: a word such as <c>dns-lookup</c>.</summary>
    ContactKind = 1,

    /// <summary>How it ended: a normalised word.</summary>
    Outcome = 2,

    /// <summary>Why, from a closed list: a word.</summary>
    Reason = 3,

    /// <summary>SMTP reply code: a number.</summary>
    Reply = 4,

    /// <summary>Who approached whom: <c>in</c> or <c>out</c>.</summary>
    Direction = 5,

    /// <summary>How many: a number.</summary>
    Count = 6,

    /// <summary>What was done, or the state that was entered: a word from a closed list.</summary>
    Act = 7,

    /// <summary>Version of TLS: a word such as <c>TLSv1.3</c>.</summary>
    Protocol = 8,

    /// <summary>Length of a clock step or of a delay, nanoseconds: a number.</summary>
    Span = 9,

    /// <summary>End of what the entry sums up, which begins at the entry's time: an instant.</summary>
    Until = 10,

    /// <summary>Ties the entries of one session together: a number.</summary>
    Session = 11,

    /// <summary>Ties the entries of one message together: a number.</summary>
    Message = 12,

    /// <summary>Running number of a heartbeat: a number.</summary>
    Sequence = 13,

    /// <summary>Present, with the number 1, on a contact that sums many observations.</summary>
    Aggregate = 14,

    /// <summary>Number of an imported file: ties its contacts to the entry about it.</summary>
    File = 15,

    /// <summary>Who approached: text.</summary>
    Source = 128,

    /// <summary>What was approached: text.</summary>
    Target = 129,

    /// <summary>Size, ports and line of a contact: <see cref="ContactFigures"/>.</summary>
    Figures = 130,

    /// <summary>Everything else, as a JSON object: text.</summary>
    Detail = 131,

    /// <summary>Name of a peer: text.</summary>
    Peer = 132,

    /// <summary>SHA-256 of the public key that was shown (its SubjectPublicKeyInfo): 32 bytes.</summary>
    KeyFingerprint = 133,

    /// <summary>What the other side was told: text.</summary>
    Told = 134,

    /// <summary>What only the owner may know: text.</summary>
    Kept = 135,

    /// <summary>Reverse-path and forward-paths, a line each: text.</summary>
    Envelope = 136,

    /// <summary>SHA-256 of a message's content: 32 bytes. The content itself is never in the ledger.</summary>
    Content = 137,

    /// <summary>Where a file was: text.</summary>
    Path = 138,

    /// <summary>SHA-256 of a file, or of the settings: 32 bytes.</summary>
    Digest = 139,

    /// <summary>Who did it: text.</summary>
    Operator = 140,

    /// <summary>What changed, a line each: text.</summary>
    Change = 141,

    /// <summary>The other side's checkpoint: text.</summary>
    Checkpoint = 142,
}

/// <summary>How the bytes of a field's value are read.</summary>
public enum EntryValueForm
{
    /// <summary>UTF-8.</summary>
    Text,

    /// <summary>Signed 64-bit, big-endian.</summary>
    Number,

    /// <summary>Signed 64-bit, big-endian: nanoseconds since 1970-01-01T00:00:00Z.</summary>
    Instant,

    /// <summary>32 bytes.</summary>
    Hash,

    /// <summary>The 24 bytes of <see cref="ContactFigures"/>.</summary>
    Figures,
}

/// <summary>Names and forms of <see cref="EntryField"/>.</summary>
public static class EntryFields
{
    /// <summary>Smallest number of a private field.</summary>
    public const int FirstPrivate = 128;

    /// <summary>Whether the sealed bytes hold a commitment instead of the value.</summary>
    public static bool IsPrivate(this EntryField field) => (int)field >= FirstPrivate;

    /// <summary>The name in JSON and text, such as <c>contact-kind</c>; <c>field-N</c> for a number that a later version may know.</summary>
    public static string Word(this EntryField field) => field switch
    {
        EntryField.ContactKind => "contact-kind",
        EntryField.Outcome => "outcome",
        EntryField.Reason => "reason",
        EntryField.Reply => "reply",
        EntryField.Direction => "direction",
        EntryField.Count => "count",
        EntryField.Act => "act",
        EntryField.Protocol => "protocol",
        EntryField.Span => "span",
        EntryField.Until => "until",
        EntryField.Session => "session",
        EntryField.Message => "message",
        EntryField.Sequence => "sequence",
        EntryField.Aggregate => "aggregate",
        EntryField.File => "file",
        EntryField.Source => "source",
        EntryField.Target => "target",
        EntryField.Figures => "figures",
        EntryField.Detail => "detail",
        EntryField.Peer => "peer",
        EntryField.KeyFingerprint => "key-fingerprint",
        EntryField.Told => "told",
        EntryField.Kept => "kept",
        EntryField.Envelope => "envelope",
        EntryField.Content => "content",
        EntryField.Path => "path",
        EntryField.Digest => "digest",
        EntryField.Operator => "operator",
        EntryField.Change => "change",
        EntryField.Checkpoint => "checkpoint",
        _ => $"field-{(int)field}",
    };

    /// <summary>How the value's bytes are read; bytes of a field that this version does not know are taken for text.</summary>
    public static EntryValueForm Form(this EntryField field) => field switch
    {
        EntryField.Reply or EntryField.Count or EntryField.Span or EntryField.Session or EntryField.Message or EntryField.Sequence
            or EntryField.Aggregate or EntryField.File => EntryValueForm.Number,
        EntryField.Until => EntryValueForm.Instant,
        EntryField.KeyFingerprint or EntryField.Content or EntryField.Digest => EntryValueForm.Hash,
        EntryField.Figures => EntryValueForm.Figures,
        _ => EntryValueForm.Text,
    };
}
