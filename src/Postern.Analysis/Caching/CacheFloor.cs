using Postern.Analysis.Numerics;

namespace Postern.Analysis.Caching;

/// <summary>Is there a time below which look-ups do not follow one another (METHODS §3, step 1).</summary>
static class CacheFloor
{
    /// <summary>Lifetimes that zones and resolvers use, seconds, ascending.</summary>
    public static ReadOnlySpan<int> CommonLifetimes =>
        [30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 172_800];

    static readonly double[] Widths = [.02, .05, .1, .2, .35];

    /// <summary>How much denser gaps must lie above the lifetime than below it before it counts (METHODS §2.3 B).</summary>
    const double Denser = 1.5;

    /// <summary>ln of the probability of so long a shortest gap when nothing forbids short ones: (1 - min/mean)^(n-1).</summary>
    /// <remarks>Exact for exponential gaps given their sum, and never too small when short gaps are likelier still (bursts).</remarks>
    public static double LogPValue(double shortest, double mean, int gaps)
    {
        if (gaps < 2 || mean <= 0)
            return 0;
        return shortest >= mean ? double.NegativeInfinity : (gaps - 1) * LogSpace.LogOnePlus(-shortest / mean);
    }

    /// <summary>The common lifetime above which gaps crowd most against those just below it, for series with stray short gaps.</summary>
    /// <param name="sorted">Gaps, ascending, seconds.</param>
    /// <param name="tick">Step of the time stamps, seconds.</param>
    /// <param name="lifetimes">Lifetimes to try, seconds.</param>
    /// <returns>The lifetime and ln p, lifetimes and widths tried included; lifetime 0 and ln p 0 when none stands out.</returns>
    /// <remarks>The lower side of test B: binomial against "at least 1.5 times denser above than below", which every process
    /// whose gap density does not increase satisfies.</remarks>
    public static (int Lifetime, double LogP) Edge(ReadOnlySpan<double> sorted, double tick, ReadOnlySpan<int> lifetimes)
    {
        var (best, lnP, tried) = (0, 0.0, 0);
        foreach (var lifetime in lifetimes)
        {
            if (sorted.Length < 5 || lifetime < sorted[0] || lifetime > sorted[^1])
                continue;
            foreach (var width in Widths)
            {
                var band = Math.Max(tick, lifetime * width);
                var above = Between(sorted, lifetime - tick / 2, lifetime + band);
                var below = Between(sorted, Math.Max(0, lifetime - band), lifetime - tick / 2);
                tried++;
                var p = Tails.BinomialAtLeast(above, above + below, Denser / (Denser + 1));
                if (p < lnP)
                    (best, lnP) = (lifetime, p);
            }
        }
        return best == 0 ? (0, 0) : (best, Math.Min(0, lnP + Math.Log(tried)));
    }

    /// <summary>Number of values in [low, high) of an ascending row.</summary>
    static int Between(ReadOnlySpan<double> sorted, double low, double high) => FirstNotBelow(sorted, high) - FirstNotBelow(sorted, low);

    internal static int FirstNotBelow(ReadOnlySpan<double> sorted, double value)
    {
        var (from, to) = (0, sorted.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (sorted[middle] < value)
                from = middle + 1;
            else
                to = middle;
        }
        return from;
    }
}
