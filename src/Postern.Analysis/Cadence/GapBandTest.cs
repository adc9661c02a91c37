using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>Test B (METHODS §2.3): is there a band of gaps far more common than both shorter and longer ones.</summary>
/// <remarks>Without memory the density of gaps never rises. A band counts only for what exceeds 1.5 times either neighbour's
/// density; the binomial bound is exact gap by gap, given the past.</remarks>
static class GapBandTest
{
    const double Ratio = 1.5;
    const int CentresPerDecade = 48;
    const int Tabled = 64;
    static readonly double[] HalfWidths = [0.02, 0.05, 0.1, 0.2, 0.35];
    static readonly double LnUpperShare = Math.Log(Ratio / (Ratio + 1));
    static readonly double[] UpperTable = new double[Tabled * Tabled]; // 0 = not yet worked out

    /// <summary>ln p with the trials included, and the centre of the band that gave it, ticks (NaN when untested).</summary>
    /// <param name="series">The series.</param>
    /// <param name="workspace">Scratch.</param>
    /// <param name="lnThatMatters">Where p cannot get below this, 0 is returned without looking; 0 or less.</param>
    public static (double LnP, double Centre) Run(OccasionSeries series, CadenceWorkspace workspace, double lnThatMatters = 0)
    {
        var gaps = series.SortedGaps;
        if (gaps.Length < 5)
            return (0, double.NaN);
        var centres = Centres(gaps, workspace);
        // At best all gaps are in one band and none beside it.
        var bands = HalfWidths.Length * (centres[0] < 2 ? centres.Length - 1 : centres.Length);
        if (bands == 0 || gaps.Length * LnUpperShare + Math.Log(bands) >= lnThatMatters)
            return (0, double.NaN);
        double best = 0, centre = double.NaN;
        foreach (var relative in HalfWidths)
        {
            int low = 0, high = 0, below = 0, above = 0; // edges move on with the centre: pointers, no searches
            foreach (var c in centres)
            {
                var half = Math.Floor(c * relative);
                var wide = 2 * half + 1;
                var start = c - half;
                if (start <= 1)
                    continue; // a centre of 1: no shorter gaps to compare with
                low = Move(gaps, low, start);
                high = Move(gaps, high, start + wide);
                var inside = high - low;
                // The upper neighbour alone leaves at least .6^inside.
                if (inside * LnUpperShare >= best)
                    continue;
                above = Move(gaps, Math.Max(above, high), start + 2 * wide);
                var lnP = AgainstUpper(inside, above - high);
                if (lnP >= best)
                    continue;
                var lowest = Math.Max(1, start - wide);
                below = Move(gaps, below, lowest);
                lnP = Math.Max(lnP, Tails.BinomialAtLeast(inside, inside + low - below, Ratio * wide / (Ratio * wide + start - lowest)));
                if (lnP < best)
                    (best, centre) = (lnP, c);
            }
        }
        return (Math.Min(0, best + Math.Log(bands)), centre);
    }

    static double AgainstUpper(int inside, int above)
    {
        var tabled = inside < Tabled && above < Tabled;
        var kept = tabled ? UpperTable[inside * Tabled + above] : 0;
        if (kept != 0)
            return kept;
        var lnP = Tails.BinomialAtLeast(inside, inside + above, Ratio / (Ratio + 1));
        if (tabled)
            UpperTable[inside * Tabled + above] = lnP; // the same value whoever writes it
        return lnP;
    }

    static Span<double> Centres(ReadOnlySpan<double> gaps, CadenceWorkspace workspace)
    {
        var from = Math.Max(2, 0.9 * gaps[0]);
        var to = 1.01 * gaps[^1];
        var steps = to < from ? 0 : (int)(CentresPerDecade * Math.Log10(to / from)) + 2;
        var factor = Math.Pow(to / from, 1.0 / (steps - 1));
        var centres = CadenceWorkspace.Take(ref workspace.Selection, steps + 1);
        var median = Math.Round((gaps[(gaps.Length - 1) / 2] + gaps[gaps.Length / 2]) / 2);
        int n = 0, step = 0;
        double exact = from, last = 0;
        while (step < steps || last < median)
        {
            var next = step < steps ? Math.Round(exact) : double.PositiveInfinity;
            if (last < median && median <= next)
                next = median; // takes its place in the sequence; the step itself comes next
            else
                (exact, step) = (exact * factor, step + 1);
            if (next > last)
                centres[n++] = last = next;
        }
        return centres[..n];
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
