namespace Postern.Gate.Hosting;

/// <summary>Notices when the clock is stepped: when it and the machine's own count of time part.</summary>
/// <param name="time">The clock.</param>
/// <param name="stepped">Hears by how much, negative for back.</param>
sealed class ClockWatch(TimeProvider time, Action<TimeSpan> stepped) : IDisposable
{
    /// <summary>Less than a clock that is only being slewed drifts between two looks (adjtime: at most 500 ppm).</summary>
    static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    readonly Lock access = new();
    DateTimeOffset lastInstant = time.GetUtcNow();
    long lastCount = time.GetTimestamp();
    ITimer? timer;

    /// <summary>Begins to look.</summary>
    public void Start() => timer = time.CreateTimer(_ => Look(), null, Interval, Interval);

    /// <summary>Looks.</summary>
    public void Look()
    {
        TimeSpan step;
        lock (access)
        {
            var (instant, count) = (time.GetUtcNow(), time.GetTimestamp());
            step = instant - lastInstant - time.GetElapsedTime(lastCount, count);
            (lastInstant, lastCount) = (instant, count);
        }
        if (step.Duration() >= Least)
            stepped(step);
    }

    /// <summary>Looks no more.</summary>
    public void Dispose() => timer?.Dispose();
}
