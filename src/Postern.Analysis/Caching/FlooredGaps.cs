namespace Postern.Analysis.Caching;

/// <summary>Gaps behind a cache: nothing below the lifetime but strays, and above it the wait for the next request.</summary>
/// <param name="Floor">The lifetime, seconds.</param>
/// <param name="Free">Whether the lifetime was read off the gaps, which costs a parameter.</param>
/// <param name="Strays">Share of the gaps below it.</param>
/// <param name="Fit">Fit of the better of two laws above it: exponential (Jung, Berger and Balakrishnan 2003: steady random
/// requests) or a mixture of two exponentials (requests that come fast at times and slowly at others: nights, weekends).</param>
/// <remarks>The mixture is ours. Without it a busy day and an idle night make a law that a single exponential misses so badly
/// that a beacon fits better, and office-hours requests behind a cache were called periodic.</remarks>
readonly record struct FlooredGaps(double Floor, bool Free, double Strays, GapFit Fit)
{
    const int Steps = 40;

    /// <summary>Gain of log-likelihood a step below which nothing more is decided.</summary>
    const double Enough = 5e-3;

    /// <summary>Fits the law for one floor.</summary>
    /// <param name="gaps">Gaps, seconds.</param>
    /// <param name="floor">Lifetime; gaps below it are strays, spread evenly over the whole range.</param>
    /// <param name="free">Whether the floor was read off the gaps.</param>
    /// <param name="tick">Step of the time stamps, seconds.</param>
    public static FlooredGaps At(ReadOnlySpan<double> gaps, double floor, bool free, double tick)
    {
        var excess = new double[gaps.Length];
        var (above, longest, sum) = (0, 0.0, 0.0);
        foreach (var gap in gaps)
        {
            longest = Math.Max(longest, gap);
            if (gap >= floor)
                sum += excess[above++] = gap - floor + tick / 2;
        }
        if (above == 0)
            return new FlooredGaps(floor, free, 1, new GapFit(double.NegativeInfinity, 1));
        var strays = gaps.Length - above;
        var share = (double)strays / gaps.Length;
        var common = strays == 0 ? 0 : strays * Math.Log(share / longest) + above * Math.Log(1 - share);
        var parameters = (free ? 1 : 0) + (strays > 0 ? 1 : 0);
        var one = new GapFit(common - above * (Math.Log(sum / above) + 1), parameters + 1);
        var two = new GapFit(common + TwoRates(excess.AsSpan(0, above), sum / above), parameters + 3);
        return new FlooredGaps(floor, free, share, one.Bic(gaps.Length) <= two.Bic(gaps.Length) ? one : two);
    }

    /// <summary>Log-likelihood of a mixture of two exponentials, by expectation and maximisation.</summary>
    static double TwoRates(ReadOnlySpan<double> excess, double mean)
    {
        var (share, fast, slow) = (.5, mean / 4, mean * 2);
        var logLikelihood = double.NegativeInfinity;
        for (var step = 0; step < Steps; step++)
        {
            var before = logLikelihood;
            double weight = 0, fastSum = 0, slowSum = 0;
            logLikelihood = 0;
            foreach (var e in excess)
            {
                var a = share / fast * Math.Exp(-e / fast);
                var b = (1 - share) / slow * Math.Exp(-e / slow);
                var r = a / (a + b);
                logLikelihood += Math.Log(a + b);
                weight += r;
                fastSum += r * e;
                slowSum += (1 - r) * e;
            }
            var rest = excess.Length - weight;
            if (weight < 1 || rest < 1 || logLikelihood - before < Enough)
                break;
            (share, fast, slow) = (weight / excess.Length, fastSum / weight, slowSum / rest);
        }
        return logLikelihood;
    }
}
