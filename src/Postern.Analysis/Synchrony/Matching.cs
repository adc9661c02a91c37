namespace Postern.Analysis.Synchrony;

/// <summary>Which occasions of two series lie near one another.</summary>
static class Matching
{
    /// <summary>Number of a's occasions with one of b, moved by <paramref name="shift"/>, at most a tolerance away; O(n).</summary>
    /// <param name="a">Ascending.</param>
    /// <param name="b">Ascending, same unit.</param>
    /// <param name="tolerance">Greatest distance of a match.</param>
    /// <param name="shift">Added to b.</param>
    public static int Count(ReadOnlySpan<long> a, ReadOnlySpan<long> b, long tolerance, long shift = 0)
    {
        var (count, j) = (0, 0);
        foreach (var time in a)
        {
            while (j < b.Length && b[j] + shift < time - tolerance)
                j++;
            if (j == b.Length)
                break;
            count += b[j] + shift <= time + tolerance ? 1 : 0;
        }
        return count;
    }

    /// <summary>The same with b turned about a circle: what is shifted out at one end comes in at the other.</summary>
    public static int Turned(ReadOnlySpan<long> a, ReadOnlySpan<long> b, long tolerance, long shift, long length) =>
        Count(a, b, tolerance, shift) + Count(a, b, tolerance, shift - length);

    /// <summary>For each matched occasion of a: its index, and how much later the nearest of b is.</summary>
    public static List<(int Index, long Lag)> Lags(ReadOnlySpan<long> a, ReadOnlySpan<long> b, long tolerance)
    {
        List<(int, long)> lags = [];
        var j = 0;
        for (var i = 0; i < a.Length; i++)
        {
            while (j + 1 < b.Length && Math.Abs(b[j + 1] - a[i]) <= Math.Abs(b[j] - a[i]))
                j++;
            if (j < b.Length && Math.Abs(b[j] - a[i]) <= tolerance)
                lags.Add((i, b[j] - a[i]));
        }
        return lags;
    }

    /// <summary>All differences b less a up to a reach, in equal classes.</summary>
    public static int[] Histogram(ReadOnlySpan<long> a, ReadOnlySpan<long> b, long reach, int classes)
    {
        var counts = new int[classes];
        var first = 0;
        foreach (var time in a)
        {
            while (first < b.Length && b[first] < time - reach)
                first++;
            for (var j = first; j < b.Length && b[j] < time + reach; j++)
                counts[(int)((b[j] - time + reach) * classes / (2 * reach))]++;
        }
        return counts;
    }
}
