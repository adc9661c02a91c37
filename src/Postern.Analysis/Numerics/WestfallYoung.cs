namespace Postern.Analysis.Numerics;

/// <summary>Many statistics on the same placements: single-step min-p (Westfall and Young 1993), which keeps how they depend on one another.</summary>
static class WestfallYoung
{
    /// <summary>p of each statistic by its rank among its placements, and the same with all statistics counted.</summary>
    /// <param name="statistics">Values, larger being more telling: a row a statistic, a column a placement, column 0 as observed.</param>
    public static (double[] P, double[] Adjusted) MinP(IReadOnlyList<long[]> statistics)
    {
        var placements = statistics[0].Length;
        var ranks = new int[statistics.Count];
        var least = new int[placements]; // smallest rank of each placement over the statistics
        Array.Fill(least, int.MaxValue);
        for (var k = 0; k < statistics.Count; k++)
        {
            var sorted = (long[])statistics[k].Clone();
            Array.Sort(sorted);
            for (var s = 0; s < placements; s++)
            {
                // Placements whose value is at least as large.
                var rank = placements - FirstAt(sorted, statistics[k][s]);
                least[s] = Math.Min(least[s], rank);
                ranks[k] = s == 0 ? rank : ranks[k];
            }
        }
        Array.Sort(least);
        return (
            [.. ranks.Select(rank => (double)rank / placements)],
            [.. ranks.Select(rank => (double)FirstAt(least, rank + 1) / placements)]);
    }

    static int FirstAt<T>(T[] ascending, T limit)
        where T : IComparable<T>
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ascending[middle].CompareTo(limit) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
