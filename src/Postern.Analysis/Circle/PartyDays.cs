using Postern.Analysis.Numerics;
using Postern.Contacts;

namespace Postern.Analysis.Circle;

/// <summary>Contacts of one target by party and day, sparse; parties in descending order of their contacts.</summary>
/// <remarks>A day is the unit of chance: contacts of one day depend on each other. Records with fewer than five active days take
/// hours; with fewer than five active hours nothing is known of how contacts cluster.</remarks>
sealed class PartyDays
{
    const int FewestClusters = 5;

    readonly int[] start; // cells of party i: start[i]..start[i+1]
    readonly int[] cluster;
    readonly int[] count;

    PartyDays(int[] sources, int[] contacts, int[] start, int[] cluster, int[] count, long[] clusters, string? unit)
    {
        Sources = sources;
        Contacts = contacts;
        this.start = start;
        this.cluster = cluster;
        this.count = count;
        Clusters = clusters;
        Unit = unit;
        Totals = new double[clusters.Length];
        for (var i = 0; i < cluster.Length; i++)
            Totals[cluster[i]] += count[i];
        All = Totals.Sum();
        Deflation = unit is null || clusters.Length < 2 ? 1 : Math.Pow(1.959964 / Tails.StudentQuantile(.975, clusters.Length - 1), 2);
    }

    /// <summary>Numbers of the parties in <see cref="ContactTable.Sources"/>.</summary>
    public int[] Sources { get; }

    /// <summary>Contacts of each party, descending.</summary>
    public int[] Contacts { get; }

    /// <summary>Number of each active day (or hour) since 1970, ascending.</summary>
    public long[] Clusters { get; }

    /// <summary>Contacts of all parties on each active day.</summary>
    public double[] Totals { get; }

    /// <summary>All contacts.</summary>
    public double All { get; }

    /// <summary>What few days take from the worth of a sample: (z / t)^2 of METHODS §1.</summary>
    public double Deflation { get; }

    /// <summary><c>day</c> or <c>hour</c>; null when there are too few of either.</summary>
    public string? Unit { get; }

    /// <summary>Days and counts of one party.</summary>
    public (ReadOnlyMemory<int> Clusters, ReadOnlyMemory<int> Counts) Party(int party) =>
        (cluster.AsMemory(start[party]..start[party + 1]), count.AsMemory(start[party]..start[party + 1]));

    /// <summary>The pairs [first, end) of a record, which are those of one target.</summary>
    public static PartyDays Of(ContactTable table, int first, int end)
    {
        var parties = Parties(table, first, end);
        var (unit, name) = (UnixTime.Day, "day");
        var clusters = Active(table, first, end, unit);
        if (clusters.Length < FewestClusters)
        {
            (unit, name) = (UnixTime.Day / 24, "hour");
            clusters = Active(table, first, end, unit);
        }
        var start = new int[parties.Count + 1];
        List<int> cluster = [];
        List<int> count = [];
        var cells = new int[clusters.Length];
        for (var i = 0; i < parties.Count; i++)
        {
            for (var pair = parties[i].First; pair < parties[i].End; pair++)
            {
                var (last, at) = (long.MinValue, 0);
                foreach (var time in table.Times(pair))
                {
                    var number = Number(time, unit);
                    if (number != last)
                        (last, at) = (number, Array.BinarySearch(clusters, number));
                    cells[at]++;
                }
            }
            for (var c = 0; c < cells.Length; c++)
            {
                if (cells[c] == 0)
                    continue;
                cluster.Add(c);
                count.Add(cells[c]);
                cells[c] = 0;
            }
            start[i + 1] = cluster.Count;
        }
        return new(
            [.. parties.Select(p => p.Source)], [.. parties.Select(p => p.Contacts)], start, [.. cluster], [.. count], clusters,
            clusters.Length < FewestClusters ? null : name);
    }

    /// <summary>Parties of the pairs [first, end), those with most contacts first; kinds of one source are one party.</summary>
    internal static List<PartyPairs> Parties(ContactTable table, int first, int end)
    {
        List<PartyPairs> parties = [];
        for (var pair = first; pair < end;)
        {
            var (source, from, contacts) = (table.Pairs[pair].Source, pair, 0);
            for (; pair < end && table.Pairs[pair].Source == source; pair++)
                contacts += table.ContactsOf(pair);
            if (contacts > 0)
                parties.Add(new(source, from, pair, contacts));
        }
        parties.Sort((a, b) => a.Contacts != b.Contacts ? b.Contacts.CompareTo(a.Contacts) : a.Source.CompareTo(b.Source));
        return parties;
    }

    static long[] Active(ContactTable table, int first, int end, long unit)
    {
        HashSet<long> active = [];
        for (var pair = first; pair < end; pair++)
        {
            var last = long.MinValue;
            foreach (var time in table.Times(pair))
            {
                var number = Number(time, unit);
                if (number != last)
                    active.Add(last = number);
            }
        }
        return [.. active.Order()];
    }

    static long Number(long time, long unit) => time >= 0 ? time / unit : (time + 1) / unit - 1;
}

/// <summary>One source's pairs [First, End) with a target, and its contacts.</summary>
readonly record struct PartyPairs(int Source, int First, int End, int Contacts);
