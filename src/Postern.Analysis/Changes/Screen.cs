namespace Postern.Analysis.Changes;

/// <summary>A look at counts that spares the dear segmentation where it would find nothing.</summary>
/// <remarks>A border of a division pays for itself only where it gains the penalty, a stretch with two borders twice that. A window of
/// a dyadic grid, half overlapping the next, holds most of such a stretch. The tests show that verdicts do not change.</remarks>
static class Screen
{
    const int MostBins = 256;
    const double Held = .5; // of the gain of a stretch, by the best window of the grid

    /// <summary>Whether some window, or the time after some instant, may gain enough log likelihood by a rate of its own.</summary>
    /// <param name="contacts">Covered seconds, ascending, from 0 to <paramref name="length"/>.</param>
    /// <param name="length">Length of the series.</param>
    /// <param name="penalty">What each border costs.</param>
    public static bool Suspects(ReadOnlySpan<double> contacts, double length, double penalty)
    {
        var bins = contacts.Length < 128 ? 64 : MostBins;
        Span<int> before = stackalloc int[MostBins + 1];
        before = before[..(bins + 1)];
        before.Clear();
        var scale = bins / length;
        foreach (var time in contacts)
            before[Math.Min(bins, (int)(time * scale) + 1)]++;
        for (var i = 0; i < bins; i++)
            before[i + 1] += before[i];
        for (var split = 1; split < bins; split++)
        {
            if (Gains(before[split], split, contacts.Length, bins, Held * penalty))
                return true;
        }
        for (var width = 1; width <= bins / 2; width *= 2)
        {
            for (var start = 0; start + width <= bins; start += Math.Max(1, width / 2))
            {
                if (Gains(before[start + width] - before[start], width, contacts.Length, bins, Held * 2 * penalty))
                    return true;
            }
        }
        return false;
    }

    static bool Gains(int inside, int width, int all, int bins, double gain)
    {
        var share = (double)width / bins;
        var excess = inside - all * share;
        // A gain is at most the chi-square of the two counts, which needs no logarithm.
        return excess * excess >= gain * all * share * (1 - share)
            && OptimalPartition.Fitness(inside, width) + OptimalPartition.Fitness(all - inside, bins - width)
                - OptimalPartition.Fitness(all, bins) >= gain;
    }
}
