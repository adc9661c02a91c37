namespace Postern.Gate.Tests;

/// <summary>A clock that is moved by hand, with its timers. Begins on a Sunday at midnight UTC. Thread-safe.</summary>
sealed class ManualTime : TimeProvider
{
    /// <summary>When it begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    readonly Lock access = new();
    readonly List<ManualTimer> timers = [];
    TimeSpan elapsed;
    TimeSpan stepped;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Lets time pass; timers that become due are called, the earliest first, at their own time.</summary>
    public void Pass(TimeSpan time)
    {
        TimeSpan until;
        lock (access)
            until = elapsed + time;
        while (TakeDue(until) is { } due)
            due.Call();
        lock (access)
            elapsed = until;
    }

    /// <summary>Sets the clock on or back without any time passing.</summary>
    public void Step(TimeSpan by) => stepped += by;

    public override DateTimeOffset GetUtcNow()
    {
        lock (access)
            return Start + elapsed + stepped;
    }

    public override long GetTimestamp()
    {
        lock (access)
            return elapsed.Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    ManualTimer? TakeDue(TimeSpan until)
    {
        lock (access)
        {
            var due = timers.Where(t => t.Due <= until).MinBy(t => t.Due);
            if (due is null)
                return null;
            elapsed = due.Due > elapsed ? due.Due : elapsed;
            if (due.Period > TimeSpan.Zero)
                due.Due = elapsed + due.Period;
            else
                timers.Remove(due);
            return due;
        }
    }

    sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Call() => callback();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.access)
            {
                time.timers.Remove(this);
                (Due, Period) = (time.elapsed + dueTime, period);
                if (dueTime != Timeout.InfiniteTimeSpan)
                    time.timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time.access)
                time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
