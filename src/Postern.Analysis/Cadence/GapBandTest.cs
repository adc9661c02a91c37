using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>Test B (METHODS §2.3): is there a band of gaps far more common than both shorter and longer ones.</summary>
/// <remarks>Without memory the density of gaps never rises. A band counts only for what exceeds 1.5 times either neighbour's
/// density; the binomial bound is exact gap by gap, given the past.</remarks>
static class GapBandTest
{
    const double Ratio = 1.5;
    const int CentresPerDecade = 48;
    static readonly double[] HalfWidths = [0.02, 0.05, 0.1, 0.2, 0.35];

    /// <summary>ln p with the trials included, and the centre of the band that gave it, ticks (NaN when untested).</summary>
    public static (double LnP, double Centre) Run(OccasionSeries series, CadenceWorkspace workspace)
    {
        var gaps = series.SortedGaps;
        if (gaps.Length < 5)
            return (0, double.NaN);
        var centres = Centres(gaps, workspace);
        double best = 0, centre = double.NaN;
        var bands = 0;
        foreach (var relative in HalfWidths)
        {
            // The edges of a band move on with its centre (the lowest may step back a little): pointers, no searches.
            int below = 0, low = 0, high = 0, above = 0;
            foreach (var c in centres)
            {
                var half = Math.Floor(c * relative);
                var wide = 2 * half + 1;
                var start = c - half;
                var points = start - Math.Max(1, start - wide);
                if (points <= 0)
                    continue;
                bands++;
                below = Move(gaps, below, start - points);
                low = Move(gaps, low, start);
                high = Move(gaps, high, start + wide);
                above = Move(gaps, above, start + 2 * wide);
                var inside = high - low;
                // The upper neighbour alone leaves at least .6^inside.
                if (inside == 0 || inside * LnUpperShare >= best)
                    continue;
                var lnP = Tails.BinomialAtLeast(inside, inside + above - high, Ratio / (Ratio + 1));
                if (lnP < best)
                    lnP = Math.Max(lnP, Tails.BinomialAtLeast(inside, inside + low - below, Ratio * wide / (Ratio * wide + points)));
                if (lnP < best)
                    (best, centre) = (lnP, c);
            }
        }
        return (bands == 0 ? 0 : Math.Min(0, best + Math.Log(bands)), centre);
    }

    static readonly double LnUpperShare = Math.Log(Ratio / (Ratio + 1));

    static Span<double> Centres(ReadOnlySpan<double> gaps, CadenceWorkspace workspace)
    {
        var from = Math.Max(2, 0.9 * gaps[0]);
        var to = 1.01 * gaps[^1];
        var steps = to < from ? 0 : (int)(CentresPerDecade * Math.Log10(to / from)) + 2;
        var ratio = Math.Log(to / from) / (steps - 1);
        var centres = CadenceWorkspace.Take(ref workspace.Selection, steps + 1);
        var n = 0;
        var median = Math.Round(gaps.Length % 2 == 1 ? gaps[gaps.Length / 2] : (gaps[gaps.Length / 2 - 1] + gaps[gaps.Length / 2]) / 2);
        centres[n++] = median;
        for (var i = 0; i < steps; i++)
            centres[n++] = Math.Round(from * Math.Exp(i * ratio));
        centres = centres[..n];
        centres.Sort();
        var distinct = 1;
        for (var i = 1; i < n; i++)
        {
            if (centres[i] != centres[distinct - 1])
                centres[distinct++] = centres[i];
        }
        return centres[..distinct];
    }

    /// <summary>Number of values below the given one, found from a guess next to it.</summary>
    static int Move(ReadOnlySpan<double> ascending, int index, double value)
    {
        while (index > 0 && ascending[index - 1] >= value)
            index--;
        while (index < ascending.Length && ascending[index] < value)
            index++;
        return index;
    }
}
