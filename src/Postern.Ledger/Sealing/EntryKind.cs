namespace Postern.Ledger.Sealing;

/// <summary>What a ledger entry records. The numbers are part of the sealed bytes and never change their meaning.</summary>
public enum EntryKind : byte
{
    /// <summary>One contact read from a log.</summary>
    Contact = 1,

    /// <summary>A log file that was imported: what it was, what became of its lines.</summary>
    FileProvenance = 2,

    /// <summary>A session was opened, in or out.</summary>
    SessionOpened = 3,

    /// <summary>How TLS ended, with the key that the other side showed.</summary>
    TlsOutcome = 4,

    /// <summary>An approach was refused, with the reason.</summary>
    Refused = 5,

    /// <summary>A message was answered with 250.</summary>
    MessageAccepted = 6,

    /// <summary>One attempt to deliver a message, with the reply.</summary>
    DeliveryAttempt = 7,

    /// <summary>A heartbeat sent, received or missed.</summary>
    Heartbeat = 8,

    /// <summary>Something an administrator did.</summary>
    AdministrativeAct = 9,

    /// <summary>The settings changed, or a change was refused.</summary>
    ConfigurationChange = 10,

    /// <summary>The clock was found to have been stepped.</summary>
    ClockStep = 11,

    /// <summary>Strangers, counted over an address block and a minute.</summary>
    Strangers = 12,

    /// <summary>A step of retirement: announced, draining, retired, sealed.</summary>
    Retirement = 13,

    /// <summary>Something that the owner must hear of at once, raised or cleared.</summary>
    Alarm = 14,
}

/// <summary>The words for <see cref="EntryKind"/> in JSON and text.</summary>
public static class EntryKinds
{
    static readonly string[] Words =
    [
        "contact", "file", "session", "tls", "refused", "accepted", "delivery", "heartbeat", "administration", "configuration",
        "clock-step", "strangers", "retirement", "alarm",
    ];

    /// <summary>The word of a kind, such as <c>contact</c>; <c>kind-N</c> for a number that a later version may know.</summary>
    public static string Word(this EntryKind kind) =>
        (int)kind - 1 is var index && (uint)index < (uint)Words.Length ? Words[index] : $"kind-{(int)kind}";
}
