namespace Postern.Analysis.Rate;

/// <summary>How regular gaps are (METHODS §2.1); not a number where too few or equal gaps define none.</summary>
/// <param name="Mean">Mean gap.</param>
/// <param name="Variation">Standard deviation over mean (population form).</param>
/// <param name="Burstiness">(r-1)/(r+1), r the variation (Goh and Barabási 2008).</param>
/// <param name="FiniteBurstiness">The same made independent of the number of gaps (Kim and Jo 2016, eq. 22).</param>
/// <param name="Memory">Correlation of neighbouring gaps (Goh and Barabási 2008).</param>
readonly record struct GapShape(
    double Mean, double Variation, double Burstiness, double FiniteBurstiness, double Memory)
{
    /// <summary>The shape of gaps in their order, any unit.</summary>
    public static GapShape Of(ReadOnlySpan<double> gaps)
    {
        var n = gaps.Length;
        if (n == 0)
            return new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        var (mean, deviation) = Moments(gaps);
        var r = deviation / mean;
        var (up, down) = (Math.Sqrt(n + 1), Math.Sqrt(n - 1));
        return new(mean, r, (r - 1) / (r + 1), (up * r - down) / ((up - 2) * r + down), Correlation(gaps));
    }

    static double Correlation(ReadOnlySpan<double> gaps)
    {
        if (gaps.Length < 3)
            return double.NaN;
        var before = gaps[..^1];
        var after = gaps[1..];
        var (mean0, deviation0) = Moments(before);
        var (mean1, deviation1) = Moments(after);
        var sum = 0.0;
        for (var i = 0; i < before.Length; i++)
            sum += (before[i] - mean0) * (after[i] - mean1);
        return sum / before.Length / (deviation0 * deviation1);
    }

    static (double Mean, double Deviation) Moments(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        var mean = sum / values.Length;
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(squares / values.Length));
    }
}
