namespace Postern.Smtp.Replies;

/// <summary>Why something was refused or a session closed: the closed list that reaches the reply, the log and the ledger.</summary>
public enum RefusalReason
{
    /// <summary>No such command.</summary>
    CommandUnknown,

    /// <summary>A known command that is not carried out: EXPN, ETRN, TURN, SEND, SOML, SAML.</summary>
    CommandNotImplemented,

    /// <summary>A command line with a bare CR, a bare LF, NUL or another control character.</summary>
    CommandMalformed,

    /// <summary>A command line longer than the bound.</summary>
    CommandTooLong,

    /// <summary>A command of another protocol, HTTP for one.</summary>
    CrossProtocol,

    /// <summary>An argument is missing, or stands where none may.</summary>
    ArgumentInvalid,

    /// <summary>A command at the wrong moment.</summary>
    BadSequence,

    /// <summary>A parameter of MAIL or RCPT that was not announced.</summary>
    ParameterUnknown,

    /// <summary>A parameter given twice, or with a value that it cannot have.</summary>
    ParameterInvalid,

    /// <summary>A reverse-path that is not one.</summary>
    SenderMalformed,

    /// <summary>A forward-path that is not one.</summary>
    RecipientMalformed,

    /// <summary>A source route.</summary>
    SourceRoute,

    /// <summary>UTF-8 in a path without SMTPUTF8.</summary>
    Utf8NotDeclared,

    /// <summary>More errors than one session may make.</summary>
    TooManyErrors,

    /// <summary>Mail before STARTTLS where TLS is required.</summary>
    TlsRequired,

    /// <summary>The TLS handshake failed.</summary>
    TlsFailed,

    /// <summary>Octets came in clear behind STARTTLS; they were thrown away.</summary>
    OctetsBeforeTls,

    /// <summary>Mail before AUTH where it is required.</summary>
    AuthenticationRequired,

    /// <summary>AUTH without TLS.</summary>
    AuthenticationInClear,

    /// <summary>A SASL mechanism that is not offered.</summary>
    MechanismUnknown,

    /// <summary>The client took its AUTH back.</summary>
    AuthenticationCancelled,

    /// <summary>A SASL message that is not Base64, or not what the mechanism wants.</summary>
    AuthenticationMalformed,

    /// <summary>A SASL message longer than the bound.</summary>
    AuthenticationTooLong,

    /// <summary>Wrong credentials, or right ones of somebody else.</summary>
    AuthenticationFailed,

    /// <summary>More failed AUTH than one session may make.</summary>
    TooManyAuthenticationFailures,

    /// <summary>DATA or BDAT when no recipient was accepted.</summary>
    NoRecipients,

    /// <summary>More recipients than one transaction may have.</summary>
    TooManyRecipients,

    /// <summary>More transactions than one session may have.</summary>
    TooManyTransactions,

    /// <summary>A message larger than the limit, declared or found.</summary>
    MessageTooLarge,

    /// <summary>A bare CR or LF in a message.</summary>
    BareLineEnd,

    /// <summary>NUL in a message.</summary>
    NulOctet,

    /// <summary>A line of a message longer than the bound.</summary>
    TextLineTooLong,

    /// <summary>A message whose first line continues nothing; where the header is read, also one whose header is not well-formed.</summary>
    HeaderMalformed,

    /// <summary>More Received fields than an honest way leaves.</summary>
    MailLoop,

    /// <summary>A BDAT size that is not a number the session can keep step with.</summary>
    ChunkSizeInvalid,

    /// <summary>BDAT after a chunk of the same message was refused.</summary>
    ChunkAfterFailure,

    /// <summary>Waiting took too long.</summary>
    TimedOut,

    /// <summary>The server is stopping.</summary>
    ShuttingDown,

    /// <summary>The other side closed the connection or lost it.</summary>
    ConnectionLost,

    /// <summary>An address that belongs to no peer.</summary>
    Stranger,

    /// <summary>The connection's key is not one that the peer pinned, or none was shown.</summary>
    KeyNotPinned,

    /// <summary>The peer was removed or suspended.</summary>
    PeerRemoved,

    /// <summary>More connections at once than the peer may have.</summary>
    TooManyConnections,

    /// <summary>More messages, or more octets, in a time than the peer may send.</summary>
    RateExceeded,

    /// <summary>Outside the hours agreed.</summary>
    OutsideHours,

    /// <summary>A sender domain that the peer may not use.</summary>
    SenderNotAllowed,

    /// <summary>A recipient that the peer may not reach, or that is not of the circle.</summary>
    RecipientNotAllowed,

    /// <summary>No such mailbox.</summary>
    RecipientUnknown,

    /// <summary>The recipient's domain has been retired.</summary>
    RecipientRetired,

    /// <summary>The mailbox is over its quota.</summary>
    MailboxFull,

    /// <summary>The header's From or Sender names somebody of a domain that the party may not speak for.</summary>
    AuthorNotAllowed,

    /// <summary>Too little space above the reserve.</summary>
    StorageLow,

    /// <summary>Writing failed.</summary>
    StorageFailed,

    /// <summary>The server is being retired and takes no new mail.</summary>
    Draining,

    /// <summary>The server has been retired.</summary>
    Retired,
}
