namespace Postern.Smtp;

/// <summary>What a session waits for.</summary>
public enum SmtpWaitKind
{
    /// <summary>Nothing: it has something to say, or is over.</summary>
    Nothing,

    /// <summary>The first octet of a command.</summary>
    Command,

    /// <summary>The rest of a line.</summary>
    Line,

    /// <summary>Octets of a message.</summary>
    Content,

    /// <summary>A whole reply.</summary>
    Reply,

    /// <summary>The end of a TLS handshake.</summary>
    Handshake,

    /// <summary>A verdict. Its time is policy's affair.</summary>
    Verdict,
}

/// <summary>Which deadline applies now. The session has no clock: its driver measures, and calls <c>Interrupt</c> when it has passed.</summary>
/// <param name="Kind">What is waited for.</param>
/// <param name="Number">Grows with each new wait. Time counts from the moment the driver first sees a number.</param>
/// <param name="Silence">Longest time without any octet; infinite when only <paramref name="Whole"/> counts.</param>
/// <param name="Whole">Longest time for all of it; for a message it grows with the octets that came, by the least rate allowed.</param>
public readonly record struct SmtpWait(SmtpWaitKind Kind, int Number, TimeSpan Silence, TimeSpan Whole);
