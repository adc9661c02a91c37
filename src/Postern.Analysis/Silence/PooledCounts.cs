using Postern.Analysis.Rate;
using Postern.Contacts;

namespace Postern.Analysis.Silence;

/// <summary>Contacts of everybody in equal bins: what the whole record saw, when. Made once per record.</summary>
public sealed class PooledCounts
{
    const int MostBins = 1 << 19;
    const double WantedPerBin = 2;
    const int Regular = 11; // contacts of a pair that has the ten gaps to judge a silence by
    const float Latest = .999_999_9f; // a share of a bin that rounds to all of it is still inside

    // Each divides an hour, so that bins add up to hours.
    static readonly int[] Widths = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600];

    readonly int[] before; // contacts before bin i
    readonly float[] firstIn; // first contact of bin i, share of its width; at least 1 when it has none

    readonly long[] starts; // first contacts of the regular pairs, ascending
    readonly long[] ends; // and their last ones

    PooledCounts(long start, long width, (int[] Before, float[] FirstIn) counts, long first, long last, (long[] Starts, long[] Ends) regular)
    {
        (starts, ends) = regular;
        Start = start;
        Width = width;
        (before, firstIn) = counts;
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

    /// <summary>The counts of a record; of none when it is empty. Bins hold two contacts or more on average, at most an hour each.</summary>
    public static PooledCounts Of(ContactTable table) => Of(ObservedContacts.All(table));

    /// <summary>The same of what one observer saw.</summary>
    internal static PooledCounts Of(ObservedContacts contacts)
    {
        if (contacts.Count == 0)
            return new(0, UnixTime.Second, ([0], []), 0, 0, ([], []));
        var (first, last) = Ends(contacts);
        const long Hour = 3_600 * UnixTime.Second;
        var start = (long)Math.Floor(first / (double)Hour) * Hour;
        var seconds = (last - start) / 1e9;
        var wanted = Math.Max(WantedPerBin * (last - first) / 1e9 / contacts.Count, seconds / MostBins);
        var width = Widths.FirstOrDefault(w => w >= wanted, Widths[^1]) * UnixTime.Second;
        return new(start, width, Count(contacts, start, width, (int)((last - start) / width) + 1), first, last, RegularPairs(contacts));
    }

    /// <summary>Contacts in the bins [from, to); bins after the record are empty.</summary>
    internal int Between(int from, int to) => before[Math.Min(to, Bins)] - before[Math.Min(from, Bins)];

    /// <summary>Contacts in hour number <paramref name="hour"/>.</summary>
    internal int InHour(int hour) => Between(hour * PerHour, (hour + 1) * PerHour);

    /// <summary>Bins in an hour.</summary>
    internal int PerHour => (int)(3_600 * UnixTime.Second / Width);

    /// <summary>Start of a bin (ns).</summary>
    internal long BinStart(int bin) => Start + bin * Width;

    /// <summary>When the first contact of a bin came, as a share of the bin's width; null when it has none.</summary>
    internal double? FirstIn(int bin) => firstIn[bin] < 1 ? firstIn[bin] : null;

    /// <summary>Pairs of eleven contacts or more that began before <paramref name="time"/> and were seen at or after <paramref name="since"/> (ns).</summary>
    /// <remarks>Those that began later and are over by then are taken off as well: never too many.</remarks>
    internal int RegularSeen(long time, long since) =>
        Math.Max(0, SortedTimes.FirstAt<long>(starts, time) - SortedTimes.FirstAt<long>(ends, since));

    /// <summary>The bins that lie wholly inside [from, to) (ns): numbers of the first and of the one after the last.</summary>
    internal (int First, int End) Inside(long from, long to)
    {
        var first = (int)Math.Clamp((from - Start + Width - 1) / Width, 0, int.MaxValue);
        return (first, (int)Math.Clamp((to - Start) / Width, first, int.MaxValue));
    }

    static (long[] Starts, long[] Ends) RegularPairs(ObservedContacts contacts)
    {
        List<long> starts = [], ends = [];
        for (var pair = 0; pair < contacts.Pairs; pair++)
        {
            var times = contacts.Times(pair);
            if (times.Length < Regular)
                continue;
            starts.Add(times[0]);
            ends.Add(times[^1]);
        }
        starts.Sort();
        ends.Sort();
        return ([.. starts], [.. ends]);
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

    static (int[] Before, float[] FirstIn) Count(ObservedContacts contacts, long start, long width, int bins)
    {
        var before = new int[bins + 1];
        var firstIn = Never();
        // Sums of whole numbers and least values do not depend on the order in which threads finish.
        Parallel.For(0, contacts.Pieces, () => (Counts: new int[bins], First: Never()), (piece, _, own) =>
        {
            foreach (var time in contacts.TimesOf(piece))
            {
                var bin = (int)((time - start) / width);
                own.Counts[bin]++;
                own.First[bin] = Math.Min(own.First[bin], Math.Min(Latest, (time - start - bin * width) / (float)width));
            }
            return own;
        },
        own =>
        {
            lock (before)
            {
                for (var i = 0; i < bins; i++)
                {
                    before[i + 1] += own.Counts[i];
                    firstIn[i] = Math.Min(firstIn[i], own.First[i]);
                }
            }
        });
        for (var i = 0; i < bins; i++)
            before[i + 1] += before[i];
        return (before, firstIn);

        float[] Never()
        {
            var never = new float[bins];
            Array.Fill(never, 1);
            return never;
        }
    }
}
