using Postern.Contacts;

namespace Postern.Analysis.Silence;

/// <summary>Contacts of everybody in equal bins: what the whole record saw, when. Made once per record.</summary>
public sealed class PooledCounts
{
    const int MostBins = 1 << 19;
    const double WantedPerBin = 8;

    // Each divides an hour, so that bins add up to hours.
    static readonly int[] Widths = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600];

    readonly int[] before; // contacts before bin i

    PooledCounts(long start, long width, int[] before, long first, long last)
    {
        Start = start;
        Width = width;
        this.before = before;
        First = first;
        Last = last;
    }

    /// <summary>Start of the first bin (ns), on the hour.</summary>
    internal long Start { get; }

    /// <summary>Width of a bin (ns), a divisor of the hour.</summary>
    internal long Width { get; }

    /// <summary>First contact of the record (ns).</summary>
    internal long First { get; }

    /// <summary>Last contact of the record (ns).</summary>
    internal long Last { get; }

    /// <summary>Number of bins.</summary>
    internal int Bins => before.Length - 1;

    /// <summary>Number of hours, the last one begun.</summary>
    internal int Hours => (int)((Bins * (Width / UnixTime.Second) + 3_599) / 3_600);

    /// <summary>The counts of a record; of none when it is empty. Bins hold about eight contacts, at most an hour each.</summary>
    public static PooledCounts Of(ContactTable table) => Of(ObservedContacts.All(table));

    /// <summary>The same of what one observer saw.</summary>
    internal static PooledCounts Of(ObservedContacts contacts)
    {
        if (contacts.Count == 0)
            return new(0, UnixTime.Second, [0], 0, 0);
        var (first, last) = Ends(contacts);
        const long Hour = 3_600 * UnixTime.Second;
        var start = (long)Math.Floor(first / (double)Hour) * Hour;
        var seconds = (last - start) / 1e9;
        var wanted = Math.Max(WantedPerBin * (last - first) / 1e9 / contacts.Count, seconds / MostBins);
        var width = Widths.FirstOrDefault(w => w >= wanted, Widths[^1]) * UnixTime.Second;
        return new(start, width, Count(contacts, start, width, (int)((last - start) / width) + 1), first, last);
    }

    /// <summary>Contacts in the bins [from, to); bins after the record are empty.</summary>
    internal int Between(int from, int to) => before[Math.Min(to, Bins)] - before[Math.Min(from, Bins)];

    /// <summary>Contacts in hour number <paramref name="hour"/>.</summary>
    internal int InHour(int hour)
    {
        var perHour = (int)(3_600 * UnixTime.Second / Width);
        return Between(hour * perHour, (hour + 1) * perHour);
    }

    /// <summary>The bins that lie wholly inside [from, to) (ns): numbers of the first and of the one after the last.</summary>
    internal (int First, int End) Inside(long from, long to)
    {
        var first = (int)Math.Clamp((from - Start + Width - 1) / Width, 0, int.MaxValue);
        return (first, (int)Math.Clamp((to - Start) / Width, first, int.MaxValue));
    }

    static (long First, long Last) Ends(ObservedContacts contacts)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        for (var pair = 0; pair < contacts.Pairs; pair++)
        {
            var times = contacts.Times(pair);
            if (times.IsEmpty)
                continue;
            first = Math.Min(first, times[0]);
            last = Math.Max(last, times[^1]);
        }
        return (first, last);
    }

    static int[] Count(ObservedContacts contacts, long start, long width, int bins)
    {
        var before = new int[bins + 1];
        // Sums of whole numbers do not depend on the order in which threads finish.
        Parallel.For(0, contacts.Pieces, () => new int[bins], (piece, _, counts) =>
        {
            foreach (var time in contacts.TimesOf(piece))
                counts[(int)((time - start) / width)]++;
            return counts;
        },
        counts =>
        {
            lock (before)
            {
                for (var i = 0; i < bins; i++)
                    before[i + 1] += counts[i];
            }
        });
        for (var i = 0; i < bins; i++)
            before[i + 1] += before[i];
        return before;
    }
}
