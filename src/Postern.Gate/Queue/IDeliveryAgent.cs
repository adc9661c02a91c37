using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Smtp.Client;
using Postern.Smtp.Replies;

namespace Postern.Gate.Queue;

/// <summary>Carries messages to destinations of one kind: to mailboxes as Maildirs or by LMTP, to peers by their routes, to the gate
/// itself. Thread-safe: the runner makes several attempts at once, to one destination as many as it allows.</summary>
/// <remarks>
/// An agent tells what happened and decides nothing about the future: the runner waits, retries, gives up and reports. Before an attempt
/// at a peer is made, the runner has recorded that it begins; what the agent records itself is its dials. A failure of its own is told
/// as an outcome; what it throws is a bug, and counts as deferred for each recipient.
/// </remarks>
interface IDeliveryAgent
{
    /// <summary>Makes one attempt.</summary>
    /// <param name="attempt">What, and for whom.</param>
    /// <param name="stopping">The gate stops: end soon. What was begun and cannot be ended cleanly is <see cref="DeliveryStatus.Unknown"/>.</param>
    /// <returns>An outcome for each recipient of the attempt.</returns>
    ValueTask<AttemptResult> AttemptAsync(DeliveryAttempt attempt, CancellationToken stopping);
}

/// <summary>One attempt for one message and those of its recipients who have the same destination.</summary>
sealed record DeliveryAttempt
{
    /// <summary>The message.</summary>
    public required QueuedMessage Message { get; init; }

    /// <summary>Whom it is for; at least one, all of one destination.</summary>
    public required IReadOnlyList<QueuedRecipient> Recipients { get; init; }

    /// <summary>The mailbox, for <see cref="DestinationKind.Mailbox"/>; else null.</summary>
    public LocalMailbox? Mailbox { get; init; }

    /// <summary>The peer as the circle has it now, with a route, for <see cref="DestinationKind.Peer"/>; else null.</summary>
    public Peer? Peer { get; init; }

    /// <summary>Whether an earlier attempt's end is not known: the destination may have the message already.</summary>
    public bool MayBeThere { get; init; }

    /// <summary>Where it goes.</summary>
    public QueueDestination Destination => Recipients[0].Destination;
}

/// <summary>What came of an attempt.</summary>
/// <param name="Outcomes">One for each recipient.</param>
sealed record AttemptResult(IReadOnlyList<AttemptOutcome> Outcomes)
{
    /// <summary>Whether the destination was spoken to at all. When it was not, everything for it waits, and not this message alone.</summary>
    public bool WasReached { get; init; } = true;

    /// <summary>Name or address of the server that was spoken to; null when it was this one.</summary>
    public string? RemoteHost { get; init; }

    /// <summary>Whether the far side took over to report success where that was asked for (RFC 3461 §5.2.1).</summary>
    public bool TakesOverReports { get; init; }

    /// <summary>The same outcome for every recipient.</summary>
    public static AttemptResult Same(DeliveryAttempt attempt, DeliveryStatus status, EnhancedStatus code, string text, SmtpReply? reply = null) =>
        new([.. attempt.Recipients.Select(r => new AttemptOutcome(r, status, code, reply, text))]);
}

/// <summary>One recipient's outcome.</summary>
/// <param name="Recipient">Who.</param>
/// <param name="Status">What; never <see cref="DeliveryStatus.Pending"/>.</param>
/// <param name="Code">Status code for a report (RFC 3463).</param>
/// <param name="Reply">The far side's reply that decided; null when it was decided here.</param>
/// <param name="Text">The reason in words, for reports and the record.</param>
sealed record AttemptOutcome(QueuedRecipient Recipient, DeliveryStatus Status, EnhancedStatus Code, SmtpReply? Reply, string Text);

/// <summary>The agents, by the kind of destination.</summary>
/// <param name="Mailboxes">To mailboxes here.</param>
/// <param name="Peers">To peers.</param>
/// <param name="Gate">Reads signs of life.</param>
sealed record DeliveryAgents(IDeliveryAgent Mailboxes, IDeliveryAgent Peers, IDeliveryAgent Gate)
{
    /// <summary>The agent of a destination.</summary>
    public IDeliveryAgent For(QueueDestination destination) => destination.Kind switch
    {
        DestinationKind.Mailbox => Mailboxes,
        DestinationKind.Peer => Peers,
        _ => Gate,
    };
}
