using System.Buffers;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;
using Postern.Smtp.Client;
using Postern.Smtp.Commands;
using Postern.Smtp.Reports;

namespace Postern.Gate.Queue;

/// <summary>Makes the messages that tell a sender what became of his (RFC 3464). They go to members only: to a sender outside the circle,
/// or to nobody (the null reverse-path), nothing is ever sent.</summary>
static class QueueReports
{
    /// <summary>Octets of a failed message that are returned whole when that was asked for; of larger ones the header.</summary>
    const int LargestReturn = 64 << 10;

    /// <summary>What there is to tell of an outcome; null when nothing is.</summary>
    public static ReportedRecipient? Of(QueuedMessage about, AttemptOutcome outcome, AttemptResult result, DateTimeOffset now)
    {
        ReportAction? action = outcome.Status switch
        {
            DeliveryStatus.Failed => ReportAction.Failed,
            DeliveryStatus.Delivered when !outcome.Recipient.Destination.IsRemote => ReportAction.Delivered,
            DeliveryStatus.Delivered when !result.TakesOverReports => ReportAction.Relayed,
            _ => null,
        };
        return action is { } told && DeliveryReport.IsWanted(about.ReversePath, outcome.Recipient.Parameters.Notify, told)
            ? new ReportedRecipient
            {
                Recipient = outcome.Recipient.Path,
                Parameters = outcome.Recipient.Parameters,
                Action = told,
                Status = outcome.Code,
                RemoteHost = outcome.Reply is null ? null : result.RemoteHost,
                Reply = outcome.Reply,
                Text = outcome.Text,
                LastAttempt = now,
            }
            : null;
    }

    /// <summary>The message; null when nobody is to be told.</summary>
    /// <param name="about">The message that it is about.</param>
    /// <param name="recipients">What there is to tell.</param>
    /// <param name="circle">Who is who.</param>
    /// <param name="id">The report's identifier.</param>
    /// <param name="now">The instant.</param>
    public static QueuedMessage? Make(QueuedMessage about, IReadOnlyList<ReportedRecipient> recipients, Circle circle, MessageId id, DateTimeOffset now)
    {
        if (recipients.Count == 0 || about.ReversePath is not { } sender || about.Purpose != MessagePurpose.Mail
            || DestinationOf(sender, circle) is not { } destination)
            return null;
        var isWhole = about.Content.Length <= LargestReturn;
        var report = new DeliveryReport
        {
            ReportingHost = circle.Settings.HostName,
            PostmasterDomain = circle.Settings.Domain,
            Sender = sender,
            Parameters = isWhole ? about.Parameters : about.Parameters with { Return = DsnReturn.Headers },
            Recipients = recipients,
            Arrival = about.Received,
            Time = now,
            Id = id.ToString(),
            Message = about.Content.Beginning(LargestReturn),
        };
        var octets = new ArrayBufferWriter<byte>();
        var hasEightBit = ReportWriter.Write(report, octets);
        return new QueuedMessage
        {
            Id = id,
            Received = now,
            Party = QueuedMessage.Gate,
            Purpose = MessagePurpose.Report,
            ReversePath = null,
            Parameters = new MailParameters { Body = hasEightBit ? BodyKind.EightBitMime : BodyKind.SevenBit, Utf8 = sender.NeedsUtf8 },
            HasEightBit = hasEightBit,
            Trace = "",
            Octets = octets.WrittenMemory,
            Content = MessageContent.Of("", octets.WrittenMemory),
            // RFC 3464 §2: a report about a report would never end.
            Recipients = [new QueuedRecipient(0, sender, new RecipientParameters { Notify = DsnNotify.Never }, destination) { Next = now }],
        };
    }

    static QueueDestination? DestinationOf(Mailbox sender, Circle circle)
    {
        if (circle.IsOwn(sender.Domain))
            return circle.MailboxOf(sender.LocalPart) is { } mailbox ? QueueDestination.Mailbox(mailbox.Name) : null;
        return sender.Domain is { } domain && circle.PeerOf(domain) is { TakesMail: true } peer ? QueueDestination.Peer(peer.Name) : null;
    }
}
