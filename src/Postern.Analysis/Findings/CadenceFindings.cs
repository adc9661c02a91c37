namespace Postern.Analysis.Findings;

/// <summary>Whether the contacts keep a beat (METHODS §2).</summary>
public sealed record CadenceFindings
{
    /// <summary><c>periodic</c>, <c>cache-limited</c>, <c>irregular</c> or <c>too-few</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary><c>schedule</c> (keeps its phase), <c>sleep</c> (restarts at each contact), or null.</summary>
    public string? Clock { get; init; }

    /// <summary>The beat, seconds; null when none was found.</summary>
    public double? PeriodSeconds { get; init; }

    /// <summary>Lower 95 % limit of the period.</summary>
    public double? PeriodLow { get; init; }

    /// <summary>Upper 95 % limit of the period.</summary>
    public double? PeriodHigh { get; init; }

    /// <summary>Standard deviation of one beat about its place, seconds.</summary>
    public double? JitterSeconds { get; init; }

    /// <summary>Share of scheduled beats without a contact.</summary>
    public double? MissedShare { get; init; }

    /// <summary>Lower 95 % limit (Clopper-Pearson).</summary>
    public double? MissedLow { get; init; }

    /// <summary>Upper 95 % limit.</summary>
    public double? MissedHigh { get; init; }

    /// <summary>Share of the occasions that belong to the beat: one occasion of each beat.</summary>
    public double? MemberShare { get; init; }

    /// <summary>Occasions that come with each beat, where nearly every beat brings the same number above 1; null otherwise.</summary>
    public int? OccasionsPerBeat { get; init; }

    /// <summary>How regular it looks, 0 to 1; orders pairs whose test decides nothing, not a probability.</summary>
    public double Score { get; init; }

    /// <summary>Probability that a process without memory looks this regular, the scan's trials included.</summary>
    public double? PValue { get; init; }

    /// <summary>log10 of <see cref="PValue"/>, which may be below the smallest double.</summary>
    public double? Log10PValue { get; init; }

    /// <summary><see cref="PValue"/> corrected over all pairs tested (Benjamini and Yekutieli 2001).</summary>
    public double? QValue { get; init; }

    /// <summary>Beats found beside the first, strongest first.</summary>
    public IReadOnlyList<BeatFindings>? OtherBeats { get; init; }

    /// <summary>Changes of the period itself: from when, and the period before and after.</summary>
    public IReadOnlyList<PeriodChange>? PeriodChanges { get; init; }

    /// <summary>Runs of at least three missed beats in a row.</summary>
    public IReadOnlyList<MissedRun>? MissedRuns { get; init; }

    /// <summary>Smallest share of contacts on a beat (jitter 5 %) that would have been found nine times in ten, all pairs counted; null when one was found.</summary>
    public double? DetectableShare { get; init; }

    /// <summary>The verdict in one sentence, with its number and uncertainty.</summary>
    public required string Text { get; init; }
}

/// <summary>A further beat in the same series.</summary>
public sealed record BeatFindings(string? Clock, double PeriodSeconds, double PeriodLow, double PeriodHigh, double JitterSeconds, double MissedShare, double Log10PValue);

/// <summary>A period that changed within the record.</summary>
public sealed record PeriodChange(string At, double PeriodBefore, double PeriodAfter);

/// <summary>Beats missed in a row.</summary>
public sealed record MissedRun(string From, string To, int Beats);
