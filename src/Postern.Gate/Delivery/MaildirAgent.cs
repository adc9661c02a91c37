using System.Text;
using Postern.Gate.Queue;
using Postern.Smtp.Client;
using Postern.Smtp.Content;
using Postern.Smtp.Replies;

namespace Postern.Gate.Delivery;

/// <summary>Delivers to mailboxes as Maildirs: an attempt has ended well only when file and folder are durable.</summary>
/// <param name="mailboxes">The mailboxes.</param>
/// <param name="hostName">This host's name, for file names.</param>
sealed class MaildirAgent(MailboxBatches mailboxes, string hostName) : IDeliveryAgent
{
    static readonly EnhancedStatus Done = EnhancedStatus.Parse("2.1.5");
    static readonly EnhancedStatus NoRoom = EnhancedStatus.Parse("4.3.1");
    static readonly EnhancedStatus Broken = EnhancedStatus.Parse("4.3.0");

    /// <inheritdoc/>
    public async ValueTask<AttemptResult> AttemptAsync(DeliveryAttempt attempt, CancellationToken stopping)
    {
        var message = attempt.Message;
        var file = new MaildirMessage(message.Id.ToString(), message.Received, hostName, Parts(message));
        var result = await mailboxes.DeliverAsync(attempt.Mailbox!.Name, new MaildirDelivery(file, attempt.MayBeThere), message.Content.Length);
        return result.End switch
        {
            MaildirEnd.Delivered => AttemptResult.Same(attempt, DeliveryStatus.Delivered, Done, "in the mailbox"),
            MaildirEnd.Replaced => AttemptResult.Same(attempt, DeliveryStatus.Delivered, Done, "in the mailbox, in the place of what an earlier attempt had brought"),
            MaildirEnd.AlreadyThere => AttemptResult.Same(attempt, DeliveryStatus.Delivered, Done, "an earlier attempt had brought it"),
            MaildirEnd.Unknown => AttemptResult.Same(attempt, DeliveryStatus.Unknown, Broken, result.Text!),
            _ => AttemptResult.Same(attempt, DeliveryStatus.Deferred, result.Fault == FolderFault.Full ? NoRoom : Broken, result.Text!),
        };
    }

    // RFC 5321 §4.4: final delivery adds the Return-Path, and nobody before it.
    static IEnumerable<ReadOnlyMemory<byte>> Parts(QueuedMessage message) =>
        message.Content.Pieces().Prepend(Encoding.UTF8.GetBytes(TraceField.ReturnPath(message.ReversePath)));
}
