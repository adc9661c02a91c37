using Postern.Analysis.Caching;

namespace Postern.Analysis.Explanations;

/// <summary>Gaps of which short ones come together: each contact makes the next likelier for a while.</summary>
/// <remarks>
/// The better of two laws by Schwarz's criterion: Weibull with shape below 1 (density (k/b)(x/b)^(k-1) exp(-(x/b)^k), two
/// parameters), and a mixture of a fast and a slow exponential (three parameters). Both have a falling hazard, which is what
/// self-excitation does to gaps; a Hawkes process is not fitted, because gaps alone do not tell it from these.
/// </remarks>
static class BurstyGaps
{
    /// <summary>The fit, or null when the gaps are not burstier than chance, so that this explanation says nothing of its own.</summary>
    public static GapFit? Fit(ReadOnlySpan<double> gaps)
    {
        var mixture = FlooredGaps.At(gaps, 0, free: false, tick: 0).Fit;
        var weibull = Weibull(gaps);
        if (mixture.Parameters < 3)
            return weibull;
        return weibull is { } w && w.Bic(gaps.Length) < mixture.Bic(gaps.Length) ? w : mixture;
    }

    /// <summary>Maximum likelihood by bisection of the shape equation sum x^k ln x / sum x^k - 1/k = mean ln x on (.05, 1).</summary>
    static GapFit? Weibull(ReadOnlySpan<double> gaps)
    {
        double logs = 0, largest = 0;
        foreach (var gap in gaps)
        {
            logs += Math.Log(gap);
            largest = Math.Max(largest, gap);
        }
        var mean = logs / gaps.Length;
        if (Slope(gaps, 1, largest, mean).Slope <= 0)
            return null; // the best shape is 1 or above: no bursts
        var (low, high) = (.05, 1.0);
        for (var i = 0; i < 24; i++) // to a ten-millionth
        {
            var middle = (low + high) / 2;
            (low, high) = Slope(gaps, middle, largest, mean).Slope > 0 ? (low, middle) : (middle, high);
        }
        var shape = (low + high) / 2;
        // With b^k = mean x^k the last sum is n; x is scaled by the largest so that no power overflows.
        var power = Math.Log(Slope(gaps, shape, largest, mean).Powers / gaps.Length) + shape * Math.Log(largest);
        return new GapFit(gaps.Length * (Math.Log(shape) - power - 1) + (shape - 1) * logs, 2);
    }

    static (double Slope, double Powers) Slope(ReadOnlySpan<double> gaps, double shape, double largest, double meanLog)
    {
        double powers = 0, weighted = 0;
        foreach (var gap in gaps)
        {
            var power = Math.Pow(gap / largest, shape);
            powers += power;
            weighted += power * Math.Log(gap);
        }
        return (weighted / powers - 1 / shape - meanLog, powers);
    }
}
