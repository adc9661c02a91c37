namespace Postern.Analysis.Silence;

/// <summary>Whether a source stopped, in numbers; <see cref="EndAnalysis.Describe"/> says it in words.</summary>
/// <remarks>Small and free of text, so that all pairs of a record can be measured and corrected together before a few are shown.</remarks>
public readonly record struct SourceEnd
{
    /// <summary>What is to be said of the end, before the correction over pairs.</summary>
    public EndVerdict Verdict { get; init; }

    /// <summary>Chance that a living source is silent this long at a random look; not a number when there are no gaps to say.</summary>
    public double PValue { get; init; }

    /// <summary>Last contact (ns).</summary>
    public long LastContact { get; init; }

    /// <summary>Covered silence after it, seconds.</summary>
    public double SilenceSeconds { get; init; }

    /// <summary>Contacts outside the covered time: they make no gaps, but the last of all is the last.</summary>
    public int Outside { get; init; }

    /// <summary>Latest plausible stop (ns), level 95 %; null unless the silence is beyond the ordinary.</summary>
    public long? StoppedBefore { get; init; }

    /// <summary>Number of past gaps.</summary>
    public int Gaps { get; init; }

    /// <summary>Whether only the gaps of the last third count, because the rate had been falling.</summary>
    public bool Fading { get; init; }

    /// <summary>Whether silence was counted in contacts due at these hours, because it is shorter than three days.</summary>
    public bool ByHour { get; init; }

    /// <summary>Beats missed since the last contact; null when no period is known.</summary>
    public int? BeatsMissed { get; init; }

    /// <summary>Whether the chance lies beyond the longest past gap and is extrapolated.</summary>
    public bool Extrapolated { get; init; }

    /// <summary>Longest covered silence between two contacts, seconds; 0 without gaps.</summary>
    public double LongestGapSeconds { get; init; }

    /// <summary>Start of the longest silence (ns).</summary>
    public long LongestGapFrom { get; init; }

    /// <summary>Chance of so long a silence somewhere among the gaps, extrapolated from the longest; not a number below ten gaps.</summary>
    public double LongestGapPValue { get; init; }

    /// <summary>What the other pairs say of the sensor during the longest silence; null unless it is remarkable and they were asked.</summary>
    public SensorState? LongestGapSensor { get; init; }

    /// <summary>What the other pairs say of the sensor during the last silence; null when not asked.</summary>
    public SensorState? Sensor { get; init; }

    /// <summary>Contacts of other pairs seen during the last silence.</summary>
    public int OthersSeen { get; init; }

    /// <summary>Contacts of other pairs expected during the last silence.</summary>
    public double OthersExpected { get; init; }
}

/// <summary>Whether the contacts ended before the record did.</summary>
public enum EndVerdict
{
    /// <summary>Too few gaps, or nobody to witness that the sensor listened.</summary>
    Undetermined,

    /// <summary>The silence is one that a living source often has.</summary>
    Active,

    /// <summary>A living source is hardly ever silent so long.</summary>
    Stopped,

    /// <summary>The sensor fell silent, not the source.</summary>
    Gap,
}

/// <summary>A beat that <c>Cadence</c> found, for counting silence in missed beats.</summary>
/// <param name="PeriodSeconds">The period.</param>
/// <param name="MissedHigh">Upper 95 % limit of the share of beats missed while the source lived, 0 to 1.</param>
public readonly record struct KnownBeat(double PeriodSeconds, double MissedHigh);
