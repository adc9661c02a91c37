namespace Postern.Gate.Queue;

/// <summary>What is to be done now.</summary>
/// <param name="Attempts">Attempts that are due; they are taken, and each is to be given back.</param>
/// <param name="Overdue">Items whose sender is to be told something; taken likewise.</param>
/// <param name="Wake">When there will be something to do if nothing happens before; none when nothing waits.</param>
readonly record struct DueWork(IReadOnlyList<QueueItem> Attempts, IReadOnlyList<QueueItem> Overdue, DateTimeOffset? Wake);

/// <summary>The order of attempts, in memory. It is changed only when what it says is durable. Thread-safe.</summary>
sealed class QueueSchedule(TimeProvider time)
{
    /// <summary>Stands for every destination in <see cref="Hold"/>.</summary>
    public const string All = "all";

    readonly Lock access = new();
    readonly Dictionary<QueueDestination, DestinationQueue> destinations = [];
    readonly Dictionary<(MessageId Id, QueueDestination To), QueueItem> items = [];
    readonly Dictionary<MessageId, List<QueueItem>> messages = [];
    readonly HashSet<string> held = new(StringComparer.Ordinal);
    TaskCompletionSource changed = NewSignal();
    int active;

    /// <summary>Items that somebody works on.</summary>
    public int Active => Volatile.Read(ref active);

    /// <summary>Completes with the next change; to be fetched before looking at what there is.</summary>
    public Task Changed
    {
        get
        {
            lock (access)
                return changed.Task;
        }
    }

