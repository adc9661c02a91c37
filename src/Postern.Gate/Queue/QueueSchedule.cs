namespace Postern.Gate.Queue;

/// <summary>How much may be tried at a destination.</summary>
/// <param name="AtOnce">Attempts at the same time.</param>
/// <param name="PerMinute">Attempts in a minute.</param>
readonly record struct DestinationLimits(int AtOnce, int PerMinute);

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
            foreach (var item in added)
            {
                items.Add((item.Id, item.Destination), item);
                if (!messages.TryGetValue(item.Id, out var mine))
                    messages[item.Id] = mine = new List<QueueItem>(1);
                mine.Add(item);
                Enter(item);
            }
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
                if (queue.ByDeadline.Count == 0)
                    continue;
                while (queue.ByDeadline.Min is { } late && late.Deadline <= now)
                    overdue.Add(Leave(queue, late));
                if (!IsHeld(queue.Destination))
                    TakeDue(queue, limits(queue.Destination), now, attempts, ref wake);
                if (queue.ByDeadline.Min is { } next)
                    wake = Earlier(wake, next.Deadline);
            }
        }
        return new DueWork(attempts, overdue, wake);
    }

    /// <summary>Takes one item for something else than an attempt; null when it is not there or somebody works on it.</summary>
    public QueueItem? Take(MessageId id, QueueDestination destination)
    {
        lock (access)
        {
            return items.GetValueOrDefault((id, destination)) is { IsTaken: false } item
                ? Leave(destinations[destination], item)
                : null;
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
            var queue = QueueOf(destination);
            queue.Failures = wait is null ? 0 : queue.Failures + 1;
            queue.NotBefore = wait is null ? default : time.GetUtcNow() + wait(queue.Failures);
            Signal();
        }
    }

    /// <summary>Makes everything for a destination due now; for all when it is null.</summary>
    /// <returns>How many items.</returns>
    public int RetryNow(QueueDestination? destination)
    {
        lock (access)
        {
            var count = 0;
            foreach (var queue in destinations.Values.Where(q => destination is null || q.Destination == destination))
            {
                (queue.NotBefore, queue.Failures) = (default, 0);
                foreach (var item in queue.ByNext.ToList())
                    MakeDue(queue, item);
                count += queue.Due.Count;
            }
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
            {
                var queue = QueueOf(item.Destination);
                (queue.NotBefore, queue.Failures) = (default, 0);
                if (queue.ByNext.Contains(item))
                    MakeDue(queue, item);
            }
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
            return destinations.Values.Any(q => q.ByDeadline.Min?.Deadline <= now
                || q.NextDue <= now && q.NotBefore <= now && !IsHeld(q.Destination)
                && q.Active < limits(q.Destination).AtOnce && q.Rate.Left(limits(q.Destination).PerMinute, time) >= 1);
        }
    }

    bool IsHeld(QueueDestination destination) => held.Count > 0 && (held.Contains(All) || held.Contains(destination.ToString()));

    void TakeDue(DestinationQueue queue, DestinationLimits limits, DateTimeOffset now, List<QueueItem> attempts, ref DateTimeOffset? wake)
    {
        if (queue.NotBefore > now)
        {
            wake = Earlier(wake, queue.NotBefore);
            return;
        }
        // A destination that does not answer is tried with one attempt, not with all that may be made.
        var most = queue.Failures > 0 ? 1 : limits.AtOnce;
        while (queue.ByNext.Min is { } next && next.Next <= now)
        {
            queue.ByNext.Remove(next);
            queue.Due.Add(next);
        }
        if (queue.ByNext.Min is { } later)
            wake = Earlier(wake, later.Next);
        while (queue.Active < most && queue.Due.Min is { } first)
        {
            if (queue.Rate.Left(limits.PerMinute, time) < 1)
            {
                wake = Earlier(wake, now + TimeSpan.FromMinutes(1) / limits.PerMinute);
                return;
            }
            queue.Rate.Take(1);
            attempts.Add(Leave(queue, first));
        }
    }

    void MakeDue(DestinationQueue queue, QueueItem item)
    {
        queue.ByNext.Remove(item);
        item.Next = time.GetUtcNow();
        queue.Due.Add(item);
    }

    void Enter(QueueItem item)
    {
        var queue = QueueOf(item.Destination);
        queue.ByNext.Add(item);
        queue.ByDeadline.Add(item);
    }

    QueueItem Leave(DestinationQueue queue, QueueItem item)
    {
        queue.ByNext.Remove(item);
        queue.Due.Remove(item);
        queue.ByDeadline.Remove(item);
        queue.Active++;
        active++;
        item.IsTaken = true;
        return item;
    }

    void End(QueueItem item, bool isDone)
    {
        lock (access)
        {
            QueueOf(item.Destination).Active--;
            active--;
            item.IsTaken = false;
            if (isDone)
                Forget(item);
            else
                Enter(item);
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
            destinations[destination] = queue = new DestinationQueue(destination);
        return queue;
    }

    void Signal()
    {
        changed.TrySetResult();
        changed = NewSignal();
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    static DateTimeOffset Earlier(DateTimeOffset? a, DateTimeOffset b) => a is { } first && first < b ? first : b;
}
