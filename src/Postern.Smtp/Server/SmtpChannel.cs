namespace Postern.Smtp.Server;

/// <summary>What lies between a client and this server.</summary>
public enum SmtpChannel
{
    /// <summary>A network, in clear. STARTTLS (RFC 3207) turns it into <see cref="Tls"/>.</summary>
    Clear,

    /// <summary>A network, inside TLS.</summary>
    Tls,

    /// <summary>Nothing: a socket of this machine, on which the kernel says who is at the other end. TLS and AUTH have nothing to add,
    /// so neither is offered nor wanted; what promises TLS (RFC 8689) is not offered either.</summary>
    Local,
}
