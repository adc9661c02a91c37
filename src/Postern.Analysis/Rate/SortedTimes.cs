using System.Numerics;

namespace Postern.Analysis.Rate;

/// <summary>Counting in windows of an ascending series by bisection.</summary>
static class SortedTimes
{
    /// <summary>Index of the first value at or after <paramref name="limit"/>; the length when there is none.</summary>
    public static int FirstAt<T>(this ReadOnlySpan<T> ascending, T limit)
        where T : INumber<T>
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ascending[middle] < limit)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Number of values in [from, until).</summary>
    public static int CountIn<T>(this ReadOnlySpan<T> ascending, T from, T until)
        where T : INumber<T> => ascending.FirstAt(until) - ascending.FirstAt(from);
}
