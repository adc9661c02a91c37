using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>The scan of test A over lines, windows and harmonic sums (METHODS §2.3 A, steps 4 and 5): the least p of all cells.</summary>
/// <remarks>An F tail is dear, so it is worked out only where a cell may beat the best so far: p falls as the statistic or
/// its freedom grows, so a cell that would not win with the spectrum's greatest freedom does not win with its own.</remarks>
ref struct SpectrumScan(Spectrum spectrum)
{
    /// <summary>Longest harmonic sum.</summary>
    public const int MostHarmonics = 8;

    readonly Spectrum spectrum = spectrum;
    double best = double.PositiveInfinity;
    double bin;
    int width = 1;
    double trials;

    /// <summary>The result over everything scanned.</summary>
    public readonly SpectrumResult Result() => new(
        Math.Min(0, best + Math.Log(Math.Max(1, trials))), bin, width, Math.Max(1, trials),
        spectrum.Background.Values[spectrum.Background.Values.Length / 2], spectrum.Background.Freedom[spectrum.Background.Freedom.Length / 2]);

    /// <summary>Every half-bin by itself.</summary>
    public void Lines(int leastCycles)
    {
        var whitened = spectrum.Whitened;
        var background = spectrum.Background;
        trials += Math.Max(0, whitened.Length - 2 * leastCycles);
        for (var segment = 0; segment < background.Centres.Length; segment++)
        {
            var (from, until) = background.HalfBins(segment, whitened.Length);
            var freedom = Math.Max(background.FreedomIn(segment, from / 2.0), background.FreedomIn(segment, until / 2.0));
            var least = LeastLine(freedom);
            for (var j = Math.Max(from, 2 * leastCycles); j < until; j++)
            {
                if (whitened[j] <= least)
                    continue;
                Try(Tails.FAbove(whitened[j], 2, 2 * background.FreedomIn(segment, j / 2.0)), j / 2.0, 1);
                least = LeastLine(freedom);
            }
        }
    }

    /// <summary>The line that is as improbable as the best so far, by the closed form of F with 2 degrees: (1 + W/ν)^-ν.</summary>
    readonly double LeastLine(double freedom) => double.IsPositiveInfinity(best) ? -1 : freedom * (Math.Exp(-best / freedom) - 1);

    /// <summary>Means of m neighbouring natural bins.</summary>
    /// <param name="m">Bins in a window.</param>
    /// <param name="leastCycles">Lowest natural bin to be looked at.</param>
    /// <param name="prefix">Sums of W over natural bins 1 to k.</param>
    public void Windows(int m, int leastCycles, ReadOnlySpan<double> prefix)
    {
        var step = Math.Max(1, m / 4);
        var first = 1; // lowest bin of the first window whose centre is high enough
        while (first + (m - 1) / 2.0 < Math.Max(1.5 * m, leastCycles))
            first += step;
        var last = spectrum.Bins - m + 1;
        if (first > last)
            return;
        // Windows that overlap count half a trial each.
        trials += 0.5 * ((last - first) / step + 1);
        double largest = 0;
        for (var k = first; k <= last; k += step)
            largest = Math.Max(largest, prefix[k + m - 1] - prefix[k - 1]);

        // Neighbouring powers are correlated when activity is confined to part of the day.
        double correlated = 1;
        for (var d = 1; d < m; d++)
            correlated += 2 * (1 - (double)d / m) * spectrum.Correlation[d];
        var effective = m / correlated;
        var most = Math.Max(spectrum.Background.MostFreedom, m / 2.0);
        if (LnP(largest / m, most) >= best)
            return;
        double hopeless = 0;
        var segment = 0;
        for (var k = first; k <= last; k += step)
        {
            var mean = (prefix[k + m - 1] - prefix[k - 1]) / m;
            if (mean <= hopeless)
                continue;
            if (LnP(mean, most) >= best)
            {
                hopeless = mean;
                continue;
            }
            var centre = k + (m - 1) / 2.0;
            segment = spectrum.Background.SegmentOf(centre, segment);
            Try(LnP(mean, Math.Max(spectrum.Background.FreedomIn(segment, centre), m / 2.0)), centre, m);
        }

        double LnP(double mean, double freedom) => Tails.FAbove(mean, 2 * effective, 2 * freedom * effective / m);
    }

    /// <summary>A half-bin and its harmonics up to the 2nd, 4th and 8th, each the largest of three half-bins.</summary>
    public void Harmonics(int leastCycles)
    {
        for (var m = 2; m <= MostHarmonics; m *= 2)
        {
            double largest = 0;
            var until = (spectrum.Whitened.Length - 2) / m; // m (j + 1) < 2 K
            for (var j = 2 * leastCycles; j < until; j++)
                largest = Math.Max(largest, Sum(spectrum.Whitened, j, m));
            trials += Math.Max(0, until - 2 * leastCycles);
            if (LnP(largest, m, spectrum.Background.MostFreedom) >= best)
                continue;
            double hopeless = 0;
            var segment = 0;
            for (var j = 2 * leastCycles; j < until; j++)
            {
                var sum = Sum(spectrum.Whitened, j, m);
                if (sum <= hopeless)
                    continue;
                if (LnP(sum, m, spectrum.Background.MostFreedom) >= best)
                {
                    hopeless = sum;
                    continue;
                }
                segment = spectrum.Background.SegmentOf(j / 2.0, segment);
                Try(LnP(sum, m, spectrum.Background.FreedomIn(segment, j / 2.0)), j / 2.0, -m);
            }
        }

        static double LnP(double sum, int m, double freedom) => Tails.FAbove(sum / (1 + 1.55 * (m - 1)), 2 * m, 2 * freedom);
    }

    static double Sum(ReadOnlySpan<double> whitened, int j, int m)
    {
        var sum = whitened[j];
        for (var at = 2 * j; at <= m * j; at += j)
            sum += Math.Max(whitened[at], Math.Max(whitened[at - 1], whitened[at + 1]));
        return sum;
    }

    void Try(double lnP, double atBin, int atWidth)
    {
        if (lnP < best)
            (best, bin, width) = (lnP, atBin, atWidth);
    }
}
