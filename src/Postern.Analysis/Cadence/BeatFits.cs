namespace Postern.Analysis.Cadence;

/// <summary>The best fit so far of either clock.</summary>
/// <param name="Schedule">Of a schedule, if its beats are kept in turn.</param>
/// <param name="Sleep">Of a sleep, likewise.</param>
/// <param name="Refused">The best whose beats are not: a lattice on which the contacts lie without a beat, or a fraction of one.</param>
sealed record BeatFits(Beat? Schedule, Beat? Sleep, Beat? Refused)
{
    /// <summary>A start this near to the period of a fit, as a share of it, ends in the same fit.</summary>
    const double Near = 0.08;

    /// <summary>Nothing fitted yet.</summary>
    public static readonly BeatFits None = new(null, null, null);

    /// <summary>The better of the two; null when neither could be fitted.</summary>
    public Beat? Best => Better(Schedule, Sleep);

    /// <summary>Tries one more period.</summary>
    /// <param name="times">Seconds, ascending.</param>
    /// <param name="period">A period within a few per cent, for a sleep.</param>
    /// <param name="sharpened">The same period, right to a cycle or two over the series, for a schedule.</param>
    /// <param name="tick">Step of the time stamps, seconds.</param>
    public BeatFits With(ReadOnlySpan<double> times, double period, double sharpened, double tick)
    {
        var found = this;
        // A start next to a fit already made ends where that did.
        if (Schedule is null || Math.Abs(1 / sharpened - 1 / Schedule.Period) * (times[^1] - times[0]) > 1)
            found = found.With(ScheduleFit.Of(times, sharpened, tick));
        return Sleep is null || Math.Abs(period / Sleep.Period - 1) > Near
            ? found.With(SleepFit.Of(times, period, tick)).With(GapMixtureFit.Of(times, period, tick))
            : found;
    }

    BeatFits With(Beat? fit) => fit is null ? this
        : !KeptBeats.AreEnough(fit) ? this with { Refused = Better(Refused, fit) }
        : fit.Clock == BeatClock.Schedule ? this with { Schedule = Better(Schedule, fit) }
        : this with { Sleep = Better(Sleep, fit) };

    static Beat? Better(Beat? a, Beat? b) => a is null || (b is not null && b.Gain > a.Gain) ? b : a;
}
