using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>Regular spacing without a period: gaps of one smooth law, lognormal or gamma, against which a beat must prove itself.</summary>
/// <remarks>An exponential wait above a floor is not among the laws: that is what a cache makes of chance, and METHODS §3 decides it
/// with what is known of lifetimes. By itself it is as good as a sleep that misses beats.</remarks>
/// <param name="Gain">Log-likelihood over exponential gaps, less half the logarithm of their number for the added parameter.</param>
/// <param name="Variation">Coefficient of variation of the law.</param>
readonly record struct RenewalFit(double Gain, double Variation)
{
    /// <summary>The better of the two laws, by maximum likelihood. Gaps above 0, any unit.</summary>
    public static RenewalFit Of(ReadOnlySpan<double> gaps)
    {
        double sum = 0, logs = 0, squares = 0;
        foreach (var gap in gaps)
        {
            var log = Math.Log(gap);
            sum += gap;
            logs += log;
            squares += log * log;
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
        var (likelihood, variation) = (logNormal, Math.Sqrt(Math.Exp(variance) - 1));
        if (gamma > likelihood)
            (likelihood, variation) = (gamma, 1 / Math.Sqrt(shape));
        return new(likelihood - exponential - 0.5 * Math.Log(n), variation);
    }
}
