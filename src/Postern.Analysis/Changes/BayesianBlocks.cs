namespace Postern.Analysis.Changes;

/// <summary>The best division of a series of contacts into blocks of constant rate (Scargle et al. 2013, event data).</summary>
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
    public static double[] Edges(
        ReadOnlySpan<double> times, ReadOnlySpan<int> counts, double start, double end, double penalty)
    {
        // Cells between the midpoints of neighbours.
        var edges = new double[times.Length + 1];
        (edges[0], edges[^1]) = (start, end);
        for (var i = 1; i < times.Length; i++)
            edges[i] = (times[i - 1] + times[i]) / 2;
        return [start, .. OptimalPartition.Ends(edges, counts, penalty).Select(cell => edges[cell])];
    }
}
