namespace Postern.Smtp.Replies;

/// <summary>A refusal: its reason, what the other side is told, what the owner may know.</summary>
/// <param name="Reason">From the closed list.</param>
/// <param name="Reply">What the other side is told.</param>
/// <param name="OwnerText">What only the record keeps; never sent.</param>
public sealed record SmtpRefusal(RefusalReason Reason, SmtpReply Reply, string? OwnerText = null)
{
    /// <summary>Whether the session ends with this reply: 421 does (RFC 5321 §3.8), and what leaves the stream out of step.</summary>
    public bool Closes => Reply.Code == 421 || Reason is RefusalReason.CrossProtocol or RefusalReason.ChunkSizeInvalid;

    /// <summary>The refusal with the reply that the reason has everywhere.</summary>
    public static SmtpRefusal Of(RefusalReason reason, string? ownerText = null) =>
        ownerText is null ? Usual[(int)reason] : Usual[(int)reason] with { OwnerText = ownerText };

    static readonly SmtpRefusal[] Usual = [.. Enum.GetValues<RefusalReason>().Select(reason => new SmtpRefusal(reason, ReplyTo(reason)))];

    // Codes: RFC 5321 §4.2, and where the reason's own RFC names one. Status: the IANA registry of RFC 5248.
    static SmtpReply ReplyTo(RefusalReason reason) => reason switch
    {
        RefusalReason.CommandUnknown => Tell(500, "5.5.1", "Command not recognised"),
        RefusalReason.CommandNotImplemented => Tell(502, "5.5.1", "Command not implemented"),
        RefusalReason.CommandMalformed => Tell(500, "5.5.2", "Bare CR, bare LF or control character in command"),
        RefusalReason.CommandTooLong => Tell(500, "5.5.2", "Line too long"),
        RefusalReason.CrossProtocol => Tell(554, "5.5.1", "This is not that protocol"),
        RefusalReason.ArgumentInvalid => Tell(501, "5.5.4", "Syntax error in argument"),
        RefusalReason.BadSequence => Tell(503, "5.5.1", "Bad sequence of commands"),
        RefusalReason.ParameterUnknown => Tell(555, "5.5.4", "Parameter not recognised"),
        RefusalReason.ParameterInvalid => Tell(501, "5.5.4", "Parameter value not valid"),
        RefusalReason.SenderMalformed => Tell(501, "5.1.7", "Sender address not valid"),
        RefusalReason.RecipientMalformed => Tell(501, "5.1.3", "Recipient address not valid"),
        RefusalReason.SourceRoute => Tell(553, "5.1.3", "Source routes are declined"),
        RefusalReason.Utf8NotDeclared => Tell(553, "5.6.7", "UTF-8 in an address needs SMTPUTF8"),
        RefusalReason.TooManyErrors => Tell(421, "4.7.0", "Too many errors"),
        RefusalReason.TlsRequired => Tell(530, "5.7.0", "Issue STARTTLS first"),
        RefusalReason.TlsFailed => Tell(454, "4.7.0", "TLS handshake failed"),
        RefusalReason.OctetsBeforeTls => Tell(554, "5.5.1", "Nothing may follow STARTTLS in clear"),
        RefusalReason.AuthenticationRequired => Tell(530, "5.7.0", "Authentication required"),
        RefusalReason.AuthenticationInClear => Tell(538, "5.7.11", "Authentication needs TLS"),
        RefusalReason.MechanismUnknown => Tell(504, "5.5.4", "Mechanism not offered"),
        RefusalReason.AuthenticationCancelled => Tell(501, "5.7.0", "Authentication cancelled"),
        RefusalReason.AuthenticationMalformed => Tell(501, "5.5.2", "Authentication message not valid"),
        RefusalReason.AuthenticationTooLong => Tell(500, "5.5.6", "Authentication line too long"),
        RefusalReason.AuthenticationFailed => Tell(535, "5.7.8", "Authentication failed"),
        RefusalReason.TooManyAuthenticationFailures => Tell(421, "4.7.0", "Too many failed authentications"),
        RefusalReason.NoRecipients => Tell(554, "5.5.1", "No valid recipients"),
        RefusalReason.TooManyRecipients => Tell(452, "4.5.3", "Too many recipients"),
        RefusalReason.TooManyTransactions => Tell(421, "4.5.3", "Too many transactions in this session"),
        RefusalReason.MessageTooLarge => Tell(552, "5.3.4", "Message exceeds the size limit"),
        RefusalReason.BareLineEnd => Tell(554, "5.6.0", "Message refused: bare CR or bare LF"),
        RefusalReason.NulOctet => Tell(554, "5.6.0", "Message refused: NUL"),
        RefusalReason.TextLineTooLong => Tell(554, "5.6.0", "Message refused: line too long"),
        RefusalReason.HeaderMalformed => Tell(554, "5.6.0", "Message refused: it begins with a continuation line"),
        RefusalReason.MailLoop => Tell(554, "5.4.6", "Message refused: too many Received fields, a mail loop"),
        RefusalReason.ChunkSizeInvalid => Tell(501, "5.5.4", "Chunk size not valid"),
        RefusalReason.ChunkAfterFailure => Tell(503, "5.5.1", "An earlier chunk was refused"),
        RefusalReason.TimedOut => Tell(421, "4.4.2", "Timed out"),
        RefusalReason.ShuttingDown => Tell(421, "4.3.2", "Server is stopping"),
        RefusalReason.ConnectionLost => Tell(421, "4.4.2", "Connection lost"),
        RefusalReason.Stranger => Tell(554, "5.7.1", "No mail service for you here"),
        RefusalReason.KeyNotPinned => Tell(554, "5.7.1", "No mail service for you here"),
        RefusalReason.PeerRemoved => Tell(421, "4.7.1", "Service no longer available to you"),
        RefusalReason.TooManyConnections => Tell(421, "4.7.0", "Too many connections"),
        RefusalReason.RateExceeded => Tell(451, "4.7.1", "Too much mail; try again later"),
        RefusalReason.OutsideHours => Tell(451, "4.7.1", "Outside the agreed hours; try again later"),
        RefusalReason.SenderNotAllowed => Tell(550, "5.7.1", "Sender not allowed"),
        RefusalReason.RecipientNotAllowed => Tell(550, "5.7.1", "Recipient not allowed"),
        RefusalReason.RecipientUnknown => Tell(550, "5.1.1", "No such mailbox"),
        RefusalReason.RecipientRetired => Tell(556, "5.1.10", "Recipient's domain has been retired"),
        RefusalReason.MailboxFull => Tell(452, "4.2.2", "Mailbox full"),
        RefusalReason.AuthorNotAllowed => Tell(550, "5.7.1", "Author not allowed"),
        RefusalReason.StorageLow => Tell(452, "4.3.1", "Insufficient storage"),
        RefusalReason.StorageFailed => Tell(451, "4.3.0", "Message could not be kept; try again later"),
        RefusalReason.Draining => Tell(421, "4.3.2", "No new mail is taken; try again later"),
        RefusalReason.Retired => Tell(521, "5.3.2", "Host does not accept mail"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    static SmtpReply Tell(int code, string status, string text) => new(code, EnhancedStatus.Parse(status), text);
}
