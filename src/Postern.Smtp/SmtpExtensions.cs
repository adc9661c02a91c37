namespace Postern.Smtp;

/// <summary>Service extensions of ESMTP, as announced by EHLO.</summary>
[Flags]
public enum SmtpExtensions
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Commands in groups (RFC 2920).</summary>
    Pipelining = 1,

    /// <summary>Declared sizes (RFC 1870).</summary>
    Size = 2,

    /// <summary>Eight-bit bodies (RFC 6152).</summary>
    EightBitMime = 4,

    /// <summary>UTF-8 in addresses and headers (RFC 6531).</summary>
    SmtpUtf8 = 8,

    /// <summary>Status codes in replies (RFC 2034).</summary>
    EnhancedStatusCodes = 16,

    /// <summary>Delivery status notifications (RFC 3461).</summary>
    Dsn = 32,

    /// <summary>BDAT (RFC 3030).</summary>
    Chunking = 64,

    /// <summary>STARTTLS (RFC 3207).</summary>
    StartTls = 128,

    /// <summary>AUTH (RFC 4954).</summary>
    Auth = 256,

    /// <summary>Limits told in advance (RFC 9422).</summary>
    Limits = 512,

    /// <summary>TLS all the way or not at all (RFC 8689).</summary>
    RequireTls = 1024,

    /// <summary>Priorities (RFC 6710).</summary>
    Priority = 2048,

    /// <summary>Everything that this server speaks.</summary>
    All = 4095,
}
