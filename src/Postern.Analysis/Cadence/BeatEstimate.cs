namespace Postern.Analysis.Cadence;

/// <summary>A period that changed: from the contact at this index on.</summary>
readonly record struct PeriodStep(int At, double Before, double After);

/// <summary>The beat of a series, if a fixed period holds it up (METHODS §2.4, steps 2 to 5).</summary>
/// <param name="Beat">The beat; null when none is supported.</param>
/// <param name="Clock">Which clock drives it; null when the two cannot be told apart.</param>
/// <param name="Steps">Changes of the period.</param>
sealed record BeatEstimate(Beat? Beat, BeatClock? Clock, IReadOnlyList<PeriodStep> Steps)
{
    /// <summary>Above this jitter (standard deviation over period) spacing is regular, but no period is claimed.</summary>
    const double MostJitter = 0.3;
    const double LeastGain = 3;
    const double LeastKept = 5;
    static readonly BeatEstimate None = new(null, null, []);

    /// <summary>Estimates the beat of the series in the workspace.</summary>
    public static BeatEstimate Of(OccasionSeries series, CadenceEvidence evidence, CadenceWorkspace workspace)
    {
        if (series.Count < CadenceTests.LeastOccasions)
            return None;
        var times = Seconds(series);
        Beat? schedule = null, sleep = null;
        foreach (var period in BeatCandidates.Of(series, evidence, workspace))
        {
            var spectrum = Spectrum.Of(series, workspace, withDays: true);
            var sharpened = BeatCandidates.Sharpened(series, spectrum, period);
            schedule = Better(schedule, ScheduleFit.Of(times, sharpened, series.TickSeconds));
            sleep = Better(sleep, SleepFit.Of(times, period, series.TickSeconds));
        }
        var steps = sleep is null ? [] : PeriodSteps.Of(times, sleep);
        if (steps.Count > 0)
        {
            schedule = Better(schedule, PeriodSteps.Joined(times, sleep!, steps, (part, period) => ScheduleFit.Of(part, period, series.TickSeconds)));
            sleep = Better(sleep, PeriodSteps.Joined(times, sleep!, steps, (part, period) => SleepFit.Of(part, period, series.TickSeconds)));
        }
        var beat = Better(schedule, sleep);
        if (beat is null || !IsSupported(beat, series))
            return None;
        // One long coherent fit leaves no room for a step.
        if (beat == schedule && beat.Pieces == 1)
            steps = [];
        return new BeatEstimate(beat, Choose(beat, schedule, sleep, series.Count), steps);
    }

    /// <summary>Times of the occasions, seconds from the first.</summary>
    public static double[] Seconds(OccasionSeries series)
    {
        var times = new double[series.Count];
        for (var i = 0; i < times.Length; i++)
            times[i] = (series.Times[i] - series.Times[0]) / 1e9;
        return times;
    }

    /// <summary>Whether the fixed period explains the series better than any smooth law of gaps, for its own parameters' price.</summary>
    static bool IsSupported(Beat beat, OccasionSeries series)
    {
        if (beat.Jitter > MostJitter * beat.Period || beat.Kept < LeastKept || beat.Period < 4 * series.TickSeconds)
            return false;
        var price = 2 * Math.Log(series.Count);
        var gaps = new double[series.GapCount];
        for (var i = 0; i < gaps.Length; i++)
            gaps[i] = series.Gaps[i] - 0.5;
        var renewal = RenewalFit.Of(gaps);
        // Gaps all alike are a beat, whatever law describes their jitter.
        var rival = renewal.Variation > MostJitter ? renewal.Gain : 0;
        return beat.Gain - price > Math.Max(LeastGain, rival);
    }

    static BeatClock? Choose(Beat beat, Beat? schedule, Beat? sleep, int count)
    {
        if (schedule is not null && sleep is not null && Math.Abs(schedule.Gain - sleep.Gain) < 2)
            return null;
        // METHODS §2.4: with as much noise as beats, and steps this loose, the choice is unreliable.
        var noise = (count - beat.Members.Length) / beat.Scheduled;
        return beat.Clock == BeatClock.Sleep && noise >= 1 && beat.Jitter >= 0.1 * beat.Period ? null : beat.Clock;
    }

    static Beat? Better(Beat? a, Beat? b) => a is null || (b is not null && b.Gain > a.Gain) ? b : a;
}
