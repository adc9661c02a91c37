using Postern.Smtp.Sasl;

namespace Postern.Smtp.Server;

/// <summary>On what terms a session is served: what policy says of the party at the other end, at the greeting and after TLS and AUTH.</summary>
public sealed record SessionTerms
{
    /// <summary>Extensions offered. STARTTLS is announced in clear only, AUTH and REQUIRETLS inside TLS only, none of them on a local socket.</summary>
    public SmtpExtensions Extensions { get; init; } = SmtpExtensions.All;

    /// <summary>Mechanisms offered; with none, AUTH is not announced.</summary>
    public SaslMechanisms Mechanisms { get; init; }

    /// <summary>Most octets of a message.</summary>
    public long MaximumSize { get; init; } = 50 << 20;

    /// <summary>Most recipients of a transaction.</summary>
    /// <value>Default 100, the least that RFC 5321 §4.5.3.1.8 allows.</value>
    public int MaximumRecipients { get; init; } = 100;

    /// <summary>Most transactions of a session.</summary>
    public int MaximumTransactions { get; init; } = 10_000;

    /// <summary>Whether MAIL in clear is refused. A local socket is not in clear.</summary>
    public bool RequiresTls { get; init; } = true;

    /// <summary>Whether the header section is read: it must be well-formed then, and policy is told who wrote the message.</summary>
    public bool ReadsHeader { get; init; }

    /// <summary>Whether MAIL without AUTH is refused.</summary>
    public bool RequiresAuthentication { get; init; }
}
