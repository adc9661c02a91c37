namespace Postern.Analysis.Findings;

/// <summary>Whether a cache's lifetime decides the gaps (METHODS §3).</summary>
public sealed record CacheFindings
{
    /// <summary><c>limited</c>, <c>not-limited</c> or <c>undetermined</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Lifetime of the cached answer, seconds.</summary>
    public double? TtlSeconds { get; init; }

    /// <summary>Share of the gaps within a few seconds above the lifetime.</summary>
    public double? ShareAtLimit { get; init; }

    /// <summary>Share of the gaps below the lifetime.</summary>
    public double? ShareBelowLimit { get; init; }

    /// <summary>Least demand behind the cache, per hour, whatever its pattern.</summary>
    public double? DemandPerHourLow { get; init; }

    /// <summary>Demand per hour if requests are random (Poisson); null when that model was not chosen.</summary>
    public double? DemandPerHour { get; init; }

    /// <summary>Upper 95 % limit of <see cref="DemandPerHour"/>.</summary>
    public double? DemandPerHourHigh { get; init; }

    /// <summary>Shortest period of a periodic demand that a cache of <see cref="TtlSeconds"/> would show as these gaps; null when none is hidden.</summary>
    public double? PeriodicDemandShortestSeconds { get; init; }

    /// <summary>Longest such period.</summary>
    public double? PeriodicDemandLongestSeconds { get; init; }

    /// <summary>Least number of caches behind the source.</summary>
    public int? Caches { get; init; }

    /// <summary>Probability of so long a shortest gap without a floor.</summary>
    public double? PValue { get; init; }

    /// <summary>The verdict in one sentence.</summary>
    public required string Text { get; init; }
}
