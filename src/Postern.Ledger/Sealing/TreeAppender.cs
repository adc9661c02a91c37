namespace Postern.Ledger.Sealing;

/// <summary>Grows a tree at its right edge: takes leaf hashes, gives out full tiles, keeps the rest. Not safe for use by two threads.</summary>
public sealed class TreeAppender
{
    readonly MerkleHash[][] edge = [.. Enumerable.Range(0, TreeTiles.Levels).Select(_ => new MerkleHash[TreeTiles.Width])];
    readonly NodeHashing nodes = new();
    readonly ITileSink sink;

    /// <summary>Goes on from the tiles of a tree.</summary>
    /// <param name="size">Leaves of the tree; 0 begins one.</param>
    /// <param name="source">Holds its tiles, those not yet full included.</param>
    /// <param name="sink">Takes each tile when it is full, lower levels first.</param>
    /// <exception cref="InvalidDataException">A tile is missing.</exception>
    public TreeAppender(long size, ITileSource source, ITileSink sink)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        this.sink = sink;
        Size = size;
        for (var level = 0; level < TreeTiles.Levels; level++)
        {
            var (index, width) = Edge(level);
            if (width > 0 && !source.TryRead(level, index, edge[level].AsSpan(0, width)))
                throw new InvalidDataException($"tile {index} of level {level} of the tree of {size:N0} entries is missing or not whole");
        }
    }

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>Adds a leaf.</summary>
    public void Append(in MerkleHash leaf) => Append([leaf]);

    /// <summary>Adds leaves, the first one's hash first. The tree is the same however they are split over calls.</summary>
    public void Append(ReadOnlySpan<MerkleHash> leaves)
    {
        while (leaves.Length > 0)
        {
            var (index, width) = Edge(0);
            var count = Math.Min(leaves.Length, TreeTiles.Width - width);
            leaves[..count].CopyTo(edge[0].AsSpan(width));
            leaves = leaves[count..];
            if (width + count == TreeTiles.Width)
                Fill(index);
            Size += count;
        }
    }

    /// <summary>Writes the tiles of the right edge that are not full, as <see cref="TreeReader"/> and a later appender need them.</summary>
    public void WritePartialTiles()
    {
        for (var level = 0; level < TreeTiles.Levels; level++)
        {
            var (index, width) = Edge(level);
            if (width > 0)
                sink.Write(level, index, edge[level].AsSpan(0, width));
        }
    }

    /// <summary>Root of the tree as it is.</summary>
    public MerkleHash Root()
    {
        MerkleHash? root = null;
        for (var level = 0; level < TreeTiles.Levels; level++)
            root = nodes.RootOfEdge(edge[level].AsSpan(0, Edge(level).Width), root);
        return root ?? MerkleHash.OfEmptyTree;
    }

    (long Index, int Width) Edge(int level)
    {
        var count = TreeTiles.Count(Size, level);
        return (count / TreeTiles.Width, (int)(count % TreeTiles.Width));
    }

    /// <summary>Hands over the full tile at level 0 and those above that it fills.</summary>
    void Fill(long index)
    {
        for (var level = 0; ; level++)
        {
            var tile = edge[level];
            sink.Write(level, index, tile);
            var place = (int)(index % TreeTiles.Width);
            index /= TreeTiles.Width;
            edge[level + 1][place] = nodes.RootOfPerfect(tile);
            if (place < TreeTiles.Width - 1)
                break;
        }
    }
}
