namespace Postern.Analysis.Comparison;

/// <summary>How far out a record's measures lie among those of simulated records, and how far out some measure of such a record lies anyway.</summary>
/// <remarks>Under the specification the record and the simulated ones are exchangeable: the two-sided rank of one among all of them is
/// a valid p-value (Phipson and Smyth 2010, with the record counted in). For many measures the records themselves are put in order, by
/// their shares from the smallest on: a record that is furthest of all in forty measures lies further out than one that is in one. Its
/// place in that order is a valid p-value again, however the measures hang together. A single measure is corrected by the smallest
/// share of every record (Westfall and Young 1993, single step).</remarks>
sealed class Standing
{
    readonly double[] furthest; // of each record: the smallest of its shares

    /// <summary>Ranks every record in every measure.</summary>
    /// <param name="values">Of each measure, the record's value and then those of the simulated ones; not a number where there is none.</param>
    public Standing(IReadOnlyList<double[]> values)
    {
        Shares = [.. values.Select(SharesOf)];
        var records = values.Count == 0 ? 1 : values[0].Length;
        double[][] ordered = [.. Enumerable.Range(0, records).Select(record => Shares.Select(s => s[record]).Order().ToArray())];
        furthest = Array.ConvertAll(ordered, shares => shares.Length == 0 ? 1 : shares[0]);
        PAdjusted = ordered.Count(shares => shares.AsSpan().SequenceCompareTo(ordered[0]) <= 0) / (double)records;
    }

    /// <summary>Two-sided share of every record in every measure; 1 where it has no value.</summary>
    public IReadOnlyList<double[]> Shares { get; }

    /// <summary>Share of the records that lie at least as far out as this one, all measures taken together.</summary>
    public double PAdjusted { get; }

    /// <summary>Share of the records whose furthest measure lies at least as far out as a share.</summary>
    public double Adjusted(double share) => furthest.Count(f => f <= share) / (double)furthest.Length;

    static double[] SharesOf(double[] values)
    {
        double[] known = [.. values.Where(v => !double.IsNaN(v)).Order()];
        return Array.ConvertAll(values, value => double.IsNaN(value) ? 1
            : Math.Min(1, 2.0 * Math.Min(First(known, value, orEqual: false), known.Length - First(known, value, orEqual: true)) / known.Length));

        // The number of values at most as large, and, taken off all of them, at least as large.
        static int First(double[] sorted, double value, bool orEqual)
        {
            var (low, high) = (0, sorted.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (orEqual ? sorted[middle] < value : sorted[middle] <= value)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }
    }
}
