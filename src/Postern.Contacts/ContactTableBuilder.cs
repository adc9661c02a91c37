using System.Numerics;

namespace Postern.Contacts;

/// <summary>Groups the columns that reading threads filled into one table: a counting sort by pair, then order within each pair.</summary>
public sealed class ContactTableBuilder
{
    readonly List<ContactColumn> columns = [];

    /// <summary>Whether to keep contacts that two files both hold.</summary>
    public bool KeepDuplicates { get; init; }

    /// <summary>Threads to use.</summary>
    /// <value>Default: all processors.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>After <see cref="Build"/>: contacts that more than one file held, dropped unless <see cref="KeepDuplicates"/>.</summary>
    /// <remarks>A contact counts as held by two files when time, source, target and kind are equal. If one file has it twice and
    /// another three times, it happened three times, and two are duplicates; equal contacts within one file are none.</remarks>
    public long Duplicates { get; private set; }

    /// <summary>Adds a finished column. Columns must be added in file order and, within a file, in the order of its parts.</summary>
    public void Add(ContactColumn column)
    {
        if (column.Count > 0)
            columns.Add(column);
    }

    /// <summary>Makes the table. The builder is empty afterwards.</summary>
    public ContactTable Build(CancellationToken cancellation = default)
    {
        var (sources, targets, pairs, replacements) = NumberPairs();
        var count = columns.Sum(c => (long)c.Count);
        if (count > Array.MaxLength)
            throw new InvalidOperationException($"{count:N0} contacts are more than one table holds ({Array.MaxLength:N0}); narrow the record with --from, --to, --source or --target");
        var ends = new int[pairs.Length];
        foreach (var column in columns)
            column.Renumber(replacements[column.Index], ends);
        var sum = 0;
        for (var p = 0; p < ends.Length; p++)
            ends[p] = sum += ends[p];

        cancellation.ThrowIfCancellationRequested();
        var times = GC.AllocateUninitializedArray<long>((int)count);
        var duplicates = new long[Threads];
        var kept = FilesOverlap() ? new int[pairs.Length] : null;
        if (columns.TrueForAll(c => c.File <= ushort.MaxValue))
            Fill<ushort>(ends, times, kept, duplicates, cancellation);
        else
            Fill<int>(ends, times, kept, duplicates, cancellation);
        columns.Clear();
        Duplicates = duplicates.Sum();
        if (kept is not null && Duplicates > 0 && !KeepDuplicates)
            Compact(times, ends, kept);
        return new ContactTable(sources, targets, pairs, ends, times);
    }

