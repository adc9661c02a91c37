namespace Postern.Ledger.Sealing;

/// <summary>Where the nodes of a tree are kept: tiles of 256 hashes, as C2SP tlog-tiles lays them out.</summary>
/// <remarks>Hash i of tile n at level l is the root of the 256^l leaves from (256·n + i)·256^l on. Level 0 holds leaf hashes.</remarks>
public interface ITileSource
{
    /// <summary>Reads the first hashes of a tile.</summary>
    /// <param name="level">Level, from 0.</param>
    /// <param name="index">Number of the tile in its level.</param>
    /// <param name="hashes">Receives the hashes: at most 256, all of them complete subtrees in the tree that is read.</param>
    /// <returns>False when so many are not there.</returns>
    bool TryRead(int level, long index, Span<MerkleHash> hashes);
}

/// <summary>Takes the tiles that a growing tree fills.</summary>
public interface ITileSink
{
    /// <summary>Keeps a tile, in place of a narrower one with the same number.</summary>
    /// <param name="level">Level, from 0.</param>
    /// <param name="index">Number of the tile in its level.</param>
    /// <param name="hashes">1 to 256 hashes; fewer than 256 only from <see cref="TreeAppender.WritePartialTiles"/>.</param>
    void Write(int level, long index, ReadOnlySpan<MerkleHash> hashes);
}

/// <summary>Numbers of tiles.</summary>
public static class TreeTiles
{
    /// <summary>Hashes of a full tile.</summary>
    public const int Width = 256;

    /// <summary>Height of the subtree that a tile holds: 2^8 = 256.</summary>
    public const int Height = 8;

    /// <summary>Levels of a tree of 2^63 leaves.</summary>
    public const int Levels = 8;

    /// <summary>Hashes that a tree has at a level: floor(size / 256^level).</summary>
    public static long Count(long size, int level) => level >= Levels ? 0 : size >> (Height * level);

    /// <summary>Width of a tile in a tree of a size: 0 when it is not there, 256 when it is full.</summary>
    public static int WidthOf(long size, int level, long index) =>
        (int)Math.Clamp(Count(size, level) - index * Width, 0, Width);
}

/// <summary>Tiles in memory.</summary>
public sealed class MemoryTiles : ITileSource, ITileSink
{
    readonly Dictionary<(int Level, long Index), MerkleHash[]> tiles = [];

    /// <summary>The tiles that are there.</summary>
    public IReadOnlyDictionary<(int Level, long Index), MerkleHash[]> Tiles => tiles;

    /// <inheritdoc/>
    public bool TryRead(int level, long index, Span<MerkleHash> hashes)
    {
        if (!tiles.TryGetValue((level, index), out var tile) || tile.Length < hashes.Length)
            return hashes.IsEmpty;
        tile.AsSpan(0, hashes.Length).CopyTo(hashes);
        return true;
    }

    /// <inheritdoc/>
    public void Write(int level, long index, ReadOnlySpan<MerkleHash> hashes) => tiles[(level, index)] = hashes.ToArray();
}
