namespace Postern.Analysis.Cadence;

/// <summary>A period that changed: from the occasion at this index on.</summary>
readonly record struct PeriodStep(int At, double Before, double After);

/// <summary>The beat of a series, if a fixed period holds it up (METHODS §2.4, steps 1 to 5).</summary>
/// <param name="Beat">The beat; null when none is supported.</param>
/// <param name="Clock">Which clock drives it; null when the two cannot be told apart.</param>
/// <param name="Steps">Changes of the period.</param>
/// <param name="Line">Limits of the period from the spectrum alone, when that is all that supports it; null otherwise.</param>
sealed record BeatEstimate(Beat? Beat, BeatClock? Clock, IReadOnlyList<PeriodStep> Steps, SpectralLine? Line)
{
    /// <summary>Number of visits, when all contacts come in bursts that are too few to tell a period; else null.</summary>
    public int? TooFewVisits { get; init; }

    /// <summary>The period of the beat or of the line, seconds; null without either.</summary>
    public double? Period => Beat?.Period ?? Line?.Period;

    /// <summary>Above this jitter (standard deviation over period) spacing is regular, but no period is claimed.</summary>
    const double MostJitter = 0.3;
    const double LeastGain = 3;
    const double LeastKept = 5;
    /// <summary>What a fraction of the period must gain over it before the period is given up.</summary>
    const double LatticeGain = 10;

    /// <summary>Estimates the beat of the series in the workspace.</summary>
    public static BeatEstimate Of(OccasionSeries series, CadenceEvidence evidence, CadenceWorkspace workspace)
    {
        var none = new BeatEstimate(null, null, [], null);
        if (series.Count < CadenceTests.LeastOccasions)
            return none;
        var times = Seconds(series);
        var candidates = BeatCandidates.Of(series, evidence, workspace);
        var fits = BeatFits.None;
        foreach (var (period, sharpened) in candidates)
            fits = fits.With(times, period, sharpened, series.TickSeconds);
        var (beat, steps) = fits.Best is null ? (null, []) : PeriodSteps.Refine(times, fits, series.TickSeconds);
        var line = SpectralLine.Of(series, evidence);
        if (beat is not null && IsPlausible(beat, series.TickSeconds) && (IsBetterThanSmoothGaps(beat, series) || line?.Agrees(beat) == true)
            && !IsPartOfLattice(beat, fits.Refused))
            return new BeatEstimate(beat, steps.Count > 0 ? beat.Clock : Choose(fits, series.Count), steps, null);
        return line is null ? none : none with { Line = line };
    }

    /// <summary>Times of the occasions, seconds from the first.</summary>
    static double[] Seconds(OccasionSeries series)
    {
        var times = new double[series.Count];
        for (var i = 0; i < times.Length; i++)
            times[i] = (series.Times[i] - series.Times[0]) / 1e9;
        return times;
    }

    /// <summary>Whether a beat is tight, kept and slow enough to be spoken of.</summary>
    public static bool IsPlausible(Beat beat, double tick) =>
        beat.Jitter <= MostJitter * beat.Period && beat.Kept >= LeastKept && beat.Period >= 4 * tick;

    /// <summary>Whether the fixed period explains the series better than any smooth law of gaps, for its own parameters' price.</summary>
    static bool IsBetterThanSmoothGaps(Beat beat, OccasionSeries series)
    {
        var price = 2 * Math.Log(series.Count);
        var gaps = new double[series.GapCount];
        for (var i = 0; i < gaps.Length; i++)
            gaps[i] = series.Gaps[i] - 0.5;
        var renewal = RenewalFit.Of(gaps);
        // Gaps all alike are a beat, whatever law describes their jitter.
        // The beat is measured across holes of the coverage too; there the law is taken to fit as it does elsewhere.
        var rival = renewal.Variation > MostJitter ? renewal.Gain * (series.Count - 1) / gaps.Length : 0;
        return beat.Gain - price > Math.Max(LeastGain, rival);
    }

    /// <summary>Whether all contacts lie on a fraction of the beat, in steps of no fixed length: the beat is then only those that fall on it.</summary>
    static bool IsPartOfLattice(Beat beat, Beat? lattice)
    {
        if (lattice is null || beat.OccasionsEach() is not null || lattice.Gain < beat.Gain + LatticeGain)
            return false;
        var ratio = beat.Period / lattice.Period;
        return ratio > 1.5 && Math.Abs(ratio / Math.Round(ratio) - 1) < 0.01;
    }

    static BeatClock? Choose(BeatFits fits, int count)
    {
        var beat = fits.Best!;
        if (fits is { Schedule: { } schedule, Sleep: { } sleep } && Math.Abs(schedule.Gain - sleep.Gain) < 2)
            return null;
        // METHODS §2.4: with as much noise as beats, and steps this loose, the choice is unreliable.
        var noise = (count - beat.Members.Length) / beat.Scheduled;
        return beat.Clock == BeatClock.Sleep && noise >= 1 && beat.Jitter >= 0.1 * beat.Period ? null : beat.Clock;
    }
}
