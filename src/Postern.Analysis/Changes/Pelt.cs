namespace Postern.Analysis.Changes;

/// <summary>The best division of counts in equal bins into stretches of constant mean (Killick, Fearnhead and Eckley 2012, Poisson cost).</summary>
static class Pelt
{
    /// <summary>Exclusive ends of the best stretches; the last is the number of bins.</summary>
    /// <param name="counts">Contacts in each bin, at least one bin.</param>
    /// <param name="penalty">Cost of each change.</param>
    public static int[] Ends(ReadOnlySpan<int> counts, double penalty)
    {
        var edges = new double[counts.Length + 1];
        for (var i = 0; i < edges.Length; i++)
            edges[i] = i;
        return OptimalPartition.Ends(edges, counts, penalty);
    }
}
