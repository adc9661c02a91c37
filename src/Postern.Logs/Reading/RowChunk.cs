namespace Postern.Logs.Reading;

/// <summary>Whole contacts in memory, in the order found, and once sorted in time order. Its room may be used again.</summary>
sealed class RowChunk
{
    // No list: one of a type of our own has no code that is compiled ahead.
    Entry[] entries = new Entry[64];
    byte[] heap = new byte[1 << 14];
    int heapEnd;

    /// <summary>Number of contacts.</summary>
    public int Count { get; private set; }

    /// <summary>Handle of the first contact.</summary>
    public int FirstHandle { get; private set; }

    /// <summary>Octets held.</summary>
    public long Size => heap.Length + entries.Length * 16L;

    /// <summary>The contact at a place: in the order found, or in time order after <see cref="Sort"/>.</summary>
    public Span<byte> this[int place]
    {
        get
        {
            var at = entries[place].Offset;
            return heap.AsSpan(at, RowRecord.LengthOf(heap.AsSpan(at)));
        }
    }

    /// <summary>Begins anew, with the contact of a handle.</summary>
    public RowChunk From(int firstHandle)
    {
        FirstHandle = firstHandle;
        Count = 0;
        heapEnd = 0;
        return this;
    }

    /// <summary>Whether a contact of so many octets still fits into a chunk of <paramref name="most"/> octets.</summary>
    public bool HasRoom(int length, int most) => heapEnd + length <= most || Count == 0;

    /// <summary>Adds a contact.</summary>
    public void Add(in ContactRow row, ReadOnlySpan<byte> source, int word)
    {
        var length = RowRecord.LengthOf(row, source.Length);
        if (Count == entries.Length)
            Array.Resize(ref entries, Count * 2);
        entries[Count++] = new Entry(RowOrder.Key(row.Time), heapEnd);
        RowRecord.Write(Room(length), row, source, word, FirstHandle + Count - 1);
    }

    /// <summary>Completes a contact. Only before <see cref="Sort"/>.</summary>
    public void Amend(int handle, in Amendment more)
    {
        var place = handle - FirstHandle;
        if (more.Detail.Length == 0)
        {
            RowRecord.AmendFixed(this[place], more);
            return;
        }
        var amended = RowRecord.Amended(this[place], more);
        entries[place] = entries[place] with { Offset = heapEnd };
        amended.CopyTo(Room(amended.Length));
    }

    /// <summary>Puts the contacts in time order; equal times by line, then as found.</summary>
    public void Sort()
    {
        var span = entries.AsSpan(0, Count);
        for (var i = 1; i < span.Length; i++)
        {
            if (Compare(span[i - 1], span[i]) > 0)
            {
                span.Sort(Compare);
                return;
            }
        }
    }

    /// <summary>Fills in file and lines of all contacts.</summary>
    public void Place(int file, long firstLine)
    {
        for (var i = 0; i < Count; i++)
            RowRecord.Place(this[i], file, firstLine);
    }

    int Compare(Entry a, Entry b)
    {
        var byTime = a.Key.CompareTo(b.Key);
        if (byTime != 0)
            return byTime;
        var first = heap.AsSpan(a.Offset);
        var second = heap.AsSpan(b.Offset);
        var byLine = RowRecord.LineOf(first).CompareTo(RowRecord.LineOf(second));
        return byLine != 0 ? byLine : RowRecord.HandleOf(first).CompareTo(RowRecord.HandleOf(second));
    }

    Span<byte> Room(int length)
    {
        if (heap.Length - heapEnd < length)
        {
            var larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, Math.Max(heap.Length * 2L, heapEnd + (long)length)));
            heap.AsSpan(0, heapEnd).CopyTo(larger);
            heap = larger;
        }
        heapEnd += length;
        return heap.AsSpan(heapEnd - length, length);
    }

    readonly record struct Entry(long Key, int Offset);
}

/// <summary>The order of the contacts: time, contacts without one last; then file, line and place.</summary>
readonly record struct RowOrder(long Time, int File, long Line, int Handle)
{
    /// <summary>Compares two places in that order.</summary>
    public static readonly IComparer<RowOrder> Ascending = Comparer<RowOrder>.Create(Compare);

    /// <summary>Sorts contacts without a time behind all others.</summary>
    public static long Key(long time) => time == ContactRow.NoTime ? long.MaxValue : time;

    public static RowOrder Of(ReadOnlySpan<byte> octets)
    {
        var row = new RowRecord(octets, []);
        return new RowOrder(Key(row.Time), row.File, row.Line, row.Handle);
    }

    static int Compare(RowOrder a, RowOrder b)
    {
        var order = a.Time.CompareTo(b.Time);
        if (order == 0)
            order = a.File.CompareTo(b.File);
        if (order == 0)
            order = a.Line.CompareTo(b.Line);
        return order != 0 ? order : a.Handle.CompareTo(b.Handle);
    }
}
