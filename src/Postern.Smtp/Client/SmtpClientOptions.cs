namespace Postern.Smtp.Client;

/// <summary>How a route is secured. What it says is done or nothing is: there is no fallback.</summary>
public enum ClientSecurity
{
    /// <summary>STARTTLS before anything else (RFC 3207); a peer that does not offer it gets no mail.</summary>
    StartTls,

    /// <summary>TLS is there before the greeting (RFC 8314 §3).</summary>
    Implicit,

    /// <summary>None, for LMTP to this same machine.</summary>
    Local,
}

/// <summary>Which protocol the far side speaks.</summary>
public enum ClientDialect
{
    /// <summary>ESMTP (RFC 5321).</summary>
    Smtp,

    /// <summary>LMTP: LHLO, and a reply for each recipient behind the content (RFC 2033).</summary>
    Lmtp,
}

/// <summary>Name and password for a peer that wants AUTH.</summary>
/// <param name="User">User name.</param>
/// <param name="Password">Password; sent as PLAIN only when SCRAM-SHA-256 is not offered.</param>
/// <param name="Nonce">At least 18 fresh random characters, printable and without commas.</param>
public sealed record ClientCredentials(string User, string Password, string Nonce)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"{nameof(ClientCredentials)} {{ User = {User} }}";
}

/// <summary>What holds for a session with one route.</summary>
public sealed record SmtpClientOptions
{
    /// <summary>This host's name, for EHLO.</summary>
    public required string HostName { get; init; }

    /// <summary>How the route is secured.</summary>
    public ClientSecurity Security { get; init; }

    /// <summary>What the far side speaks.</summary>
    public ClientDialect Dialect { get; init; }

    /// <summary>Credentials, where the peer wants them; else null.</summary>
    public ClientCredentials? Credentials { get; init; }

    /// <summary>Most octets of a reply line with its CR LF.</summary>
    /// <value>Default 2,048: four times what RFC 5321 §4.5.3.1.5 allows, because servers explain themselves.</value>
    public int MaximumReplyLine { get; init; } = 2048;

    /// <summary>Most lines of a reply.</summary>
    public int MaximumReplyLines { get; init; } = 100;

    /// <summary>Longest time for one reply.</summary>
    /// <value>Default 5 minutes (RFC 5321 §4.5.3.2).</value>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest time for the reply to the end of a message.</summary>
    /// <value>Default 10 minutes (RFC 5321 §4.5.3.2.6).</value>
    public TimeSpan FinalReplyTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest silence of the far side while content is written.</summary>
    /// <value>Default 3 minutes (RFC 5321 §4.5.3.2.5).</value>
    public TimeSpan ContentTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Longest TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
