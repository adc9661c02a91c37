using System.Net;
using Postern.Gate.Identity;
using Postern.Gate.Queue;
using Postern.Smtp.Addresses;
using Postern.Smtp.Client;
using Postern.Smtp.Commands;
using Postern.Smtp.Replies;

namespace Postern.Gate.Outbound;

/// <summary>Delivers to peers, by their routes.</summary>
sealed class PeerAgent(Courier courier) : IDeliveryAgent
{
    /// <inheritdoc/>
    public async ValueTask<AttemptResult> AttemptAsync(DeliveryAttempt attempt, CancellationToken stopping)
    {
        if (attempt.Peer is not { } peer || OutboundWay.To(peer) is not { } way)
            return AttemptResult.Same(attempt, DeliveryStatus.Deferred, new EnhancedStatus(4, 4, 4), $"there is no route to {attempt.Destination}") with { WasReached = false };
        var recipients = attempt.Recipients.Select(r => new OutboundRecipient(r.Path, r.Parameters)).ToList();
        var result = await courier.CarryAsync(way, attempt.Message, recipients, stopping);
        return new AttemptResult([.. attempt.Recipients.Zip(result.Outcomes, Outcome)])
        {
            WasReached = result.WasReached,
            RemoteHost = $"{((IPEndPoint)way.EndPoint).Address}",
            TakesOverReports = result.TakesOverReports,
        };
    }

    /// <summary>An outcome of the wire as one of the queue.</summary>
    public static AttemptOutcome Outcome(QueuedRecipient recipient, RecipientOutcome outcome) =>
        new(recipient, outcome.Status, outcome.Code, outcome.Reply, outcome.Text);
}

/// <summary>Delivers to mailboxes by handing the mail to the owner's own server, by LMTP or SMTP.</summary>
/// <param name="courier">Carries it.</param>
/// <param name="circle">Says which server that is.</param>
/// <param name="folder">Folder of the settings, where a relative path of a socket begins.</param>
sealed class OwnServerAgent(Courier courier, CurrentCircle circle, string folder) : IDeliveryAgent
{
    /// <inheritdoc/>
    public async ValueTask<AttemptResult> AttemptAsync(DeliveryAttempt attempt, CancellationToken stopping)
    {
        var settings = circle.Value.Settings;
        if (settings.OwnServer is not { } server)
            return AttemptResult.Same(attempt, DeliveryStatus.Deferred, new EnhancedStatus(4, 3, 5), "no server takes the mail for mailboxes") with { WasReached = false };
        var way = OutboundWay.To(server, folder);
        // Aliases are resolved here, and a mailbox that was named twice gets one copy.
        var mailbox = Mailbox.Parse($"{attempt.Mailbox!.Name}@{settings.Domain}");
        var result = await courier.CarryAsync(way, attempt.Message, [new OutboundRecipient(mailbox, Together([.. attempt.Recipients.Select(r => r.Parameters)]))], stopping);
        return new AttemptResult([.. attempt.Recipients.Select(r => PeerAgent.Outcome(r, result.Outcomes[0]))])
        {
            WasReached = result.WasReached,
            RemoteHost = way.EndPoint is IPEndPoint address ? $"{address.Address}" : "localhost",
            TakesOverReports = result.TakesOverReports,
        };
    }

    /// <summary>What all names of one mailbox wish to be told: no wish of one is lost to another's (RFC 3461 §4.1).</summary>
    internal static RecipientParameters Together(IReadOnlyList<RecipientParameters> wishes)
    {
        if (wishes.All(wish => wish == wishes[0]))
            return wishes[0];
        var notify = wishes.Aggregate(DsnNotify.Unspecified, (all, wish) => all | wish.Notify switch
        {
            DsnNotify.Unspecified => DsnNotify.Failure,
            DsnNotify.Never => DsnNotify.Unspecified,
            var asked => asked,
        });
        return (wishes.FirstOrDefault(wish => wish.Notify.HasFlag(DsnNotify.Success)) ?? wishes[0]) with { Notify = notify == DsnNotify.Unspecified ? DsnNotify.Never : notify };
    }
}
