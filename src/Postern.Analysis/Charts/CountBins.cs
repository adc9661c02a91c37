using Postern.Analysis.Numerics;
using Postern.Contacts;

namespace Postern.Analysis.Charts;

/// <summary>Counts in equal steps of time, only the filled ones: fine enough to zoom into, small enough for a page.</summary>
/// <param name="FromSeconds">Start of the first step, seconds since 1970-01-01T00:00:00Z; always <see cref="Origin"/> plus whole steps.</param>
/// <param name="StepSeconds">Length of a step, seconds; each of the steps on offer divides the next.</param>
/// <param name="Runs">Pairs of numbers: how many steps to go on from the last filled one (from the first step at the start), and the count there.</param>
public sealed record CountBins(long FromSeconds, long StepSeconds, IReadOnlyList<long> Runs)
{
    /// <summary>1970-01-05, a Monday: steps of whole weeks begin on Mondays (UTC), shorter ones on full hours and days.</summary>
    public const long Origin = 4 * 86_400;

    /// <summary>A dense array may have so many cells for each one that may be filled; beyond, filled cells are sorted.</summary>
    const int DenseFactor = 64;

    /// <summary>Lengths of steps on offer, seconds; longer records double the last.</summary>
    public static IReadOnlyList<long> Steps { get; } = [1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400, 604_800, 4 * 604_800];

    /// <summary>The finest steps that the given series need together to stay within a number of filled ones.</summary>
    /// <param name="table">The record.</param>
    /// <param name="pairs">Series that share the steps.</param>
    /// <param name="most">Most filled steps of all of them.</param>
    public static long StepFor(ContactTable table, IReadOnlyList<int> pairs, int most)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var pair in pairs)
        {
            var times = table.Times(pair);
            (first, last) = (Math.Min(first, times[0]), Math.Max(last, times[^1]));
        }
        for (var i = 0; ; i++)
        {
            // Beyond the list a step doubles: records of centuries end somewhere too.
            var step = i < Steps.Count ? Steps[i] : Steps[^1] << Math.Min(i - Steps.Count + 1, 30);
            if (pairs.Count == 0 || Cell(last, step) - Cell(first, step) < most || Filled(table, pairs, step, most) <= most)
                return step;
        }
    }

    /// <summary>Counts the contacts of some pairs.</summary>
    /// <param name="table">The record.</param>
    /// <param name="pairs">Which pairs; their contacts are added up.</param>
    /// <param name="step">Length of a step, seconds, as <see cref="StepFor"/> gives it.</param>
    public static CountBins Of(ContactTable table, IReadOnlyList<int> pairs, long step)
    {
        var (first, last, contacts) = (long.MaxValue, long.MinValue, 0L);
        foreach (var pair in pairs)
        {
            var times = table.Times(pair);
            (first, last) = (Math.Min(first, Cell(times[0], step)), Math.Max(last, Cell(times[^1], step)));
            contacts += times.Length;
        }
        if (contacts == 0)
            return new CountBins(Origin, step, []);
        return new CountBins(Origin + first * step, step, last - first < DenseFactor * contacts
            ? Dense(table, pairs, step, first, (int)(last - first) + 1)
            : Sorted(table, pairs, step, first, (int)contacts));
    }

    static List<long> Dense(ContactTable table, IReadOnlyList<int> pairs, long step, long first, int cells)
    {
        var counts = new int[cells];
        foreach (var pair in pairs)
            foreach (var time in table.Times(pair))
                counts[Cell(time, step) - first]++;
        List<long> runs = [];
        var before = 0;
        for (var cell = 0; cell < counts.Length; cell++)
        {
            if (counts[cell] == 0)
                continue;
            runs.Add(cell - before);
            runs.Add(counts[cell]);
            before = cell;
        }
        return runs;
    }

    static List<long> Sorted(ContactTable table, IReadOnlyList<int> pairs, long step, long first, int contacts)
    {
        var filled = new long[contacts];
        var count = 0;
        foreach (var pair in pairs)
            foreach (var time in table.Times(pair))
                filled[count++] = Cell(time, step) - first;
        Array.Sort(filled);
        return CellRuns.Of(filled, 0L);
    }

    /// <summary>Filled steps of all series, each counted for itself; stops counting soon beyond <paramref name="most"/>.</summary>
    static long Filled(ContactTable table, IReadOnlyList<int> pairs, long step, int most)
    {
        var filled = 0L;
        foreach (var pair in pairs)
        {
            var before = long.MinValue;
            foreach (var time in table.Times(pair))
            {
                var cell = Cell(time, step);
                if (cell == before)
                    continue;
                before = cell;
                if (++filled > most)
                    return filled;
            }
        }
        return filled;
    }

    static long Cell(long time, long step) => Floor.Div(Floor.Div(time, UnixTime.Second) - Origin, step);
}
