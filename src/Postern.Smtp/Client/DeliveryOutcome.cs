using Postern.Smtp.Replies;

namespace Postern.Smtp.Client;

/// <summary>What became of a message for one recipient.</summary>
public enum DeliveryStatus
{
    /// <summary>Nothing yet.</summary>
    Pending,

    /// <summary>The far side took it.</summary>
    Delivered,

    /// <summary>Not now; to be tried again.</summary>
    Deferred,

    /// <summary>Never; the sender is to be told.</summary>
    Failed,

    /// <summary>All of it was sent and the answer is lost: it may have been taken. Trying again may make a second copy (RFC 1047).</summary>
    Unknown,
}

/// <summary>One recipient's outcome.</summary>
/// <param name="Recipient">Who.</param>
/// <param name="Status">What.</param>
/// <param name="Code">Status code for a report (RFC 3463).</param>
/// <param name="Reply">The far side's reply that decided, or null when it was decided here.</param>
/// <param name="Text">The reason in words.</param>
public sealed record RecipientOutcome(OutboundRecipient Recipient, DeliveryStatus Status, EnhancedStatus Code, SmtpReply? Reply, string Text);

/// <summary>Why a session ended before its time.</summary>
public enum ClientFault
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The far side refused with a reply: at the greeting, at EHLO, at AUTH, or with 421.</summary>
    Refused,

    /// <summary>STARTTLS is not offered, or was refused. Nothing was sent.</summary>
    TlsNotOffered,

    /// <summary>The handshake failed, or the far key is not the one expected. Nothing was sent.</summary>
    TlsFailed,

    /// <summary>Octets came in clear behind the reply to STARTTLS: somebody tries to inject replies.</summary>
    OctetsBeforeTls,

    /// <summary>AUTH is wanted by our route and was not offered, was refused, or the server could not prove itself.</summary>
    AuthenticationNotPossible,

    /// <summary>What came is not a reply, or not one that can stand here.</summary>
    ProtocolViolation,

    /// <summary>No reply in time.</summary>
    TimedOut,

    /// <summary>The connection was closed or lost.</summary>
    ConnectionLost,

    /// <summary>Our own content is not what the envelope says, or holds a bare CR, a bare LF or NUL: the session was broken off before
    /// the message was complete.</summary>
    ContentFault,
}

/// <summary>How a session ended.</summary>
/// <param name="Fault">Why, when it was before its time.</param>
/// <param name="Reply">The reply that ended it, if one did.</param>
/// <param name="Status">What that means for messages that were not tried: Failed after a permanent refusal, else Deferred.</param>
public sealed record ClientEnd(ClientFault Fault, SmtpReply? Reply, DeliveryStatus Status)
{
    /// <summary>Whether the owner should hear of it at once: somebody or something is not what the route says.</summary>
    public bool IsAlarming => Fault is ClientFault.TlsNotOffered or ClientFault.TlsFailed or ClientFault.OctetsBeforeTls
        or ClientFault.AuthenticationNotPossible or ClientFault.ProtocolViolation or ClientFault.ContentFault
        || Fault == ClientFault.Refused && Status == DeliveryStatus.Failed;
}
