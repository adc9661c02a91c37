namespace Postern.Analysis.Changes;

/// <summary>The best division of counts in equal bins into stretches of constant mean (PELT, Killick, Fearnhead and Eckley 2012).</summary>
static class Pelt
{
    /// <summary>Exclusive ends of the best stretches; the last is the number of bins.</summary>
    /// <param name="counts">Contacts in each bin, at least one bin.</param>
    /// <param name="penalty">Cost of each change.</param>
    /// <remarks>Cost of a stretch with sum s over L bins: -s ln(s/L), the Poisson likelihood without its constant. Exact: a start
    /// whose cost so far exceeds the best can never win again, because splitting never raises the cost.</remarks>
    public static int[] Ends(ReadOnlySpan<int> counts, double penalty)
    {
        var m = counts.Length;
        var sum = new double[m + 1];
        for (var i = 0; i < m; i++)
            sum[i + 1] = sum[i] + counts[i];
        var best = new double[m + 1];
        best[0] = -penalty;
        var last = new int[m + 1];
        var alive = new int[m];
        var value = new double[m];
        var count = 0;
        for (var end = 1; end <= m; end++)
        {
            alive[count++] = end - 1;
            var (least, winner) = (double.PositiveInfinity, 0);
            for (var a = 0; a < count; a++)
            {
                var start = alive[a];
                value[a] = best[start] + Cost(sum[end] - sum[start], end - start);
                if (value[a] + penalty < least)
                    (least, winner) = (value[a] + penalty, start);
            }
            (best[end], last[end]) = (least, winner);
            var kept = 0;
            for (var a = 0; a < count; a++)
            {
                if (value[a] <= least)
                    alive[kept++] = alive[a];
            }
            count = kept;
        }
        List<int> ends = [];
        for (var end = m; end > 0; end = last[end])
            ends.Add(end);
        ends.Reverse();
        return [.. ends];
    }

    /// <summary>Cost of one stretch: -s ln(s/L); 0 for an empty one.</summary>
    public static double Cost(double sum, double length) => sum == 0 ? 0 : -sum * Math.Log(sum / length);
}
