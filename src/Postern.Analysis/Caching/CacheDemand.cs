using Postern.Analysis.Numerics;

namespace Postern.Analysis.Caching;

/// <summary>A rate per second with its exact 95 % limits.</summary>
readonly record struct DemandRate(double PerSecond, double Low, double High);

/// <summary>Periods of a periodic demand that would give the same misses.</summary>
/// <param name="QueriesPerMiss">Most requests that one miss can stand for.</param>
/// <param name="Shortest">Shortest period, seconds.</param>
/// <param name="Longest">Longest period, seconds: the interval between misses itself.</param>
readonly record struct PeriodicDemand(int QueriesPerMiss, double Shortest, double Longest);

/// <summary>What demand stands behind a cache (METHODS §3): always at least what was seen, and more only with a model.</summary>
static class CacheDemand
{
    /// <summary>Rate of Poisson requests when the lifetime is known: n / sum(g - ttl + res/2), chi-square limits with 2n degrees of freedom.</summary>
    public static DemandRate LifetimeKnown(ReadOnlySpan<double> gaps, double ttl, double tick)
    {
        double sum = 0;
        foreach (var gap in gaps)
            sum += Math.Max(gap - ttl + tick / 2, tick / 2);
        return Limits(gaps.Length, 2.0 * gaps.Length, sum);
    }

    /// <summary>Rate of Poisson requests when the shortest gap stands for the lifetime: (n-2) / sum(g - min), 2(n-1) degrees of freedom.</summary>
    /// <remarks>n-2 and not n-1: unbiased, because the shortest gap took one gap away. No rate below three gaps, or when all are equal.</remarks>
    public static DemandRate? LifetimeUnknown(ReadOnlySpan<double> gaps)
    {
        if (gaps.Length < 3)
            return null;
        double sum = 0, shortest = double.PositiveInfinity;
        foreach (var gap in gaps)
            shortest = Math.Min(shortest, gap);
        foreach (var gap in gaps)
            sum += gap - shortest;
        return sum > 0 ? Limits(gaps.Length - 2, 2.0 * (gaps.Length - 1), sum) : null;
    }

    /// <summary>Periods D that miss a cache every <paramref name="missInterval"/> seconds: D = interval / k with (k-1) D below the lifetime.</summary>
    /// <returns>null when the interval is not above the lifetime: the cache then hides no period.</returns>
    public static PeriodicDemand? Periodic(double missInterval, double ttl)
    {
        if (missInterval <= ttl)
            return null;
        var most = (int)Math.Max(1, Math.Min(1e9, Math.Ceiling(missInterval / (missInterval - ttl)) - 1));
        return new PeriodicDemand(most, missInterval / most, missInterval);
    }

    /// <summary>Least number of caches: most contacts in a half-open window as long as the lifetime.</summary>
    /// <param name="times">Ascending, seconds or any unit that <paramref name="ttl"/> shares.</param>
    /// <param name="ttl">Lifetime.</param>
    public static int LeastCaches(ReadOnlySpan<double> times, double ttl)
    {
        var (most, first) = (0, 0);
        for (var i = 0; i < times.Length; i++)
        {
            while (times[i] - times[first] >= ttl)
                first++;
            most = Math.Max(most, i - first + 1);
        }
        return most;
    }

    static DemandRate Limits(int events, double degrees, double sum) => new(
        events / sum,
        Tails.ChiSquareQuantile(.025, degrees) / (2 * sum),
        Tails.ChiSquareQuantile(.975, degrees) / (2 * sum));
}
