using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>Regular spacing without a period: gaps of one smooth law, lognormal, gamma or exponential above a floor, against which a beat must prove itself.</summary>
/// <param name="Gain">Log-likelihood over exponential gaps, less half the logarithm of their number for the added parameter.</param>
/// <param name="Variation">Coefficient of variation of the law.</param>
readonly record struct RenewalFit(double Gain, double Variation)
{
    /// <summary>The best of the three laws, by maximum likelihood. Gaps above 0, any unit.</summary>
    public static RenewalFit Of(ReadOnlySpan<double> gaps)
    {
        double sum = 0, logs = 0, squares = 0, floor = double.PositiveInfinity;
        foreach (var gap in gaps)
        {
            var log = Math.Log(gap);
            sum += gap;
            logs += log;
            squares += log * log;
            floor = Math.Min(floor, gap);
        }
        var n = gaps.Length;
        if (n < 3)
            return new(0, double.PositiveInfinity);
        var mean = sum / n;
        var exponential = -n * Math.Log(mean) - n;
        var variance = Math.Max(squares / n - logs / n * (logs / n), 1e-12);
        var logNormal = -logs - n / 2.0 * (Math.Log(2 * Math.PI * variance) + 1);
        // The shape of a gamma law by Minka's approximation (2002) and one Newton step.
        var y = Math.Max(Math.Log(mean) - logs / n, 1e-9);
        var shape = (3 - y + Math.Sqrt((y - 3) * (y - 3) + 24 * y)) / (12 * y);
        shape -= (Math.Log(shape) - Gamma.Digamma(shape) - y) / (1 / shape - Gamma.Trigamma(shape));
        var gamma = n * (shape * Math.Log(shape / mean) - Gamma.Log(shape)) + (shape - 1) * logs - shape * n;
        // The excess over the least gap, which is itself 1/n of the mean excess above the floor.
        var excess = Math.Max(mean - floor, 1e-9 * mean) * n / (n - 1);
        var shifted = -n * Math.Log(excess) - n;
        var (likelihood, variation) = (logNormal, Math.Sqrt(Math.Exp(variance) - 1));
        if (gamma > likelihood)
            (likelihood, variation) = (gamma, 1 / Math.Sqrt(shape));
        if (shifted > likelihood)
            (likelihood, variation) = (shifted, excess / mean);
        return new(likelihood - exponential - 0.5 * Math.Log(n), variation);
    }
}
