namespace Postern.Analysis.Findings;

/// <summary>Rate of a pair over covered time (METHODS §2.1).</summary>
public sealed record RateFindings
{
    /// <summary>Contacts per covered hour; null where the record is no longer than a few contacts make it.</summary>
    public double? PerHour { get; init; }

    /// <summary>Lower 95 % limit, widened by the dispersion; null without a rate.</summary>
    public double? Low { get; init; }

    /// <summary>Upper 95 % limit; null without a rate.</summary>
    public double? High { get; init; }

    /// <summary>Median gap between occasions, seconds; null below two.</summary>
    public double? MedianGapSeconds { get; init; }

    /// <summary>Variance of counts over their mean, at least 1 (phi of METHODS §0).</summary>
    public double Dispersion { get; init; }

    /// <summary>Coefficient of variation of the gaps; null below three.</summary>
    public double? GapVariation { get; init; }

    /// <summary>Burstiness of the gaps, corrected for their number (Kim and Jo 2016), -1 to 1.</summary>
    public double? Burstiness { get; init; }

    /// <summary>Lag-1 correlation of the gaps (Goh and Barabasi 2008).</summary>
    public double? Memory { get; init; }

    /// <summary>The rate in one sentence.</summary>
    public required string Text { get; init; }
}