    /// <summary>Puts the times of each pair in their places and in order; where files overlap (<paramref name="kept"/> is there), moves the
    /// kept ones of each pair to its front and counts them.</summary>
    void Fill<TFile>(int[] ends, long[] times, int[]? kept, long[] duplicates, CancellationToken cancellation)
        where TFile : struct, IBinaryInteger<TFile>
    {
        var files = kept is null ? null : new TFile[times.Length];
        var bounds = Slices(ends, Threads);
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = cancellation }, slice =>
        {
            var (first, last) = (bounds[slice], bounds[slice + 1]);
            if (first == last)
                return;
            var next = new int[last];
            for (var p = first; p < last; p++)
                next[p] = p == 0 ? 0 : ends[p - 1];
            foreach (var column in columns)
                column.Scatter(first, last, next, times, files);
            for (var p = first; p < last; p++)
            {
                var start = p == 0 ? 0 : ends[p - 1];
                var own = times.AsSpan(start, ends[p] - start);
                if (files is null)
                    SortIfNeeded(own);
                else
                    duplicates[slice] += SortAndDropShared(own, files.AsSpan(start, own.Length), KeepDuplicates, out kept![p]);
            }
        });
    }

    /// <summary>Names in order and one number for each distinct pair of all indexes, with the replacement of each index's own numbers.</summary>
    (NameTable Sources, NameTable Targets, Pair[] Pairs, Dictionary<PairIndex, int[]> Replacements) NumberPairs()
    {
        var merged = new PairIndex(ContactFilter.None);
        Dictionary<PairIndex, int[]> replacements = [];
        foreach (var column in columns)
        {
            if (replacements.ContainsKey(column.Index))
                continue;
            var index = column.Index;
            var own = new int[index.Count];
            for (var i = 0; i < own.Length; i++)
                own[i] = index.Canonical(i) ? merged.Find(index.Kind(i), index.Source(i), index.Target(i)) : PairIndex.LeftOut;
            replacements.Add(index, own);
        }

        // Pairs that only a part read twice (a header turned up late) had may have no contact: they are left out here.
        var used = new bool[merged.Count];
        foreach (var column in columns)
            column.Mark(replacements[column.Index], used);

        var sources = NameOrder.Of(merged, used, (index, i) => index.Source(i));
        var targets = NameOrder.Of(merged, used, (index, i) => index.Target(i));
        var order = Enumerable.Range(0, merged.Count).Where(i => used[i]).ToArray();
        var pairs = Array.ConvertAll(order, i => new Pair(sources.NumberOf[i], targets.NumberOf[i], merged.Kind(i)));
        Array.Sort(pairs, order, PairOrder.Instance);
        var final = new int[merged.Count];
        for (var p = 0; p < order.Length; p++)
            final[order[p]] = p;
        foreach (var own in replacements.Values)
        {
            for (var i = 0; i < own.Length; i++)
                own[i] = own[i] < 0 ? own[i] : final[own[i]];
        }
        return (sources.Names, targets.Names, pairs, replacements);
    }

    bool FilesOverlap()
    {
        var extents = columns.GroupBy(c => c.File)
            .Select(g => (From: g.Min(c => c.Earliest), To: g.Max(c => c.Latest)))
            .OrderBy(e => e.From).ToList();
        var reached = long.MinValue;
        foreach (var (from, to) in extents)
        {
            if (from <= reached && reached != long.MinValue)
                return true;
            reached = Math.Max(reached, to);
        }
        return false;
    }

    /// <summary>Bounds of runs of pairs with about equally many contacts.</summary>
    static int[] Slices(int[] ends, int slices)
    {
        var bounds = new int[slices + 1];
        var total = ends.Length == 0 ? 0L : ends[^1];
        for (var s = 1; s < slices; s++)
        {
            var place = Array.BinarySearch(ends, (int)(total * s / slices));
            bounds[s] = Math.Max(bounds[s - 1], place < 0 ? ~place : place + 1);
        }
        bounds[slices] = ends.Length;
        return bounds;
    }

    static void SortIfNeeded(Span<long> times)
    {
        for (var i = 1; i < times.Length; i++)
        {
            if (times[i] < times[i - 1])
            {
                times.Sort();
                return;
            }
        }
    }

    static long SortAndDropShared<TFile>(Span<long> times, Span<TFile> files, bool keep, out int kept)
        where TFile : struct, IBinaryInteger<TFile>
    {
        times.Sort(files);
        long shared = 0;
        kept = 0;
        for (var i = 0; i < times.Length;)
        {
            var end = i + 1;
            while (end < times.Length && times[end] == times[i])
                end++;
            var most = end - i == 1 ? 1 : MostInOneFile(files[i..end]);
            shared += end - i - most;
            var copies = keep ? end - i : most;
            times.Slice(i, copies).CopyTo(times[kept..]);
            kept += copies;
            i = end;
        }
        return shared;
    }

    static int MostInOneFile<TFile>(Span<TFile> files)
        where TFile : struct, IBinaryInteger<TFile>
    {
        files.Sort();
        int most = 0, run = 0;
        for (var i = 0; i < files.Length; i++)
        {
            run = i > 0 && files[i] == files[i - 1] ? run + 1 : 1;
            most = Math.Max(most, run);
        }
        return most;
    }

    static void Compact(long[] times, int[] ends, int[] kept)
    {
        int to = 0, start = 0;
        for (var p = 0; p < ends.Length; p++)
        {
            times.AsSpan(start, kept[p]).CopyTo(times.AsSpan(to));
            start = ends[p];
            ends[p] = to += kept[p];
        }
    }

    sealed class PairOrder : IComparer<Pair>
    {
        public static readonly PairOrder Instance = new();

        public int Compare(Pair a, Pair b) =>
            a.Target != b.Target ? a.Target.CompareTo(b.Target)
            : a.Source != b.Source ? a.Source.CompareTo(b.Source)
            : a.Kind.CompareTo(b.Kind);
    }
}

/// <summary>The distinct names among the entries of an index, in order of their bytes.</summary>
sealed record NameOrder(NameTable Names, int[] NumberOf)
{
    internal delegate ReadOnlySpan<byte> NameOfEntry(PairIndex index, int entry);

    /// <summary>Collects and orders the names of the used entries; <see cref="NumberOf"/> gives each such entry its name's number.</summary>
    public static NameOrder Of(PairIndex index, bool[] used, NameOfEntry nameOf)
    {
        var distinct = new PairIndex(ContactFilter.None); // a set of names: the target stays empty
        var own = new int[index.Count];
        for (var i = 0; i < own.Length; i++)
        {
            if (used[i])
                own[i] = distinct.Find(default, nameOf(index, i), default);
        }
        var order = Enumerable.Range(0, distinct.Count).ToArray();
        Array.Sort(order, (a, b) => distinct.Source(a).SequenceCompareTo(distinct.Source(b)));
        var rank = new int[order.Length];
        var ends = new int[order.Length];
        using var block = new MemoryStream();
        for (var n = 0; n < order.Length; n++)
        {
            rank[order[n]] = n;
            block.Write(distinct.Source(order[n]));
            ends[n] = (int)block.Length;
        }
        for (var i = 0; i < own.Length; i++)
            own[i] = used[i] ? rank[own[i]] : -1;
        return new NameOrder(new NameTable(block.ToArray(), ends), own);
    }
}
