using System.Collections.Concurrent;
using Postern.Contacts;

namespace Postern.Logs.Reading;

/// <summary>The whole contacts of one part of a file. Of a long part only the latest two chunks stay in memory.</summary>
/// <param name="words">Numbers the outcomes.</param>
/// <param name="spool">Takes what does not stay in memory.</param>
/// <param name="filter">Which contacts to keep.</param>
/// <param name="chunkSize">Octets of a chunk.</param>
/// <param name="inTimeOrder">Whether chunks and runs are put in time order; they stay as found otherwise.</param>
/// <param name="used">Chunks that nobody needs any more, whose room is used again; null when chunks are kept.</param>
sealed class RowPart(
    WordNumbers words, RowSpool spool, ContactFilter filter, int chunkSize, bool inTimeOrder, ConcurrentBag<RowChunk>? used = null) : RecordingSink
{
    /// <summary>Stands for a contact that the filter left out.</summary>
    const int LeftOut = -1;

    readonly List<RowChunk> chunks = [Empty(used, 0)];
    readonly Dictionary<int, List<Amendment>> late = [];
    int count;
    string? lastWord;
    int lastWordNumber;

    /// <summary>Chunks in memory.</summary>
    public IReadOnlyList<RowChunk> Chunks => chunks;

    /// <summary>Sorted runs already on disk.</summary>
    public List<SpooledRun> Runs { get; } = [];

    /// <summary>What a table of these contacts must make room for.</summary>
    public RowExtent Extent { get; } = new();

    /// <summary>Number of the file; set when the part is taken.</summary>
    public int File { get; private set; }

    /// <summary>Lines of the file before this part; set when the part is taken.</summary>
    public long FirstLine { get; private set; }

    public override bool WantsDetail => true;

    public override void Amend(int contact, string? outcome, long bytes, ReadOnlySpan<byte> detail)
    {
        if (contact == LeftOut)
            return;
        var more = new Amendment(outcome is null ? -1 : words.NumberOf(outcome), bytes, detail.ToArray());
        Extent.Outcome = Math.Max(Extent.Outcome, outcome?.Length ?? 0);
        for (var i = chunks.Count - 1; i >= 0; i--)
        {
            if (contact >= chunks[i].FirstHandle)
            {
                chunks[i].Amend(contact, more);
                return;
            }
        }
        // Readers remember a bounded number of open sessions, so few amendments come as late as this.
        if (!late.TryGetValue(contact, out var list))
            late.Add(contact, list = []);
        list.Add(more);
    }

    /// <summary>The contact with its late amendments, or null when it has none.</summary>
    public byte[]? AmendLate(ReadOnlySpan<byte> octets)
    {
        if (late.Count == 0 || !late.TryGetValue(RowRecord.HandleOf(octets), out var list))
            return null;
        var amended = octets.ToArray();
        foreach (var more in list)
            amended = RowRecord.Amended(amended, more);
        return amended;
    }

    /// <summary>Tells the part its place.</summary>
    public void PlaceIn(int file, long firstLine)
    {
        (File, FirstLine) = (file, firstLine);
        foreach (var chunk in chunks)
            chunk.Place(file, firstLine);
    }

    protected override int Keep(in ContactRow row)
    {
        var dated = row.Time != ContactRow.NoTime;
        var inside = dated ? row.Time >= filter.From && row.Time < filter.To
            : filter is { From: long.MinValue, To: long.MaxValue };
        if (!inside || !filter.Takes(row.Kind, row.Source, row.Target, out var mapped))
            return LeftOut;
        var source = mapped ?? row.Source;
        if (!chunks[^1].HasRoom(RowRecord.LengthOf(row, source.Length), chunkSize))
            NextChunk();
        chunks[^1].Add(row, source, NumberOf(row.Outcome));
        Extent.Include(row, source);
        return count++;
    }

    protected internal override void Close()
    {
        if (!inTimeOrder)
            return;
        foreach (var chunk in chunks)
            chunk.Sort();
    }

    // Readers give constants or words that they keep: the one before is mostly the same object.
    int NumberOf(string word)
    {
        if (!ReferenceEquals(word, lastWord))
            (lastWord, lastWordNumber) = (word, words.NumberOf(word));
        return lastWordNumber;
    }

    static RowChunk Empty(ConcurrentBag<RowChunk>? used, int firstHandle) =>
        (used?.TryTake(out var chunk) == true ? chunk : new RowChunk()).From(firstHandle);

    void NextChunk()
    {
        if (chunks.Count == 2)
        {
            if (inTimeOrder)
                chunks[0].Sort();
            Runs.Add(spool.Write(chunks[0]));
            used?.Add(chunks[0]);
            chunks.RemoveAt(0);
        }
        chunks.Add(Empty(used, count));
    }
}

/// <summary>The room that contacts need in a table of text.</summary>
public sealed class RowExtent
{
    /// <summary>Number of contacts.</summary>
    public long Contacts { get; private set; }

    /// <summary>Octets of the longest source.</summary>
    public int Source { get; private set; }

    /// <summary>Octets of the longest target.</summary>
    public int Target { get; private set; }

    /// <summary>Characters of the longest outcome.</summary>
    public int Outcome { get; internal set; }

    /// <summary>Greatest size, octets; -1 when none is known.</summary>
    public long Bytes { get; private set; } = -1;

    /// <summary>Fractional digits that the times need: 0, 3, 6 or 9.</summary>
    public int FractionDigits { get; private set; }

    internal void Include(in ContactRow row, ReadOnlySpan<byte> source)
    {
        Contacts++;
        Source = Math.Max(Source, source.Length);
        Target = Math.Max(Target, row.Target.Length);
        Outcome = Math.Max(Outcome, row.Outcome.Length);
        Bytes = Math.Max(Bytes, row.Bytes);
        if (FractionDigits < 9 && row.Time != ContactRow.NoTime)
            FractionDigits = Math.Max(FractionDigits, row.Time % UnixTime.Second == 0 ? 0 : row.Time % 1_000_000 == 0 ? 3 : row.Time % 1_000 == 0 ? 6 : 9);
    }

    internal void Include(RowExtent other)
    {
        Contacts += other.Contacts;
        Source = Math.Max(Source, other.Source);
        Target = Math.Max(Target, other.Target);
        Outcome = Math.Max(Outcome, other.Outcome);
        Bytes = Math.Max(Bytes, other.Bytes);
        FractionDigits = Math.Max(FractionDigits, other.FractionDigits);
    }
}
