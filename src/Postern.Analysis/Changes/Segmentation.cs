using Postern.Analysis.Rate;

namespace Postern.Analysis.Changes;

/// <summary>Where the rate may have changed: candidates for the test, not findings.</summary>
static class Segmentation
{
    // The test resolves no window shorter than this share of the series, so finer candidates would be wasted:
    // all distinct instants up to here go into Bayesian Blocks, beyond it counts in so many bins into PELT.
    const int Cells = 512;
    const int Most = 24;

    /// <summary>Inner borders of the best division, ascending, at most 24.</summary>
    /// <param name="contacts">Covered seconds, ascending, from 0 to <paramref name="length"/>.</param>
    /// <param name="length">Length of the series.</param>
    /// <param name="screened">Whether to look for the dear division only where <see cref="Screen"/> suspects one.</param>
    public static List<double> Borders(ReadOnlySpan<double> contacts, double length, bool screened = true)
    {
        // Where contacts cluster, a border must gain as many times more (quasi-likelihood).
        var phi = LocalDispersion(contacts, length);
        var cells = DistinctUpTo(Cells + 1, contacts);
        var penalty = phi * (cells <= Cells ? BayesianBlocks.Penalty(cells) : 1.2 * Math.Log(Cells));
        if (screened && !Screen.Suspects(contacts, length, penalty))
            return [];
        var borders = cells <= Cells ? Blocks(contacts, length, penalty) : Bins(contacts, length, penalty);
        while (borders.Count > Most)
            borders.RemoveAt(Weakest(contacts, length, borders));
        return borders;
    }

    /// <summary>Variance over mean of counts, at least 1, from the differences of neighbouring batches, the largest fifth left out:
    /// neither a step nor a spike of the rate raises it.</summary>
    public static double LocalDispersion(ReadOnlySpan<double> contacts, double length)
    {
        const double Kept = .8;
        const double KeptMean = .440; // mean of a squared standard normal below its 80 % quantile
        var batches = Math.Clamp(contacts.Length / 8, 4, 48);
        Span<double> counts = stackalloc double[batches];
        counts.Clear();
        foreach (var time in contacts)
            counts[Math.Min(batches - 1, (int)(time / length * batches))]++;
        var squares = counts[1..];
        for (var i = 0; i < squares.Length; i++)
            counts[i] = (squares[i] - counts[i]) * (squares[i] - counts[i]);
        squares = counts[..^1];
        squares.Sort();
        var kept = (int)Math.Ceiling(Kept * squares.Length);
        var sum = 0.0;
        foreach (var square in squares[..kept])
            sum += square;
        return Math.Max(1, sum / kept / (2 * KeptMean) / ((double)contacts.Length / batches));
    }

    static List<double> Blocks(ReadOnlySpan<double> contacts, double length, double penalty)
    {
        Span<double> times = stackalloc double[Cells];
        Span<int> counts = stackalloc int[Cells];
        var cells = 0;
        foreach (var time in contacts)
        {
            if (cells > 0 && times[cells - 1] == time)
                counts[cells - 1]++;
            else
                (times[cells], counts[cells++]) = (time, 1);
        }
        var edges = BayesianBlocks.Edges(times[..cells], counts[..cells], 0, length, penalty);
        return [.. edges[1..^1]];
    }

    static List<double> Bins(ReadOnlySpan<double> contacts, double length, double penalty)
    {
        Span<int> counts = stackalloc int[Cells];
        counts.Clear();
        foreach (var time in contacts)
            counts[Math.Min(Cells - 1, (int)(time / length * Cells))]++;
        var ends = Pelt.Ends(counts, penalty);
        return [.. ends[..^1].Select(end => end * length / Cells)];
    }

    /// <summary>The border whose removal costs least likelihood.</summary>
    static int Weakest(ReadOnlySpan<double> contacts, double length, List<double> borders)
    {
        var (weakest, least) = (0, double.PositiveInfinity);
        for (var i = 0; i < borders.Count; i++)
        {
            var (from, until) = (i == 0 ? 0 : borders[i - 1], i == borders.Count - 1 ? length : borders[i + 1]);
            var left = contacts.CountIn(from, borders[i]);
            var right = contacts.CountIn(borders[i], until);
            var loss = OptimalPartition.Fitness(left, borders[i] - from) + OptimalPartition.Fitness(right, until - borders[i])
                - OptimalPartition.Fitness(left + right, until - from);
            if (loss < least)
                (weakest, least) = (i, loss);
        }
        return weakest;
    }

    static int DistinctUpTo(int most, ReadOnlySpan<double> contacts)
    {
        var count = 1;
        for (var i = 1; i < contacts.Length && count < most; i++)
            count += contacts[i] > contacts[i - 1] ? 1 : 0;
        return count;
    }
}
