namespace Postern.Smtp.Server;

/// <summary>Whom a listener serves.</summary>
public enum SmtpService
{
    /// <summary>Other mail servers (RFC 5321).</summary>
    Relay,

    /// <summary>The owner's own users, hosts and programs (RFC 6409).</summary>
    Submission,
}

/// <summary>What holds for every session of a listener.</summary>
public sealed record SmtpServerOptions
{
    /// <summary>This host's name, as the greeting says it.</summary>
    public required string HostName { get; init; }

    /// <summary>Whom the listener serves.</summary>
    public SmtpService Service { get; init; }

    /// <summary>Most octets of a command line with its CR LF.</summary>
    /// <value>Default 2,048: the 512 of RFC 5321 §4.5.3.1.4 and what each extension adds to MAIL and RCPT.</value>
    public int MaximumCommandLine { get; init; } = 2048;

    /// <summary>Most octets of a line of an AUTH exchange with its CR LF.</summary>
    /// <value>Default 12,288 (RFC 4954 §4).</value>
    public int MaximumAuthLine { get; init; } = 12288;

    /// <summary>Most octets of a line of a message without its CR LF; at least 998.</summary>
    /// <value>Default 998 (RFC 5322 §2.1.1): what is longer could not be passed on unchanged.</value>
    public int MaximumTextLine { get; init; } = 998;

    /// <summary>Errors of protocol in one session before it is closed with 421.</summary>
    /// <value>Default 20, as Postfix has it.</value>
    public int MaximumErrors { get; init; } = 20;

    /// <summary>Failed AUTH in one session before it is closed with 421.</summary>
    public int MaximumAuthFailures { get; init; } = 3;

    /// <summary>Received fields that a message may have.</summary>
    /// <value>Default 100, the least that RFC 5321 §6.3 wants.</value>
    public int MaximumReceivedFields { get; init; } = 100;

    /// <summary>Most octets that are read only to stay in step: a chunk that is refused, what a message has over its limit, a line that
    /// is too long. Beyond them the session is closed.</summary>
    /// <value>Default 16 MiB.</value>
    public long MaximumDiscarded { get; init; } = 16 << 20;

    /// <summary>Longest silence between two commands.</summary>
    /// <value>Default 5 minutes, the least that RFC 5321 §4.5.3.2.7 allows.</value>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest time from the first octet of a command to its CR LF.</summary>
    public TimeSpan LineTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest silence inside a message, and the time that the least rate is not looked at.</summary>
    /// <value>Default 3 minutes (RFC 5321 §4.5.3.2.5).</value>
    public TimeSpan DataTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Least octets of a message a second, counted from its beginning.</summary>
    public int MinimumDataRate { get; init; } = 1024;
}
