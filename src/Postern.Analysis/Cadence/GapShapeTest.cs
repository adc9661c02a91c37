using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>Test C (METHODS §2.3): are the gaps more alike than those of a gamma renewal process of shape 1.2.</summary>
/// <remarks>y = ln(mean gap) - mean(ln gap) is small when gaps are alike. Its law under the null is matched by a gamma
/// distribution with the exact mean and variance. Lognormal gaps of σ from .97 up, and all burstier traffic, lie inside the null.
/// No law is judged below what whole ticks can tell (<see cref="TickLimits"/>).</remarks>
static class GapShapeTest
{
    const double Shape = 1.2;

    /// <summary>ln p and the statistic y; (0, NaN) without gaps.</summary>
    public static (double LnP, double Y) Run(OccasionSeries series)
    {
        var n = series.GapCount;
        if (n == 0)
            return (0, double.NaN);
        double sum = 0, logs = 0;
        foreach (var gap in series.Gaps)
        {
            sum += gap - 0.5;
            logs += Math.Log(gap - 0.5);
        }
        var y = Math.Log(sum / n) - logs / n;
        var ticks = sum + 0.5 * n;
        if (n < 2 || ticks < TickLimits.LeastMean * n)
            return (0, y);
        var mean = Gamma.Digamma(n * Shape) - Math.Log(n) - Gamma.Digamma(Shape);
        var variance = Gamma.Trigamma(Shape) / n - Gamma.Trigamma(n * Shape);
        var seen = Math.Max(y, TickLimits.UnseenVariation(ticks / n) / 2); // y is half the squared variation where that is small
        return (Math.Max(Gamma.LogLower(mean * mean / variance, seen * mean / variance), TickLimits.LnLeast(n, ticks)), y);
    }
}
