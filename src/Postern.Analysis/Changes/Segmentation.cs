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

    /// <summary>The edges of the stretches that are left when each shorter than <paramref name="least"/> is joined to the neighbour that it resembles more.</summary>
    public static List<double> Long(ReadOnlySpan<double> contacts, List<double> edges, double least)
    {
        List<double> kept = [.. edges];
        while (kept.Count > 2)
        {
            var shortest = Enumerable.Range(1, kept.Count - 1).MinBy(i => kept[i] - kept[i - 1]);
            if (kept[shortest] - kept[shortest - 1] >= least)
                break;
            kept.RemoveAt(shortest == 1 ? 1 : shortest == kept.Count - 1 || Loss(contacts, kept, shortest - 1) <= Loss(contacts, kept, shortest) ? shortest - 1 : shortest);
        }
        return kept;
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
        List<double> edges = [0, .. borders, length];
        var (weakest, least) = (0, double.PositiveInfinity);
        for (var i = 0; i < borders.Count; i++)
        {
            var loss = Loss(contacts, edges, i + 1);
            if (loss < least)
                (weakest, least) = (i, loss);
        }
        return weakest;
    }

    /// <summary>Log likelihood lost by joining the stretches on both sides of an inner edge.</summary>
    static double Loss(ReadOnlySpan<double> contacts, List<double> edges, int i)
    {
        var (from, border, until) = (edges[i - 1], edges[i], edges[i + 1]);
        var left = contacts.CountIn(from, border);
        var right = contacts.CountIn(border, until);
        return OptimalPartition.Fitness(left, border - from) + OptimalPartition.Fitness(right, until - border)
            - OptimalPartition.Fitness(left + right, until - from);
    }

    static int DistinctUpTo(int most, ReadOnlySpan<double> contacts)
    {
        var count = 1;
        for (var i = 1; i < contacts.Length && count < most; i++)
            count += contacts[i] > contacts[i - 1] ? 1 : 0;
        return count;
    }
}
