using System.Runtime.InteropServices;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>The tiles of the tree in their table.</summary>
sealed class TileTable : ITileSource, ITileSink, IDisposable
{
    readonly SqliteStatement read;
    readonly SqliteStatement size;
    readonly SqliteStatement? write;

    /// <summary>The tiles of a ledger.</summary>
    /// <param name="database">Where they are.</param>
    /// <param name="writing">Whether they may be written.</param>
    public TileTable(SqliteDatabase database, bool writing)
    {
        read = database.Named("tile-read");
        size = database.Named("tree-size");
        write = writing ? database.Named("tile-write") : null;
    }

    /// <summary>Leaves of the tree.</summary>
    public long Size()
    {
        var leaves = size.Reset().Step() ? size.Number(0) : 0;
        size.Reset();
        return leaves;
    }

    /// <summary>A tile as it is stored; empty when it is not.</summary>
    public MerkleHash[] Read(int level, long index)
    {
        MerkleHash[] hashes = read.Reset().Bind(1, level).Bind(2, index).Step()
            ? MemoryMarshal.Cast<byte, MerkleHash>(read.Bytes(0)).ToArray()
            : [];
        read.Reset();
        return hashes;
    }

    public bool TryRead(int level, long index, Span<MerkleHash> hashes)
    {
        if (hashes.IsEmpty)
            return true;
        var stored = Read(level, index);
        if (stored.Length < hashes.Length)
            return false;
        stored.AsSpan(0, hashes.Length).CopyTo(hashes);
        return true;
    }

    public void Write(int level, long index, ReadOnlySpan<MerkleHash> hashes) =>
        write!.Bind(1, level).Bind(2, index).BindBlob(3, MerkleHash.Bytes(hashes)).Run();

    public void Dispose()
    {
        read.Dispose();
        size.Dispose();
        write?.Dispose();
    }
}
