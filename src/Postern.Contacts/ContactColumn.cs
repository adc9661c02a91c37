using System.Numerics;

namespace Postern.Contacts;

/// <summary>The contacts that one reading thread found in one part of a file, in the order found: 8 bytes each.</summary>
/// <remarks>
/// A run of contacts whose times fit stores each as a 32-bit number of ticks after the run's first time, the tick being as
/// coarse as the stamps allow; a time that does not fit begins a new run. Logs are near enough to time order for runs of
/// thousands; a log that jumps about widely gets runs with 64-bit times instead (16 bytes a contact), so that no order of
/// lines can cost more.
/// </remarks>
public sealed class ContactColumn
{
    const int ShortRun = 64;

    readonly List<Run> runs = [];
    int[] pairs = [];
    uint[] ticks = [];
    long[] wide = [];
    int count;
    int wideCount;
    int shortRuns;
    Run run = new(0, 0, -1, 0);

    /// <summary>An empty column for contacts of one file numbered by one index.</summary>
    /// <param name="index">Numbers the pairs.</param>
    /// <param name="file">Number of the file.</param>
    public ContactColumn(PairIndex index, int file)
    {
        Index = index;
        File = file;
    }

    /// <summary>Numbers the pairs of this column.</summary>
    public PairIndex Index { get; }

    /// <summary>Number of the file.</summary>
    public int File { get; }

    /// <summary>Number of contacts.</summary>
    public int Count => count;

    /// <summary>Number of runs.</summary>
    internal int Runs => runs.Count;

    /// <summary>Earliest time (ns); meaningless when empty.</summary>
    public long Earliest { get; private set; } = long.MaxValue;

    /// <summary>Latest time (ns); meaningless when empty.</summary>
    public long Latest { get; private set; } = long.MinValue;

    /// <summary>Adds a contact.</summary>
    /// <param name="pair">Number from <see cref="Index"/>.</param>
    /// <param name="time">Nanoseconds since 1970-01-01T00:00:00Z.</param>
    public void Add(int pair, long time)
    {
        if (count == pairs.Length)
        {
            var capacity = Math.Max(1024, count + count / 2);
            Array.Resize(ref pairs, capacity);
            Array.Resize(ref ticks, capacity);
        }
        Earliest = Math.Min(Earliest, time);
        Latest = Math.Max(Latest, time);
        pairs[count] = pair;
        if (!TryTick(time, out ticks[count]))
            Begin(time);
        if (run.Tick == 0)
            AddWide(time);
        count++;
    }

    /// <summary>Gives back the room that is not used. Call once, when the part is read.</summary>
    public void Trim()
    {
        Array.Resize(ref pairs, count);
        Array.Resize(ref ticks, count);
        Array.Resize(ref wide, wideCount);
    }

    /// <summary>Marks the replacements of the pair numbers that occur.</summary>
    internal void Mark(ReadOnlySpan<int> replacement, Span<bool> used)
    {
        foreach (var pair in pairs.AsSpan(0, count))
            used[replacement[pair]] = true;
    }

    /// <summary>Replaces each pair number by <paramref name="replacement"/> of it and counts the new ones.</summary>
    internal void Renumber(ReadOnlySpan<int> replacement, Span<int> counts)
    {
        foreach (ref var pair in pairs.AsSpan(0, count))
        {
            pair = replacement[pair];
            counts[pair]++;
        }
    }

    /// <summary>Copies the times of pairs in [first, last) to their places, which move on by one each.</summary>
    /// <typeparam name="TFile">Type of file numbers, wide enough for all of them.</typeparam>
    internal void Scatter<TFile>(int first, int last, Span<int> next, long[] times, TFile[]? files)
        where TFile : struct, IBinaryInteger<TFile>
    {
        var file = TFile.CreateChecked(File);
        for (var r = 0; r < runs.Count; r++)
        {
            var part = runs[r];
            var end = r + 1 < runs.Count ? runs[r + 1].Start : count;
            for (var i = part.Start; i < end; i++)
            {
                var pair = pairs[i];
                if ((uint)(pair - first) >= (uint)(last - first))
                    continue;
                var place = next[pair]++;
                times[place] = part.Tick == 0 ? wide[part.Wide + i - part.Start] : part.Base + ticks[i] * part.Tick;
                if (files is not null)
                    files[place] = file;
            }
        }
    }

    bool TryTick(long time, out uint tick)
    {
        tick = 0;
        if (run.Tick <= 0)
            return run.Tick == 0;
        var after = time - run.Base;
        if (after < 0 || time < run.Base)
            return false;
        // Divided by a constant it is a multiplication; nearly all stamps are in microseconds.
        var (quotient, rest) = run.Tick == 1_000 ? Math.DivRem((ulong)after, 1_000UL) : Math.DivRem((ulong)after, (ulong)run.Tick);
        tick = (uint)quotient;
        return rest == 0 && quotient <= uint.MaxValue;
    }

    void Begin(long time)
    {
        if (runs.Count > 0 && count - run.Start < ShortRun)
            shortRuns++;
        if (shortRuns > 16 && shortRuns > runs.Count / 2)
        {
            run = new Run(count, 0, 0, wideCount);
            runs.Add(run);
            return;
        }
        var tick = time % 1_000_000_000 == 0 ? 1_000_000_000 : time % 1_000_000 == 0 ? 1_000_000 : time % 1_000 == 0 ? 1_000 : 1;
        // Lines are often a little out of order: leave a quarter of the range before the first.
        var lead = (long)(uint.MaxValue / 4) * tick;
        var start = time < long.MinValue + lead ? time : time - lead;
        run = new Run(count, start, tick, wideCount);
        runs.Add(run);
        ticks[count] = (uint)((ulong)(time - start) / (ulong)tick);
    }

    void AddWide(long time)
    {
        if (wideCount == wide.Length)
            Array.Resize(ref wide, Math.Max(1024, wideCount * 2));
        wide[wideCount++] = time;
    }

    /// <summary>A run of contacts: where it starts, its base time, its tick in ns (0: 64-bit times at <paramref name="Wide"/>; -1: none yet).</summary>
    readonly record struct Run(int Start, long Base, long Tick, int Wide);
}
