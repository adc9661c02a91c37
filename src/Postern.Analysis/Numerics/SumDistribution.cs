namespace Postern.Analysis.Numerics;

/// <summary>The exact law of a sum of independent whole numbers, each drawn evenly from a list of its own.</summary>
/// <remarks>By convolution: cost is the sum of the lists' lengths times the width of the law.</remarks>
sealed class SumDistribution
{
    /// <summary>Widest law that is convolved; beyond it the caller draws.</summary>
    public const int Widest = 200_000;

    readonly long least;
    readonly double[] chance;

    SumDistribution(long least, double[] chance) => (this.least, this.chance) = (least, chance);

    /// <summary>The law of the sum; null when it is wider than <see cref="Widest"/>.</summary>
    /// <param name="lists">Possible values of each number, none empty.</param>
    public static SumDistribution? Of(IReadOnlyList<int[]> lists)
    {
        long least = 0, width = 1;
        foreach (var list in lists)
        {
            least += list.Min();
            width += (long)list.Max() - list.Min();
        }
        if (width > Widest)
            return null;
        var chance = new double[width];
        chance[0] = 1;
        var filled = 1;
        foreach (var list in lists)
        {
            var next = new double[width];
            var from = list.Min();
            // Equal values are convolved once, weighted by their number.
            var sorted = (int[])list.Clone();
            Array.Sort(sorted);
            for (var first = 0; first < sorted.Length;)
            {
                var end = first + 1;
                while (end < sorted.Length && sorted[end] == sorted[first])
                    end++;
                var (shift, share) = (sorted[first] - from, (end - first) / (double)sorted.Length);
                for (var i = 0; i < filled; i++)
                    next[i + shift] += share * chance[i];
                first = end;
            }
            filled += sorted[^1] - from;
            chance = next;
        }
        return new(least, chance);
    }

    /// <summary>P(sum ≥ value).</summary>
    public double AtLeast(long value)
    {
        var sum = 0.0;
        for (var i = Math.Max(0, value - least); i < chance.Length; i++)
            sum += chance[i];
        return Math.Min(1, sum);
    }

    /// <summary>P(sum ≤ value).</summary>
    public double AtMost(long value)
    {
        var sum = 0.0;
        for (var i = Math.Min(chance.Length - 1, value - least); i >= 0; i--)
            sum += chance[i];
        return Math.Min(1, sum);
    }
}
