using Postern.Smtp.Commands;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Server;

/// <summary>What happened in a session that its driver may want to record; no answer is expected.</summary>
public abstract record SmtpNotice;

/// <summary>Something was refused, by the protocol or by policy.</summary>
/// <param name="Refusal">Reason and reply.</param>
/// <param name="Verb">The command; null at the greeting and for a deadline.</param>
public sealed record RefusedNotice(SmtpRefusal Refusal, SmtpVerb? Verb) : SmtpNotice;

/// <summary>A transaction that policy had let begin is over; whatever was kept for it can go.</summary>
/// <param name="End">How it ended.</param>
public sealed record TransactionNotice(TransactionEnd End) : SmtpNotice;

/// <summary>How a transaction ended.</summary>
public enum TransactionEnd
{
    /// <summary>The message was accepted.</summary>
    Committed,

    /// <summary>The message was refused.</summary>
    Refused,

    /// <summary>RSET, or a new EHLO or HELO.</summary>
    Reset,

    /// <summary>QUIT, or the session was closed by us.</summary>
    Closed,

    /// <summary>The connection was lost.</summary>
    Lost,
}
