using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Reports;

/// <summary>What was done about a recipient (RFC 3464 §2.3.3).</summary>
public enum ReportAction
{
    /// <summary>Given up.</summary>
    Failed,

    /// <summary>Not delivered yet; tried again.</summary>
    Delayed,

    /// <summary>In the recipient's mailbox.</summary>
    Delivered,

    /// <summary>Handed to a server that sends no reports.</summary>
    Relayed,
}

/// <summary>A recipient in a report.</summary>
public sealed record ReportedRecipient
{
    /// <summary>Whom the message was for.</summary>
    public required Mailbox Recipient { get; init; }

    /// <summary>What its RCPT said: NOTIFY, ORCPT.</summary>
    public RecipientParameters Parameters { get; init; } = RecipientParameters.None;

    /// <summary>What was done.</summary>
    public required ReportAction Action { get; init; }

    /// <summary>Status code.</summary>
    public required EnhancedStatus Status { get; init; }

    /// <summary>Name of the server that said so; null when it was this one.</summary>
    public string? RemoteHost { get; init; }

    /// <summary>That server's reply; null when there was none.</summary>
    public SmtpReply? Reply { get; init; }

    /// <summary>The reason in words, for the reader.</summary>
    public string Text { get; init; } = "";

    /// <summary>When delivery was last tried.</summary>
    public DateTimeOffset? LastAttempt { get; init; }

    /// <summary>Until when it is tried again, for a delay.</summary>
    public DateTimeOffset? RetriedUntil { get; init; }
}

/// <summary>A delivery status notification: what became of a message, told to its sender (RFC 3461, RFC 3464).</summary>
public sealed record DeliveryReport
{
    /// <summary>This server.</summary>
    public required MailDomain ReportingHost { get; init; }

    /// <summary>Domain of the postmaster in whose name the report is sent.</summary>
    public required MailDomain PostmasterDomain { get; init; }

    /// <summary>The message's reverse-path; the report's own is null.</summary>
    public required Mailbox Sender { get; init; }

    /// <summary>What MAIL said: RET, ENVID.</summary>
    public MailParameters Parameters { get; init; } = MailParameters.None;

    /// <summary>The recipients that this report is about; at least one.</summary>
    public required IReadOnlyList<ReportedRecipient> Recipients { get; init; }

    /// <summary>When the message came.</summary>
    public required DateTimeOffset Arrival { get; init; }

    /// <summary>When the report is written.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Identifier of the report, letters and digits; it makes the Message-ID and the boundary.</summary>
    public required string Id { get; init; }

    /// <summary>The message, or as much of it as is at hand; its header section at least.</summary>
    public required ReadOnlyMemory<byte> Message { get; init; }

    /// <summary>Whether a recipient's wishes ask for a report of this kind (RFC 3461 §4.1, §5.2).</summary>
    /// <param name="sender">The reverse-path; nobody is told when it is null (RFC 5321 §6.1).</param>
    /// <param name="notify">What RCPT asked for.</param>
    /// <param name="action">What there is to tell.</param>
    public static bool IsWanted(Mailbox? sender, DsnNotify notify, ReportAction action) => sender is not null && action switch
    {
        ReportAction.Failed => notify == DsnNotify.Unspecified || notify.HasFlag(DsnNotify.Failure),
        ReportAction.Delayed => notify == DsnNotify.Unspecified || notify.HasFlag(DsnNotify.Delay),
        _ => notify.HasFlag(DsnNotify.Success),
    };
}
