namespace Postern.Analysis.Changes;

/// <summary>The best division of a series of contacts into blocks of constant rate (Scargle et al. 2013, event fitness N ln(N/T)).</summary>
static class BayesianBlocks
{
    /// <summary>What a further block costs, for a false-alarm rate <paramref name="p0"/> (Scargle et al. 2013, eq. 21).</summary>
    public static double Penalty(int cells, double p0 = .05) => 4 - Math.Log(73.53 * p0 * Math.Pow(cells, -.478));

    /// <summary>Borders of the best blocks, the two ends of the window included.</summary>
    /// <param name="times">Distinct instants, ascending, any unit.</param>
    /// <param name="counts">Contacts at each instant.</param>
    /// <param name="start">Start of the window, at most the first instant.</param>
    /// <param name="end">End of the window, at least the last instant and after the start.</param>
    /// <param name="penalty">Cost of each block; see <see cref="Penalty"/>.</param>
    /// <remarks>Exact. A start a is dropped at R once best(a) + F(a,R) falls below best(R): splitting never lowers F (log-sum
    /// inequality), so a split at R then beats a for ever. Cost about n times the length of a block.</remarks>
    public static double[] Edges(
        ReadOnlySpan<double> times, ReadOnlySpan<int> counts, double start, double end, double penalty)
    {
        var n = times.Length;
        if (n == 0)
            return [start, end];
        var edges = Cells(times, start, end);
        var best = new double[n + 1]; // best[i]: of the first i cells
        var last = new int[n]; // last[i]: first cell of the block that ends with cell i
        var cell = new int[n]; // starts still in the running, with what their block needs
        var edge = new double[n];
        var below = new double[n];
        var value = new double[n];
        var alive = 0;
        var total = 0.0;
        for (var i = 0; i < n; i++)
        {
            (cell[alive], edge[alive], below[alive]) = (i, edges[i], total);
            alive++;
            total += counts[i];
            var (top, winner) = (double.NegativeInfinity, 0);
            for (var a = 0; a < alive; a++)
            {
                var inside = total - below[a];
                var v = best[cell[a]] + inside * Math.Log(inside / (edges[i + 1] - edge[a]));
                value[a] = v;
                if (v > top)
                    (top, winner) = (v, cell[a]);
            }
            best[i + 1] = top - penalty;
            last[i] = winner;
            var kept = 0;
            for (var a = 0; a < alive; a++)
            {
                if (value[a] < top - penalty)
                    continue;
                (cell[kept], edge[kept], below[kept]) = (cell[a], edge[a], below[a]);
                kept++;
            }
            alive = kept;
        }
        return Trace(edges, last);
    }

    /// <summary>Cell borders: the ends and the midpoints between neighbours.</summary>
    static double[] Cells(ReadOnlySpan<double> times, double start, double end)
    {
        var edges = new double[times.Length + 1];
        (edges[0], edges[^1]) = (start, end);
        for (var i = 1; i < times.Length; i++)
            edges[i] = (times[i - 1] + times[i]) / 2;
        return edges;
    }

    static double[] Trace(double[] edges, int[] last)
    {
        List<double> borders = [edges[^1]];
        for (var i = last.Length; i > 0; i = last[i - 1])
            borders.Add(edges[last[i - 1]]);
        borders.Reverse();
        return [.. borders];
    }
}
