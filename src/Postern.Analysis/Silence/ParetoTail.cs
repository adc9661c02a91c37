using Postern.Analysis.Numerics;

namespace Postern.Analysis.Silence;

/// <summary>A generalized Pareto law of the longest gaps, by probability-weighted moments (Hosking and Wallis 1987).</summary>
/// <param name="Threshold">Gaps above it obey the law.</param>
/// <param name="Share">Share of all gaps above it.</param>
/// <param name="Shape">0 (exponential) to .9 (so heavy that the mean hardly exists).</param>
/// <param name="Scale">Scale of the excess, in the unit of the gaps.</param>
readonly record struct ParetoTail(double Threshold, double Share, double Shape, double Scale)
{
    /// <summary>The law of the longest max(10, m/10) of m ascending gaps.</summary>
    public static ParetoTail Of(ReadOnlySpan<double> ascending)
    {
        var m = ascending.Length;
        var k = Math.Min(m, Math.Max(10, m / 10));
        var threshold = k == m ? 0 : ascending[m - k - 1];
        double mean = 0, weighted = 0;
        for (var i = 1; i <= k; i++)
        {
            var excess = ascending[m - k + i - 1] - threshold;
            mean += excess;
            weighted += excess * (k - i);
        }
        mean /= k;
        weighted /= (double)k * (k - 1);
        var shape = mean - 2 * weighted > 0 ? Math.Clamp(2 - mean / (mean - 2 * weighted), 0, .9) : 0;
        return new(threshold, (double)k / m, shape, mean * (1 - shape));
    }

    /// <summary>ln of the chance that some gap of a series is as long as <paramref name="gap"/>, which is one of its longest; 0 below eleven gaps.</summary>
    /// <remarks>The law is fitted without the longest gap: one outlier makes a tail in which outliers are ordinary.</remarks>
    public static double LogChanceOfLongest(ReadOnlySpan<double> ascending, double gap)
    {
        if (ascending.Length < 11)
            return 0;
        var exceeds = Of(ascending[..^1]).Exceeds(gap);
        return exceeds >= 1 ? 0 : LogSpace.OneMinusExp(ascending.Length * LogSpace.LogOnePlus(-exceeds));
    }

    /// <summary>Chance that one gap exceeds <paramref name="gap"/>, at least the threshold.</summary>
    public double Exceeds(double gap) => Share * Survival(gap, Shape == 0 ? 0 : -1 / Shape);

    /// <summary>Chance that the gap running at a random instant is already <paramref name="age"/> old, at least the threshold.</summary>
    public double Age(double age, double meanGap) =>
        Share / meanGap * Scale / (1 - Shape) * Survival(age, Shape == 0 ? 0 : 1 - 1 / Shape);

    /// <summary>The age of which <see cref="Age"/> is <paramref name="chance"/>.</summary>
    public double AgeQuantile(double chance, double meanGap)
    {
        var ratio = chance / (Share / meanGap * Scale / (1 - Shape));
        return Threshold + Scale * (Shape == 0 ? -Math.Log(ratio) : (Math.Pow(ratio, Shape / (Shape - 1)) - 1) / Shape);
    }

    double Survival(double gap, double exponent)
    {
        var excess = Math.Max(0, gap - Threshold);
        if (Scale <= 0)
            return excess > 0 ? 0 : 1;
        return Shape == 0 ? Math.Exp(-excess / Scale) : Math.Pow(1 + Shape * excess / Scale, exponent);
    }
}
