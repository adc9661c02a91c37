using Postern.Contacts;

namespace Postern.Ledger.Sqlite;

/// <summary>The pairs and names of a ledger as a reader needs them: by number, read when first asked for.</summary>
sealed class PairTable : IDisposable
{
    readonly SqliteDatabase database;
    readonly SqliteStatement readPair;
    readonly SqliteStatement readName;
    readonly Dictionary<long, byte[]?> names = [];
    Entry[] entries = new Entry[256];
    byte[] heap = new byte[1 << 14];
    int heapEnd;

    public PairTable(SqliteDatabase database)
    {
        this.database = database;
        readPair = database.Named("pair-read");
        readName = database.Named("name-read");
    }

    /// <summary>Reads all pairs at once, which is faster than one by one when most will be asked for.</summary>
    public void ReadAll()
    {
        using var rows = database.Named("pairs-scan");
        while (rows.Step())
            Keep(rows);
    }

    /// <summary>Kind, source and target of a pair; false when it is missing or makes no sense.</summary>
    public bool TryGet(long id, out ContactKind kind, out ReadOnlySpan<byte> source, out ReadOnlySpan<byte> target)
    {
        ref var entry = ref Find(id);
        kind = entry.Kind;
        source = target = default;
        if (!entry.There)
            return false;
        source = heap.AsSpan(entry.Start, entry.Source);
        target = heap.AsSpan(entry.Start + entry.Source, entry.Target);
        return true;
    }

    /// <summary>A name; false when it is missing.</summary>
    public bool TryName(long id, out ReadOnlySpan<byte> name)
    {
        if (!names.TryGetValue(id, out var known))
        {
            known = readName.Reset().Bind(1, id).Step() ? readName.Bytes(0).ToArray() : null;
            readName.Reset();
            names.Add(id, known);
        }
        name = known;
        return known is not null;
    }

    /// <summary>Room for what a filter says about a pair.</summary>
    public ref byte DecisionOn(long id) => ref Find(id).Decision;

    /// <summary>Forgets what filters said.</summary>
    public void ForgetDecisions()
    {
        foreach (ref var entry in entries.AsSpan())
            entry.Decision = 0;
    }

    public void Dispose()
    {
        readPair.Dispose();
        readName.Dispose();
    }

    ref Entry Find(long id)
    {
        // Numbers of pairs go up by one; another one is damage, and shares the entry of "missing".
        if (id is <= 0 or > int.MaxValue / 64)
            return ref entries[0];
        if (id < entries.Length && entries[id].There)
            return ref entries[id];
        var found = readPair.Reset().Bind(1, id).Step();
        if (found)
            Keep(readPair);
        readPair.Reset();
        return ref entries[found ? id : 0];
    }

    void Keep(SqliteStatement row)
    {
        var id = row.Number(0);
        if (id is <= 0 or > int.MaxValue / 64 || row.Number(1) is var kind && kind is < 0 or > (int)ContactKind.Heartbeat)
            return;
        if (id >= entries.Length)
            Array.Resize(ref entries, (int)Math.Max(id + 1, entries.Length * 2L));
        if (entries[id].There)
            return;
        var start = heapEnd;
        var source = Append(row.Bytes(2));
        entries[id] = new Entry { Start = start, Source = source, Target = Append(row.Bytes(3)), Kind = (ContactKind)kind, There = true };
    }

    int Append(ReadOnlySpan<byte> bytes)
    {
        if (heap.Length - heapEnd < bytes.Length)
            Array.Resize(ref heap, (int)Math.Min(Array.MaxLength, Math.Max(heap.Length * 2L, heapEnd + (long)bytes.Length)));
        bytes.CopyTo(heap.AsSpan(heapEnd));
        heapEnd += bytes.Length;
        return bytes.Length;
    }

    struct Entry
    {
        public int Start;
        public int Source;
        public int Target;
        public ContactKind Kind;
        public bool There;
        public byte Decision;
    }
}
