namespace Postern.Analysis.Numerics;

/// <summary>A lower and an upper limit.</summary>
readonly record struct Interval(double Low, double High);

/// <summary>A ratio with its limits and the probability of one as far from 1.</summary>
readonly record struct RatioInterval(double Ratio, double Low, double High, double PValue);

/// <summary>Confidence intervals of METHODS §0. Each supposes independent contacts: divide counts and exposure by the dispersion first.</summary>
static class ExactIntervals
{
    /// <summary>Mean of a Poisson count, exact (Garwood 1936). Counts may be real: a count divided by its dispersion.</summary>
    public static Interval Poisson(double count, double alpha = 0.05) => new(
        count <= 0 ? 0 : Tails.ChiSquareQuantile(alpha / 2, 2 * count) / 2,
        Gamma.UpperQuantile(count + 1, alpha / 2));

    /// <summary>Share of a binomial count, exact (Clopper and Pearson 1934). Arguments may be real.</summary>
    public static Interval Share(double count, double of, double alpha = 0.05) => new(
        count <= 0 ? 0 : Beta.Quantile(alpha / 2, count, of - count + 1),
        count >= of ? 1 : Beta.Quantile(1 - alpha / 2, count + 1, of - count));

    /// <summary>Share of a binomial count by the score test (Wilson 1927): shorter than <see cref="Share"/>, right only on average.</summary>
    public static Interval ShareByScore(double count, double of, double alpha = 0.05)
    {
        var z = Tails.NormalQuantile(1 - alpha / 2);
        var share = count / of;
        var middle = (share + z * z / (2 * of)) / (1 + z * z / of);
        var half = z / (1 + z * z / of) * Math.Sqrt(share * (1 - share) / of + z * z / (4 * of * of));
        return new(count <= 0 ? 0 : middle - half, count >= of ? 1 : middle + half);
    }

    /// <summary>Ratio of two Poisson rates, conditional on the sum of the counts; the probability is twice the smaller tail.</summary>
    /// <param name="count1">Contacts in the first exposure.</param>
    /// <param name="time1">First exposure, any unit.</param>
    /// <param name="count0">Contacts in the second exposure, the divisor.</param>
    /// <param name="time0">Second exposure, same unit.</param>
    /// <param name="alpha">One less the level.</param>
    public static RatioInterval RateRatio(double count1, double time1, double count0, double time0, double alpha = 0.05)
    {
        var n = count1 + count0;
        var share = Share(count1, n, alpha);
        var expected = time1 / (time1 + time0);
        var atLeast = count1 <= 0 ? 0 : Beta.LogIncomplete(count1, n - count1 + 1, expected);
        var atMost = count1 >= n ? 0 : Beta.LogIncomplete(n - count1, count1 + 1, 1 - expected, expected);
        return new(
            count0 == 0 ? double.PositiveInfinity : count1 / time1 * (time0 / count0),
            share.Low / (1 - share.Low) * time0 / time1,
            share.High >= 1 ? double.PositiveInfinity : share.High / (1 - share.High) * time0 / time1,
            Math.Min(1, 2 * Math.Exp(Math.Min(atLeast, atMost))));
    }
}
