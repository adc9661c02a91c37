using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>Test E (METHODS §2.3): do long gaps end sooner than waiting without memory would let them (Greenwood's statistic on excesses).</summary>
/// <remarks>Bursts of short gaps do not hide a beat here, because a beat cuts off the long ones. The strongest single test.
/// Excesses of too few ticks are counted as tried and decide nothing (<see cref="TickLimits"/>).</remarks>
static class TailRegularityTest
{
    const int LeastExcesses = 8;
    static readonly double[] Quantiles = [0, 0.25, 0.5, 0.75, 0.9];

    /// <summary>ln p, trials included, and the geometric mean of the statistic (squared coefficient of variation; 1 when untested).</summary>
    public static (double LnP, double Variation) Run(OccasionSeries series)
    {
        var gaps = series.SortedGaps;
        var n = gaps.Length;
        double best = 0, logs = 0;
        var tested = 0;
        foreach (var quantile in Quantiles)
        {
            var threshold = quantile == 0 ? 0 : n == 0 ? 0 : gaps[Math.Max(0, (int)(quantile * n) - 1)];
            var first = FirstAbove(gaps, threshold);
            var k = n - first;
            if (k < LeastExcesses)
                continue;
            double sum = 0, squares = 0;
            foreach (var gap in gaps[first..])
            {
                var excess = gap - threshold - 0.5;
                sum += excess;
                squares += excess * excess;
            }
            var x = k * squares / (sum * sum) - 1;
            tested++;
            logs += Math.Log(Math.Max(x, 1e-3));
            var ticks = sum + 0.5 * k;
            if (ticks >= TickLimits.LeastMean * k)
                best = Math.Min(best, Math.Max(LnPOf(Math.Max(x, TickLimits.UnseenVariation(ticks / k)), k), TickLimits.LnLeast(k, ticks)));
        }
        return tested == 0 ? (0, 1) : (Math.Min(0, best + Math.Log(tested)), Math.Exp(logs / tested));
    }

    /// <summary>ln P of a value as small: a gamma law with Greenwood's exact mean and variance for k exponential excesses.</summary>
    static double LnPOf(double x, double k)
    {
        var mean = (k - 1) / (k + 1);
        var variance = 4 * k * k * (k - 1) / ((k + 1) * (k + 1) * (k + 2) * (k + 3));
        return Gamma.LogLower(mean * mean / variance, x * mean / variance);
    }

    static int FirstAbove(ReadOnlySpan<double> ascending, double value)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ascending[middle] > value)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
}
