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
