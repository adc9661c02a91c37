using System.Runtime.Intrinsics;

namespace Postern.Analysis.Changes;

/// <summary>The division of counted cells into stretches of constant rate that has the largest likelihood, less a penalty a stretch.</summary>
/// <remarks>Exact dynamic programming over the last stretch, with fitness N ln(N/T). A start is dropped for good once what ends with
/// it falls below the best: splitting never lowers the fitness (log-sum inequality), so a split there wins ever after. This pruning
/// is that of PELT (Killick, Fearnhead and Eckley 2012); astropy's Bayesian Blocks does the same sum without it.</remarks>
static class OptimalPartition
{
    /// <summary>Exclusive ends of the best stretches, in cells; the last is the number of cells.</summary>
    /// <param name="edges">Borders of the cells, ascending, one more than there are cells.</param>
    /// <param name="counts">Contacts in each cell.</param>
    /// <param name="penalty">Cost of each stretch.</param>
    public static int[] Ends(ReadOnlySpan<double> edges, ReadOnlySpan<int> counts, double penalty)
    {
        var n = counts.Length;
        var last = new int[n + 1]; // last[end]: start of the stretch that ends there
        // The starts still in the running, by column so that four are weighed at once; room for a whole last vector.
        var room = n + Vector256<double>.Count;
        var start = new int[room];
        var best = new double[room]; // of everything before the start
        var edge = new double[room];
        var before = new double[room];
        var value = new double[room];
        var (alive, total, top) = (0, 0.0, 0.0);
        for (var end = 1; end <= n; end++)
        {
            (start[alive], best[alive], edge[alive], before[alive]) = (end - 1, top, edges[end - 1], total);
            alive++;
            total += counts[end - 1];
            var most = Weigh(best, edge, before, value, alive, edges[end], total);
            last[end] = start[value.AsSpan(0, alive).IndexOf(most)];
            top = most - penalty;
            var kept = FirstBelow(value, alive, top);
            for (var a = kept; a < alive; a++)
            {
                if (value[a] < top)
                    continue;
                (start[kept], best[kept], edge[kept], before[kept]) = (start[a], best[a], edge[a], before[a]);
                kept++;
            }
            alive = kept;
        }
        List<int> ends = [];
        for (var end = n; end > 0; end = last[end])
            ends.Add(end);
        ends.Reverse();
        return [.. ends];
    }

    /// <summary>N ln(N/T): log likelihood of a stretch of constant rate, up to what is the same for every division.</summary>
    public static double Fitness(double count, double length) => count == 0 ? 0 : count * Math.Log(count / length);

    /// <summary>The value of every start; returns the largest.</summary>
    static double Weigh(
        ReadOnlySpan<double> best, ReadOnlySpan<double> edge, ReadOnlySpan<double> before, Span<double> value, int alive, double end, double total)
    {
        var (ends, totals) = (Vector256.Create(end), Vector256.Create(total));
        var most = Vector256.Create(double.NegativeInfinity);
        for (var a = 0; a < alive; a += Vector256<double>.Count)
        {
            var count = totals - Vector256.Create(before[a..]);
            var length = ends - Vector256.Create(edge[a..]);
            // An empty stretch has fitness 0, not 0 ln 0.
            var rate = Vector256.ConditionalSelect(Vector256.Equals(count, Vector256<double>.Zero), Vector256<double>.One, count / length);
            var four = Vector256.Create(best[a..]) + count * Vector256.Log(rate);
            four.CopyTo(value[a..]);
            if (a + Vector256<double>.Count <= alive)
                most = Vector256.Max(most, four);
        }
        var largest = Math.Max(Math.Max(most[0], most[1]), Math.Max(most[2], most[3]));
        for (var a = alive & -Vector256<double>.Count; a < alive; a++)
            largest = Math.Max(largest, value[a]);
        return largest;
    }

    /// <summary>The first of the values below a limit; all of them when there is none.</summary>
    static int FirstBelow(ReadOnlySpan<double> value, int alive, double limit)
    {
        var a = 0;
        for (; a + Vector256<double>.Count <= alive; a += Vector256<double>.Count)
        {
            if (Vector256.LessThanAny(Vector256.Create(value[a..]), Vector256.Create(limit)))
                break;
        }
        while (a < alive && !(value[a] < limit))
            a++;
        return a;
    }
}
