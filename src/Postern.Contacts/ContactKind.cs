namespace Postern.Contacts;

/// <summary>What sort of approach a contact is; <c>docs/formats.md</c> says what one contact of each is.</summary>
public enum ContactKind : byte
{
    /// <summary>One query of a client to a name server.</summary>
    DnsLookup,

    /// <summary>One accepted message, rejected command, or session without mail, as the receiving server logs it.</summary>
    SmtpIn,

    /// <summary>One delivery attempt to one recipient, or one SMTP connection that a passive sensor saw.</summary>
    SmtpOut,

    /// <summary>One flow record.</summary>
    Flow,

    /// <summary>One heartbeat between two gates.</summary>
    Heartbeat,
}

/// <summary>The words for <see cref="ContactKind"/> in options, tables and JSON.</summary>
public static class ContactKinds
{
    static readonly string[] Words = ["dns-lookup", "smtp-in", "smtp-out", "flow", "heartbeat"];

    /// <summary>All words, in the order of the enum.</summary>
    public static IReadOnlyList<string> All => Words;

    /// <summary>The word of a kind, such as <c>dns-lookup</c>.</summary>
    public static string Word(this ContactKind kind) => Words[(int)kind];

    /// <summary>The kind of a word; false when there is none of that name.</summary>
    public static bool TryParse(string word, out ContactKind kind)
    {
        var index = Array.IndexOf(Words, word);
        kind = (ContactKind)Math.Max(index, 0);
        return index >= 0;
    }
}
