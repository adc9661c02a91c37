namespace Postern.Smtp.Content;

/// <summary>What is wrong with a message's octets; the first fault found stays.</summary>
public enum ContentFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A CR without LF behind it, or an LF without CR before it (RFC 5321 §2.3.8).</summary>
    BareLineEnd,

    /// <summary>NUL (RFC 5322 §2.2, §3.5).</summary>
    Nul,

    /// <summary>A line longer than the bound (RFC 5321 §4.5.3.1.6).</summary>
    LineTooLong,

    /// <summary>More octets than the limit (RFC 1870 §6.3).</summary>
    TooLarge,
}
