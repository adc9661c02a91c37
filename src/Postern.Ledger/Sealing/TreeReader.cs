using System.Numerics;

namespace Postern.Ledger.Sealing;

/// <summary>A tile that a tree of its size must have is not in its store, or not whole.</summary>
public sealed class MissingTileException : Exception
{
    /// <summary>Says which tile.</summary>
    public MissingTileException(int level, long index, long size)
        : base($"tile {index} of level {level} of the tree of {size:N0} entries is missing or not whole")
    {
        Level = level;
        Index = index;
    }

    /// <summary>Level of the tile.</summary>
    public int Level { get; }

    /// <summary>Number of the tile in its level.</summary>
    public long Index { get; }
}

/// <summary>Roots and proofs of a tree, from its tiles. Not safe for use by two threads.</summary>
/// <remarks>Trees, paths and proofs are those of RFC 9162 §2.1; every method may throw <see cref="MissingTileException"/>.</remarks>
public sealed class TreeReader
{
    const int CachedTiles = 64;

    readonly Dictionary<(int Level, long Index), MerkleHash[][]> cache = [];
    readonly NodeHashing nodes = new();
    readonly ITileSource tiles;

    /// <summary>Reads a tree of <paramref name="size"/> leaves.</summary>
    public TreeReader(ITileSource tiles, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        this.tiles = tiles;
        Size = size;
    }

    /// <summary>Leaves of the tree.</summary>
    public long Size { get; }

    /// <summary>Hash of a leaf.</summary>
    public MerkleHash Leaf(long index)
    {
        ThrowUnlessIn(index, 0, Size - 1);
        return Subtree(0, index);
    }

    /// <summary>Root of the tree's first <paramref name="size"/> leaves.</summary>
    public MerkleHash Root(long size)
    {
        ThrowUnlessIn(size, 0, Size);
        return size == 0 ? MerkleHash.OfEmptyTree : Root(0, size);
    }

    /// <summary>Root of the whole tree.</summary>
    public MerkleHash Root() => Root(Size);

    /// <summary>Proof that leaf <paramref name="index"/> is in the tree of the first <paramref name="size"/> leaves (RFC 9162 §2.1.3.1).</summary>
    public InclusionProof ProveInclusion(long index, long size)
    {
        ThrowUnlessIn(size, 1, Size);
        ThrowUnlessIn(index, 0, size - 1);
        List<MerkleHash> path = [];
        AddPath(index, 0, size, path);
        return new InclusionProof(index, size, [.. path]);
    }

    /// <summary>Proof that the tree of the first <paramref name="to"/> leaves begins with that of the first <paramref name="from"/> (RFC 9162 §2.1.4.1).</summary>
    public ConsistencyProof ProveConsistency(long from, long to)
    {
        ThrowUnlessIn(to, 0, Size);
        ThrowUnlessIn(from, 0, to);
        List<MerkleHash> path = [];
        if (from > 0)
            AddSubproof(from, 0, to, whole: true, path);
        return new ConsistencyProof(from, to, [.. path]);
    }

    /// <summary>PATH of RFC 9162 §2.1.3.1 over the leaves [start, end).</summary>
    void AddPath(long index, long start, long end, List<MerkleHash> path)
    {
        if (end - start == 1)
            return;
        var middle = start + Split(end - start);
        if (index < middle)
        {
            AddPath(index, start, middle, path);
            path.Add(Root(middle, end));
        }
        else
        {
            AddPath(index, middle, end, path);
            path.Add(Root(start, middle));
        }
    }

    /// <summary>SUBPROOF of RFC 9162 §2.1.4.1 for the leaves before <paramref name="from"/> within [start, end).</summary>
    void AddSubproof(long from, long start, long end, bool whole, List<MerkleHash> path)
    {
        if (from == end)
        {
            if (!whole)
                path.Add(Root(start, end));
            return;
        }
        var middle = start + Split(end - start);
        if (from <= middle)
        {
            AddSubproof(from, start, middle, whole, path);
            path.Add(Root(middle, end));
        }
        else
        {
            AddSubproof(from, middle, end, whole: false, path);
            path.Add(Root(start, middle));
        }
    }

    /// <summary>MTH of RFC 9162 §2.1.1 over the leaves [start, end), where start is a multiple of the largest power of two in the length.</summary>
    MerkleHash Root(long start, long end)
    {
        var count = end - start;
        if (BitOperations.IsPow2(count))
        {
            var height = BitOperations.Log2((ulong)count);
            return Subtree(height, start >> height);
        }
        var middle = start + Split(count);
        return MerkleHash.OfNode(Root(start, middle), Root(middle, end));
    }

    /// <summary>Root of the perfect subtree of 2^height leaves with the given number among those of its height.</summary>
    MerkleHash Subtree(int height, long index)
    {
        var (level, above) = Math.DivRem(height, TreeTiles.Height);
        var perTile = TreeTiles.Width >> above;
        return Tile(level, index / perTile)[above][index % perTile];
    }

    /// <summary>The rows of a tile: its hashes, the parents of those, and so on to the row of one.</summary>
    MerkleHash[][] Tile(int level, long index)
    {
        if (cache.TryGetValue((level, index), out var rows))
            return rows;
        var hashes = new MerkleHash[TreeTiles.WidthOf(Size, level, index)];
        if (!tiles.TryRead(level, index, hashes))
            throw new MissingTileException(level, index, Size);
        rows = new MerkleHash[TreeTiles.Height][];
        rows[0] = hashes;
        for (var row = 1; row < rows.Length; row++)
        {
            rows[row] = new MerkleHash[rows[row - 1].Length / 2];
            nodes.Parents(rows[row - 1], rows[row]);
        }
        if (cache.Count == CachedTiles)
            cache.Clear();
        cache[(level, index)] = rows;
        return rows;
    }

    /// <summary>The largest power of two smaller than a count of at least 2.</summary>
    static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));

    static void ThrowUnlessIn(long value, long least, long most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
    }
}
