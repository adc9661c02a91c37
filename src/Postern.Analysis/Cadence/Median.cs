using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Postern.Analysis.Cadence;

/// <summary>The median by selection, helped by a guess.</summary>
static class Median
{
    /// <summary>Median of the values (mean of the middle two when their number is even).</summary>
    /// <param name="values">At least one value; left as they are.</param>
    /// <param name="buffer">Scratch, at least as long.</param>
    /// <param name="guess">A value thought near the median, or NaN. Only speed depends on it: values near it are set apart in one
    /// pass, and when the median is among them nothing else is looked at.</param>
    public static double Of(ReadOnlySpan<double> values, Span<double> buffer, double guess)
    {
        var rank = (values.Length - 1) / 2;
        // A median of N values without memory errs by 1.4 / sqrt(N) of itself; most of the values are those of the guess.
        var close = Math.Clamp(2 / Math.Sqrt(values.Length), 0.01, 0.1);
        if (!(values.Length > 32 && guess > 0)
            || (!TrySetApart(values, buffer, (1 - close) * guess, (1 + close) * guess, rank, out var below, out var near)
                && !TrySetApart(values, buffer, 0.8 * guess, 1.25 * guess, rank, out below, out near)))
        {
            values.CopyTo(buffer);
            (below, near) = (0, values.Length);
        }
        var set = buffer[..near];
        var middle = Select(set, rank - below);
        if (values.Length % 2 == 1)
            return middle;
        var upper = double.PositiveInfinity; // everything behind the selected place is at least as large
        foreach (var value in set[(rank - below + 1)..])
            upper = Math.Min(upper, value);
        return 0.5 * (middle + upper);
    }

    /// <summary>Copies the values from low to high and counts those below; false when the ranks wanted, and the next, are not among them.</summary>
    static bool TrySetApart(ReadOnlySpan<double> values, Span<double> buffer, double low, double high, int rank, out int below, out int near)
    {
        (below, near) = (0, 0);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var start = ref MemoryMarshal.GetReference(values);
            var (lows, highs) = (Vector256.Create(low), Vector256.Create(high));
            var count = Vector256<long>.Zero;
            for (; i <= values.Length - Vector256<double>.Count; i += Vector256<double>.Count)
            {
                var four = Vector256.LoadUnsafe(ref start, (nuint)i);
                var less = Vector256.LessThan(four, lows);
                count -= less.AsInt64();
                for (var inside = Vector256.AndNot(Vector256.LessThanOrEqual(four, highs), less).ExtractMostSignificantBits(); inside != 0; inside &= inside - 1)
                    buffer[near++] = values[i + BitOperations.TrailingZeroCount(inside)];
            }
            below = (int)Vector256.Sum(count);
        }
        for (; i < values.Length; i++)
        {
            if (values[i] < low)
                below++;
            else if (values[i] <= high)
                buffer[near++] = values[i];
        }
        return rank >= below && rank + 1 < below + near;
    }

    /// <summary>The value of the given rank from 0; reorders: smaller ones end up before it, larger ones behind (Hoare 1961).</summary>
    public static double Select(Span<double> values, int rank)
    {
        int left = 0, right = values.Length - 1;
        while (left < right)
        {
            double first = values[left], middle = values[(left + right) / 2], last = values[right];
            var pivot = Math.Max(Math.Min(first, middle), Math.Min(Math.Max(first, middle), last));
            int i = left, j = right;
            while (i <= j)
            {
                while (values[i] < pivot)
                    i++;
                while (values[j] > pivot)
                    j--;
                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }
            if (rank <= j)
                right = j;
            else if (rank >= i)
                left = i;
            else
                break;
        }
        return values[rank];
    }
}
