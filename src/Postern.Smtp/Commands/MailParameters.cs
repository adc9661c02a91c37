namespace Postern.Smtp.Commands;

/// <summary>What a failure report shall return (RFC 3461 §4.3).</summary>
public enum DsnReturn
{
    /// <summary>The reporting server chooses.</summary>
    Unspecified,

    /// <summary>The header only.</summary>
    Headers,

    /// <summary>The whole message.</summary>
    Full,
}

/// <summary>What kind of octets the body is said to hold (RFC 6152 §2).</summary>
public enum BodyKind
{
    /// <summary>Nothing was said.</summary>
    Unspecified,

    /// <summary>BODY=7BIT.</summary>
    SevenBit,

    /// <summary>BODY=8BITMIME.</summary>
    EightBitMime,
}

/// <summary>Parameters of MAIL.</summary>
public sealed record MailParameters
{
    /// <summary>No parameter was given.</summary>
    public static MailParameters None { get; } = new();

    /// <summary>SIZE, octets; null when not declared.</summary>
    public long? Size { get; init; }

    /// <summary>BODY.</summary>
    public BodyKind Body { get; init; }

    /// <summary>SMTPUTF8 (RFC 6531 §3.4).</summary>
    public bool Utf8 { get; init; }

    /// <summary>RET.</summary>
    public DsnReturn Return { get; init; }

    /// <summary>ENVID, decoded: 1 to 100 printable characters (RFC 3461 §4.4).</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>REQUIRETLS (RFC 8689 §2).</summary>
    public bool RequireTls { get; init; }

    /// <summary>MT-PRIORITY, -9 to 9 (RFC 6710 §4.1).</summary>
    public int? Priority { get; init; }

    /// <summary>AUTH: who submitted the message, as far as the sender says so (RFC 4954 §5). Not believed by this server.</summary>
    public string? Submitter { get; init; }
}

/// <summary>When the sender wants to hear about a recipient (RFC 3461 §4.1).</summary>
[Flags]
public enum DsnNotify
{
    /// <summary>Not said: failures, and delays where the server likes.</summary>
    Unspecified = 0,

    /// <summary>Never.</summary>
    Never = 1,

    /// <summary>On delivery.</summary>
    Success = 2,

    /// <summary>On failure.</summary>
    Failure = 4,

    /// <summary>On delay.</summary>
    Delay = 8,
}

/// <summary>Parameters of RCPT.</summary>
public sealed record RecipientParameters
{
    /// <summary>No parameter was given.</summary>
    public static RecipientParameters None { get; } = new();

    /// <summary>NOTIFY.</summary>
    public DsnNotify Notify { get; init; }

    /// <summary>ORCPT, <c>type;address</c> with the address decoded (RFC 3461 §4.2).</summary>
    public string? OriginalRecipient { get; init; }
}
