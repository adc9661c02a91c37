using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>The tree of a ledger that is written: its right edge in memory, its tiles in their table.</summary>
sealed class TreeStore : IDisposable
{
    readonly TileTable tiles;
    TreeAppender tree;

    /// <summary>Goes on where the tiles end.</summary>
    public TreeStore(SqliteDatabase database)
    {
        tiles = new TileTable(database, writing: true);
        tree = Load();
    }

    /// <summary>Leaves, those of the transaction at hand included.</summary>
    public long Size => tree.Size;

    /// <summary>Root over them.</summary>
    public MerkleHash Root() => tree.Root();

    /// <summary>Adds leaves and stores the tiles that they change.</summary>
    public void Append(ReadOnlySpan<MerkleHash> leaves)
    {
        if (leaves.IsEmpty)
            return;
        tree.Append(leaves);
        tree.WritePartialTiles();
    }

    /// <summary>Goes back to what is stored: the transaction did not happen.</summary>
    public void Reload() => tree = Load();

    public void Dispose() => tiles.Dispose();

    TreeAppender Load() => new(tiles.Size(), tiles, tiles);
}
