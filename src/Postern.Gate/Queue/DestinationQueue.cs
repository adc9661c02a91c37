using Postern.Gate.Policy;

namespace Postern.Gate.Queue;

/// <summary>How much may be tried at a destination.</summary>
/// <param name="AtOnce">Attempts at the same time.</param>
/// <param name="PerMinute">Attempts in a minute.</param>
readonly record struct DestinationLimits(int AtOnce, int PerMinute);

/// <summary>What waits for one destination, and whether it is reached. Used under the schedule's lock only.</summary>
sealed class DestinationQueue(QueueDestination destination, TimeProvider time)
{
    // What waits for the time of its next attempt.
    readonly SortedSet<QueueItem> byNext = new(Comparer<QueueItem>.Create(static (a, b) =>
        a.Next != b.Next ? a.Next.CompareTo(b.Next) : a.Id.CompareTo(b.Id)));

    // What is due, the higher priority first, of equals the older.
    readonly SortedSet<QueueItem> due = new(Comparer<QueueItem>.Create(static (a, b) =>
        a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority) : a.Id.CompareTo(b.Id)));

    // Both, by deadline.
    readonly SortedSet<QueueItem> byDeadline = new(Comparer<QueueItem>.Create(static (a, b) =>
        a.Deadline != b.Deadline ? a.Deadline.CompareTo(b.Deadline) : a.Id.CompareTo(b.Id)));

    TokenBucket rate = new(TimeSpan.FromMinutes(1));
    int active;
    // Attempts in a row that did not reach the destination, and the instant before which nothing is tried because of them.
    int failures;
    DateTimeOffset notBefore;

    /// <summary>The destination.</summary>
    public QueueDestination Destination => destination;

    /// <summary>Whether nothing waits; attempts may go on.</summary>
    public bool IsEmpty => byDeadline.Count == 0;

    /// <summary>Whether, when it was looked at last, as much was tried as may be; no attempt has ended since.</summary>
    public bool IsFull { get; private set; }

    /// <summary>When somebody is to hear of something next; null when nothing waits.</summary>
    public DateTimeOffset? NextDeadline => byDeadline.Min?.Deadline;

    /// <summary>Puts an item in.</summary>
    public void Enter(QueueItem item)
    {
        byNext.Add(item);
        byDeadline.Add(item);
    }

    /// <summary>Takes an item out, to be worked on.</summary>
    public QueueItem Leave(QueueItem item)
    {
        byNext.Remove(item);
        due.Remove(item);
        byDeadline.Remove(item);
        active++;
        item.IsTaken = true;
        return item;
    }

    /// <summary>The work on an item has ended.</summary>
    public void End(QueueItem item)
    {
        active--;
        IsFull = false;
        item.IsTaken = false;
    }

    /// <summary>Takes out what somebody is to hear of.</summary>
    public void TakeOverdue(DateTimeOffset now, List<QueueItem> overdue)
    {
        while (byDeadline.Min is { } late && late.Deadline <= now)
            overdue.Add(Leave(late));
    }

    /// <summary>Takes out what may be tried now.</summary>
    /// <param name="limits">How much that is.</param>
    /// <param name="now">The present instant.</param>
    /// <param name="attempts">Gets it.</param>
    /// <returns>When there will be more if nothing happens before; null when that is not known or nothing waits.</returns>
    public DateTimeOffset? TakeDue(DestinationLimits limits, DateTimeOffset now, List<QueueItem> attempts)
    {
        if (notBefore > now)
            return notBefore;
        // A destination that does not answer is tried with one attempt, not with all that may be made.
        var most = failures > 0 ? 1 : limits.AtOnce;
        while (byNext.Min is { } next && next.Next <= now)
        {
            byNext.Remove(next);
            due.Add(next);
        }
        var wake = byNext.Min?.Next;
        while (active < most && due.Min is { } first)
        {
            if (rate.Left(limits.PerMinute, time) < 1)
                return QueueSchedule.Earlier(wake, now + TimeSpan.FromMinutes(1) / limits.PerMinute);
            rate.Take(1);
            attempts.Add(Leave(first));
        }
        IsFull = active >= most;
        return wake;
    }

    /// <summary>Whether something could be tried now.</summary>
    public bool HasDue(DestinationLimits limits, DateTimeOffset now) =>
        (due.Min?.Next ?? byNext.Min?.Next) <= now && notBefore <= now && active < limits.AtOnce && rate.Left(limits.PerMinute, time) >= 1;

    /// <summary>Makes an item due now, or all, however the destination was reached before.</summary>
    /// <returns>How many are due.</returns>
    public int RetryNow(QueueItem? one)
    {
        (notBefore, failures) = (default, 0);
        foreach (var item in one is null ? byNext.ToList() : byNext.Contains(one) ? [one] : [])
        {
            byNext.Remove(item);
            item.Next = time.GetUtcNow();
            due.Add(item);
        }
        return due.Count;
    }

    /// <summary>Hears whether an attempt reached the destination.</summary>
    /// <param name="wait">How long all that waits there waits, by the number of attempts in a row that did not; null when it was reached.</param>
    /// <returns>Whether that changes when something is tried.</returns>
    public bool NoteReach(Func<int, TimeSpan>? wait)
    {
        if (wait is null && failures == 0)
            return false;
        failures = wait is null ? 0 : failures + 1;
        notBefore = wait is null ? default : time.GetUtcNow() + wait(failures);
        return true;
    }
}
