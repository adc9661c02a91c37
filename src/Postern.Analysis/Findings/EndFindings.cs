namespace Postern.Analysis.Findings;

/// <summary>Whether the contacts stopped before the record did (METHODS §6).</summary>
public sealed record EndFindings
{
    /// <summary>Last contact, RFC 3339 UTC.</summary>
    public required string LastContact { get; init; }

    /// <summary>Covered silence after it, seconds.</summary>
    public double SilenceSeconds { get; init; }

    /// <summary>Contacts of the pair outside the covered time; null when there are none.</summary>
    public int? ContactsOutside { get; init; }

    /// <summary><c>stopped</c>, <c>active</c>, <c>gap</c> (the sensor, not the source, fell silent) or <c>undetermined</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Probability that a living source is silent this long at a random look.</summary>
    public double? PValue { get; init; }

    /// <summary><see cref="PValue"/> corrected over all pairs tested (Benjamini and Yekutieli 2001).</summary>
    public double? QValue { get; init; }

    /// <summary>Latest plausible stop (95 %), RFC 3339 UTC; null unless stopped.</summary>
    public string? StoppedBefore { get; init; }

    /// <summary>Longest silence between contacts, covered seconds.</summary>
    public double? LongestGapSeconds { get; init; }

    /// <summary>When that silence began, RFC 3339 UTC.</summary>
    public string? LongestGapFrom { get; init; }

    /// <summary>Probability of so long a silence among the gaps of this series, extrapolated.</summary>
    public double? LongestGapPValue { get; init; }

    /// <summary>What the other pairs say of the sensor during the silence: <c>alive</c>, <c>silent</c> or <c>cannot-tell</c>.</summary>
    public string? Sensor { get; init; }

    /// <summary>The verdict in one sentence.</summary>
    public required string Text { get; init; }
}
