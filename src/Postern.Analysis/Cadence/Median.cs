namespace Postern.Analysis.Cadence;

/// <summary>The median by selection, helped by a guess.</summary>
static class Median
{
    /// <summary>Median of the values (mean of the middle two when their number is even).</summary>
    /// <param name="values">At least one value; left as they are.</param>
    /// <param name="buffer">Scratch, at least as long.</param>
    /// <param name="guess">A value thought near the median, or NaN. Only speed depends on it: values within a fifth of it are
    /// set apart in one pass, and when the median is among them nothing else is looked at.</param>
    public static double Of(ReadOnlySpan<double> values, Span<double> buffer, double guess)
    {
        var rank = (values.Length - 1) / 2;
        double low = 0.8 * guess, high = 1.25 * guess;
        int below = 0, near = 0;
        if (values.Length > 32 && guess > 0)
        {
            foreach (var value in values)
            {
                buffer[near] = value;
                below += value < low ? 1 : 0;
                near += value >= low & value <= high ? 1 : 0;
            }
        }
        if (near == 0 || rank < below || rank + 1 >= below + near)
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