    /// <summary>What is held: destinations as text, or <see cref="All"/>.</summary>
    public IReadOnlyList<string> Held
    {
        get
        {
            lock (access)
                return [.. held.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Puts items in.</summary>
    public void Add(IEnumerable<QueueItem> added)
    {
        lock (access)
        {
            var isFull = true;
            foreach (var item in added)
            {
                items.Add((item.Id, item.Destination), item);
                if (!messages.TryGetValue(item.Id, out var mine))
                    messages[item.Id] = mine = new List<QueueItem>(1);
                mine.Add(item);
                var queue = QueueOf(item.Destination);
                queue.Enter(item);
                isFull &= queue.IsFull;
            }
            // Where as much is tried as may be, the end of one of these attempts is the change.
            if (!isFull)
                Signal();
        }
    }

    /// <summary>Takes what is due.</summary>
    /// <param name="limits">How much may be tried at a destination now; looked up anew each time.</param>
    public DueWork Take(Func<QueueDestination, DestinationLimits> limits)
    {
        var now = time.GetUtcNow();
        List<QueueItem> attempts = [];
        List<QueueItem> overdue = [];
        DateTimeOffset? wake = null;
        lock (access)
        {
            foreach (var queue in destinations.Values)
            {
                if (queue.IsEmpty)
                    continue;
                queue.TakeOverdue(now, overdue);
                if (!IsHeld(queue.Destination))
                    wake = Earlier(wake, queue.TakeDue(limits(queue.Destination), now, attempts));
                wake = Earlier(wake, queue.NextDeadline);
            }
            active += attempts.Count + overdue.Count;
        }
        return new DueWork(attempts, overdue, wake);
    }

    /// <summary>Takes one item for something else than an attempt; null when it is not there or somebody works on it.</summary>
    public QueueItem? Take(MessageId id, QueueDestination destination)
    {
        lock (access)
        {
            if (items.GetValueOrDefault((id, destination)) is not { IsTaken: false } item)
                return null;
            active++;
            return destinations[destination].Leave(item);
        }
    }

    /// <summary>Gives an item back to wait on; its times have been set.</summary>
    public void GiveBack(QueueItem item) => End(item, isDone: false);

    /// <summary>Lets go of an item: nobody there is to have the message any more.</summary>
    public void Remove(QueueItem item) => End(item, isDone: true);

    /// <summary>Hears whether an attempt reached its destination; when it did not, all that waits there waits.</summary>
    /// <param name="destination">Where.</param>
    /// <param name="wait">How long, by the number of attempts in a row that did not; null when it was reached.</param>
    public void NoteReach(QueueDestination destination, Func<int, TimeSpan>? wait)
    {
        lock (access)
        {
            if (QueueOf(destination).NoteReach(wait))
                Signal();
        }
    }

    /// <summary>Makes everything for a destination due now; for all when it is null.</summary>
    /// <returns>How many items.</returns>
    public int RetryNow(QueueDestination? destination)
    {
        lock (access)
        {
            var count = destinations.Values.Where(q => destination is null || q.Destination == destination).Sum(q => q.RetryNow(one: null));
            Signal();
            return count;
        }
    }

    /// <summary>Makes a message due now, wherever it goes.</summary>
    /// <returns>How many items.</returns>
    public int RetryNow(MessageId id)
    {
        lock (access)
        {
            var mine = ItemsOf(id).Where(i => !i.IsTaken).ToList();
            foreach (var item in mine)
                QueueOf(item.Destination).RetryNow(item);
            Signal();
            return mine.Count;
        }
    }

    /// <summary>Holds or releases a destination by its text, or <see cref="All"/>.</summary>
    public void Hold(string destination, bool isHeld)
    {
        lock (access)
        {
            if (isHeld)
                held.Add(destination);
            else
                held.Remove(destination);
            Signal();
        }
    }

    /// <summary>Items, and the age of the oldest of them; by destination when one is named.</summary>
    public (int Count, TimeSpan Oldest) Depth(QueueDestination? destination = null)
    {
        lock (access)
        {
            var chosen = destination is null ? items.Values : items.Values.Where(i => i.Destination == destination);
            var (count, first) = (0, DateTimeOffset.MaxValue);
            foreach (var item in chosen)
                (count, first) = (count + 1, item.Received < first ? item.Received : first);
            return (count, count == 0 ? TimeSpan.Zero : time.GetUtcNow() - first);
        }
    }

    /// <summary>The destinations of a message's items.</summary>
    public IReadOnlyList<QueueDestination> DestinationsOf(MessageId id)
    {
        lock (access)
            return [.. ItemsOf(id).Select(i => i.Destination)];
    }

    /// <summary>Whether nothing is tried at a destination.</summary>
    public bool Holds(QueueDestination destination)
    {
        lock (access)
            return IsHeld(destination);
    }

    /// <summary>Wakes whoever waits for a change.</summary>
    public void Nudge()
    {
        lock (access)
            Signal();
    }

    /// <summary>Whether something could be taken now.</summary>
    public bool HasDue(Func<QueueDestination, DestinationLimits> limits)
    {
        var now = time.GetUtcNow();
        lock (access)
        {
            return destinations.Values.Any(q => q.NextDeadline <= now || !IsHeld(q.Destination) && q.HasDue(limits(q.Destination), now));
        }
    }

    bool IsHeld(QueueDestination destination) => held.Count > 0 && (held.Contains(All) || held.Contains(destination.ToString()));

    void End(QueueItem item, bool isDone)
    {
        lock (access)
        {
            var queue = QueueOf(item.Destination);
            queue.End(item);
            active--;
            if (isDone)
                Forget(item);
            else
                queue.Enter(item);
            // Whoever waits for a change waits for something that can be tried now, or for the end of the last attempt.
            if (!queue.IsEmpty || active == 0)
                Signal();
        }
    }

    List<QueueItem> ItemsOf(MessageId id) => messages.GetValueOrDefault(id) ?? [];

    void Forget(QueueItem item)
    {
        items.Remove((item.Id, item.Destination));
        if (messages.GetValueOrDefault(item.Id) is { } mine && mine.Remove(item) && mine.Count == 0)
            messages.Remove(item.Id);
    }

    DestinationQueue QueueOf(QueueDestination destination)
    {
        if (!destinations.TryGetValue(destination, out var queue))
            destinations[destination] = queue = new DestinationQueue(destination, time);
        return queue;
    }

    void Signal()
    {
        changed.TrySetResult();
        changed = NewSignal();
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The earlier of two instants; null is never.</summary>
    internal static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
