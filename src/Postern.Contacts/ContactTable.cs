namespace Postern.Contacts;

/// <summary>One source, one target and one kind; its contacts in time order are a series.</summary>
/// <param name="Source">Number in <see cref="ContactTable.Sources"/>.</param>
/// <param name="Target">Number in <see cref="ContactTable.Targets"/>.</param>
/// <param name="Kind">Kind of the contacts; one source may contact one target in two ways, which are two pairs.</param>
public readonly record struct Pair(int Source, int Target, ContactKind Kind);

/// <summary>A record in memory: columns, grouped by pair, each pair's times ascending.</summary>
/// <remarks>Pairs are ordered by target, source (both by their bytes) and kind, so that the pairs of one target lie side by
/// side and the order depends on the data alone. Reading from several threads is safe.</remarks>
public sealed class ContactTable
{
    readonly Pair[] pairs;
    readonly int[] end;
    readonly long[] times;

    /// <summary>A table over finished columns; the readers makes them.</summary>
    internal ContactTable(NameTable sources, NameTable targets, Pair[] pairs, int[] end, long[] times)
    {
        Sources = sources;
        Targets = targets;
        this.pairs = pairs;
        this.end = end;
        this.times = times;
    }

    /// <summary>Sources, ascending by their bytes.</summary>
    public NameTable Sources { get; }

    /// <summary>Targets, ascending by their bytes.</summary>
    public NameTable Targets { get; }

    /// <summary>All pairs.</summary>
    public ReadOnlySpan<Pair> Pairs => pairs;

    /// <summary>Number of contacts.</summary>
    public int Count => end.Length == 0 ? 0 : end[^1];

    /// <summary>Times of pair <paramref name="pair"/>, ascending, nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public ReadOnlySpan<long> Times(int pair) => times.AsSpan(Start(pair), end[pair] - Start(pair));

    /// <summary>Times of all pairs, pair after pair: ascending within each pair only.</summary>
    public ReadOnlySpan<long> AllTimes => times.AsSpan(0, Count);

    /// <summary>First and last contact, nanoseconds; of a table without any the last instant and the first.</summary>
    public (long First, long Last) Ends()
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        for (var pair = 0; pair < Pairs.Length; pair++)
        {
            var own = Times(pair);
            (first, last) = (Math.Min(first, own[0]), Math.Max(last, own[^1]));
        }
        return (first, last);
    }

    /// <summary>Number of contacts of pair <paramref name="pair"/>.</summary>
    public int ContactsOf(int pair) => end[pair] - Start(pair);

    /// <summary>The same record without the contacts of a pair that come less than <paramref name="apart"/> (ns) after its last one kept.</summary>
    public ContactTable Thinned(long apart)
    {
        var (kept, ends) = (new long[Count], new int[end.Length]);
        var count = 0;
        for (var pair = 0; pair < ends.Length; pair++)
        {
            var first = count;
            foreach (var time in Times(pair))
                if (count == first || time - kept[count - 1] >= apart)
                    kept[count++] = time;
            ends[pair] = count;
        }
        return new ContactTable(Sources, Targets, pairs, ends, kept);
    }

    /// <summary>A table of the given contacts, for tests and small records.</summary>
    public static ContactTable Of(IEnumerable<(long Time, ContactKind Kind, string Source, string Target)> contacts)
    {
        var all = contacts.ToList();
        string[] sources = [.. all.Select(c => c.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] targets = [.. all.Select(c => c.Target).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var groups = all
            .GroupBy(c => new Pair(
                Array.BinarySearch(sources, c.Source, StringComparer.Ordinal),
                Array.BinarySearch(targets, c.Target, StringComparer.Ordinal),
                c.Kind))
            .OrderBy(g => g.Key.Target).ThenBy(g => g.Key.Source).ThenBy(g => g.Key.Kind)
            .ToList();
        List<long> times = [];
        List<int> end = [];
        foreach (var group in groups)
        {
            times.AddRange(group.Select(c => c.Time).Order());
            end.Add(times.Count);
        }
        return new ContactTable(
            NameTable.Of(sources), NameTable.Of(targets), [.. groups.Select(g => g.Key)], [.. end], [.. times]);
    }

    int Start(int pair) => pair == 0 ? 0 : end[pair - 1];

}
