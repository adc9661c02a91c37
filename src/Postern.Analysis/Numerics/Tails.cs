namespace Postern.Analysis.Numerics;

/// <summary>Natural logarithms of tail probabilities, and the quantiles that intervals need (METHODS §11).</summary>
static class Tails
{
    /// <summary>ln P(X ≥ k), X Poisson of the given mean.</summary>
    public static double PoissonAtLeast(long k, double mean) => k <= 0 ? 0 : Gamma.LogLower(k, mean);

    /// <summary>ln P(X ≤ k), X Poisson of the given mean.</summary>
    public static double PoissonAtMost(long k, double mean) => k < 0 ? double.NegativeInfinity : Gamma.LogUpper(k + 1.0, mean);

    /// <summary>ln P(X ≥ k), X binomial of n draws with chance p.</summary>
    public static double BinomialAtLeast(long k, long n, double p) =>
        k <= 0 ? 0 : k > n ? double.NegativeInfinity : Beta.LogIncomplete(k, n - k + 1.0, p);

    /// <summary>ln P(X ≤ k), X binomial of n draws with chance p.</summary>
    public static double BinomialAtMost(long k, long n, double p) =>
        k >= n ? 0 : k < 0 ? double.NegativeInfinity : Beta.LogIncomplete(n - k, k + 1.0, 1 - p, p);

    /// <summary>ln P(X ≥ k), X negative binomial of the given mean and variance mean + mean²/size.</summary>
    public static double NegativeBinomialAtLeast(long k, double mean, double size) =>
        k <= 0 ? 0 : Beta.LogIncomplete(k, size, mean / (mean + size), size / (mean + size));

    /// <summary>ln P(F > x), F with d1 and d2 degrees of freedom.</summary>
    public static double FAbove(double x, double d1, double d2)
    {
        if (x <= 0)
            return 0;
        if (d1 == 2)
            return -0.5 * d2 * LogSpace.LogOnePlus(2 * x / d2); // closed form
        var sum = d2 + d1 * x;
        return Beta.LogIncomplete(d2 / 2, d1 / 2, d2 / sum, d1 * x / sum);
    }

    /// <summary>ln P(χ² ≤ x) with the given degrees of freedom.</summary>
    public static double ChiSquareAtMost(double x, double degrees) => Gamma.LogLower(degrees / 2, x / 2);

    /// <summary>ln P(χ² > x) with the given degrees of freedom.</summary>
    public static double ChiSquareAbove(double x, double degrees) => Gamma.LogUpper(degrees / 2, x / 2);

    /// <summary>x with P(χ² ≤ x) = p.</summary>
    public static double ChiSquareQuantile(double p, double degrees) => 2 * Gamma.LowerQuantile(degrees / 2, p);

    /// <summary>ln P(|t| > |x|), Student's t with the given degrees of freedom: both tails.</summary>
    public static double StudentBeyond(double x, double degrees)
    {
        var sum = degrees + x * x;
        return Beta.LogIncomplete(degrees / 2, 0.5, degrees / sum, x * x / sum);
    }

    /// <summary>x with P(t ≤ x) = p, Student's t.</summary>
    public static double StudentQuantile(double p, double degrees)
    {
        if (p == 0.5)
            return 0;
        // P(|t| > x) = 2 min(p, 1-p) = I_u(d/2, 1/2), u = d/(d + x²); the complement keeps small x precise.
        var tails = 2 * Math.Min(p, 1 - p);
        var rest = Beta.Quantile(1 - tails, 0.5, degrees / 2);
        var x = Math.Sqrt(degrees * rest / (rest < 0.5 ? 1 - rest : Beta.Quantile(tails, degrees / 2, 0.5)));
        return p < 0.5 ? -x : x;
    }

    /// <summary>z with P(Z ≤ z) = p, Z standard normal: Z² is χ² with one degree of freedom.</summary>
    public static double NormalQuantile(double p)
    {
        if (p == 0.5)
            return 0;
        var z = Math.Sqrt(2 * Gamma.UpperQuantile(0.5, 2 * Math.Min(p, 1 - p)));
        return p < 0.5 ? -z : z;
    }

    /// <summary>ln P(Z > z), Z standard normal.</summary>
    public static double NormalAbove(double z)
    {
        var beyond = Gamma.LogUpper(0.5, z * z / 2) - Math.Log(2);
        return z >= 0 ? beyond : LogSpace.OneMinusExp(beyond);
    }
}
