namespace Postern.Analysis.Cadence;

/// <summary>The best fit so far of either clock.</summary>
sealed record BeatFits(Beat? Schedule, Beat? Sleep)
{
    /// <summary>A start this near to the period of a fit, as a share of it, ends in the same fit.</summary>
    const double Near = 0.08;

    /// <summary>Nothing fitted yet.</summary>
    public static readonly BeatFits None = new(null, null);

    /// <summary>The better of the two; null when neither could be fitted.</summary>
    public Beat? Best => Better(Schedule, Sleep);

    /// <summary>Tries one more period.</summary>
    /// <param name="times">Seconds, ascending.</param>
    /// <param name="period">A period within a few per cent, for a sleep.</param>
    /// <param name="sharpened">The same period, right to a cycle or two over the series, for a schedule.</param>
    /// <param name="tick">Step of the time stamps, seconds.</param>
    public BeatFits With(ReadOnlySpan<double> times, double period, double sharpened, double tick)
    {
        var (schedule, sleep) = this;
        // A start next to a fit already made ends where that did.
        if (schedule is null || Math.Abs(1 / sharpened - 1 / schedule.Period) * (times[^1] - times[0]) > 1)
            schedule = Better(schedule, ScheduleFit.Of(times, sharpened, tick));
        if (sleep is null || Math.Abs(period / sleep.Period - 1) > Near)
            sleep = Better(sleep, Better(SleepFit.Of(times, period, tick), GapMixtureFit.Of(times, period, tick)));
        return new(schedule, sleep);
    }

    static Beat? Better(Beat? a, Beat? b) => a is null || (b is not null && b.Gain > a.Gain) ? b : a;
}
