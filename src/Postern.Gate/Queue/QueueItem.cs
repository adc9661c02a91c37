using Postern.Gate.Policy;

namespace Postern.Gate.Queue;

/// <summary>One message's way to one destination, as the schedule knows it. Changed under the schedule's lock only.</summary>
sealed class QueueItem(MessageId id, QueueDestination destination, DateTimeOffset received, int priority)
{
    /// <summary>The message.</summary>
    public MessageId Id => id;

    /// <summary>Where it goes.</summary>
    public QueueDestination Destination => destination;

    /// <summary>When the message was accepted.</summary>
    public DateTimeOffset Received => received;

    /// <summary>Its priority, -9 to 9; the higher goes first (RFC 6710 §5).</summary>
    public int Priority => priority;

    /// <summary>When an attempt is due.</summary>
    public DateTimeOffset Next { get; set; }

    /// <summary>When the sender is to hear something even without an attempt: of the delay, or that it is given up.</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <summary>Attempts that came to an end.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether an earlier attempt's end is not known.</summary>
    public bool MayBeThere { get; set; }

    /// <summary>Whether the sender has been told of the delay.</summary>
    public bool IsNoticed { get; set; }

    /// <summary>Whether somebody works on it now.</summary>
    public bool IsTaken { get; set; }

    /// <summary>The message itself, until its first attempt ends; null when it is to be read.</summary>
    public QueuedMessage? Fresh { get; set; }
}

/// <summary>What waits for one destination.</summary>
sealed class DestinationQueue(QueueDestination destination)
{
    /// <summary>The destination.</summary>
    public QueueDestination Destination => destination;

    /// <summary>What waits for the time of its next attempt.</summary>
    public SortedSet<QueueItem> ByNext { get; } = new(Comparer<QueueItem>.Create(static (a, b) =>
        a.Next != b.Next ? a.Next.CompareTo(b.Next) : a.Id.CompareTo(b.Id)));

    /// <summary>What is due, the higher priority first, of equals the older.</summary>
    public SortedSet<QueueItem> Due { get; } = new(Comparer<QueueItem>.Create(static (a, b) =>
        a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority) : a.Id.CompareTo(b.Id)));

    /// <summary>Both, by deadline.</summary>
    public SortedSet<QueueItem> ByDeadline { get; } = new(Comparer<QueueItem>.Create(static (a, b) =>
        a.Deadline != b.Deadline ? a.Deadline.CompareTo(b.Deadline) : a.Id.CompareTo(b.Id)));

    /// <summary>When an attempt is due at the earliest; null when nothing waits.</summary>
    public DateTimeOffset? NextDue => Due.Min?.Next ?? ByNext.Min?.Next;

    /// <summary>Attempts that go on.</summary>
    public int Active { get; set; }

    /// <summary>Attempts in a row that did not reach the destination.</summary>
    public int Failures { get; set; }

    /// <summary>Before this instant nothing is tried, because the destination was not reached.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>Attempts of the last minute.</summary>
    public TokenBucket Rate = new(TimeSpan.FromMinutes(1));
}
