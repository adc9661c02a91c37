namespace Postern.Ledger.Sealing;

/// <summary>The tree over a ledger's entries as they are now, beside the tree whose hashes are stored.</summary>
/// <remarks>
/// Entries that are gone are given their stored hashes, so that the rest can still be checked. Leaves are not kept: a level-0
/// tile is read and hashed again when it is asked for; of the levels above, 1/255 of the leaves, all is kept.
/// </remarks>
sealed class RecomputedTree : ITileSource
{
    readonly ILeafSource leaves;
    readonly ITileSource stored;
    readonly long storedSize;
    readonly MemoryTiles above = new();
    readonly bool[] missing = new bool[TreeTiles.Width];
    readonly MerkleHash[] leafRoom = new MerkleHash[TreeTiles.Width];
    readonly MerkleHash[] storedRoom = new MerkleHash[TreeTiles.Width];

    public RecomputedTree(ILeafSource leaves, ITileSource stored, long storedSize, long from)
    {
        this.leaves = leaves;
        this.stored = stored;
        this.storedSize = storedSize;
        From = from;
        Size = Math.Max(leaves.Size, storedSize);
        WholeSize = Size;
    }

    /// <summary>First entry that is read; before it the stored hashes are taken.</summary>
    public long From { get; }

    /// <summary>Entries that either tree has.</summary>
    public long Size { get; }

    /// <summary>Leaves up to the first whose entry and stored hash are both gone: what the tree can be built over.</summary>
    public long WholeSize { get; private set; }

    /// <summary>Root of the tree at each size that was asked for and could be reached.</summary>
    public Dictionary<long, MerkleHash> Roots { get; } = [];

    /// <summary>Where stored hashes are not those of the entries: level, and number among the hashes of that level.</summary>
    public List<(int Level, long Place)> Differences { get; } = [];

    /// <summary>Stored tiles that are gone.</summary>
    public List<(int Level, long Index)> MissingTiles { get; } = [];

    /// <summary>Entries that are gone.</summary>
    public Action<long>? Missing { get; init; }

    /// <summary>Reads all entries from <see cref="From"/> on.</summary>
    /// <param name="sizes">Sizes whose roots are wanted, by size; those before <see cref="From"/> are not reached.</param>
    /// <param name="progress">Told the number of entries read.</param>
    /// <param name="cancellationToken">Ends the reading with <see cref="OperationCanceledException"/>.</param>
    public void Build(IEnumerable<long> sizes, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var appender = new TreeAppender(From, stored, new Comparison(this));
        var waiting = new Queue<long>(sizes.Where(size => size >= From).Append(Size).Distinct().Order());
        var (current, count) = (-1L, 0);
        while (true)
        {
            while (waiting.Count > 0 && waiting.Peek() == appender.Size)
                Roots[waiting.Dequeue()] = appender.Root();
            if (waiting.Count == 0)
                break;
            cancellationToken.ThrowIfCancellationRequested();
            var index = appender.Size / TreeTiles.Width;
            var skip = (int)(appender.Size % TreeTiles.Width);
            if (index != current)
                (current, count) = (index, ReadTile(index, leafRoom));
            var take = (int)Math.Min(count - skip, waiting.Peek() - appender.Size);
            if (take <= 0)
            {
                if (appender.Size < Size)
                    Missing?.Invoke(appender.Size); // and its hash is gone too
                break;
            }
            for (var i = 0; i < take; i++)
            {
                if (missing[skip + i])
                    Missing?.Invoke(appender.Size + i);
            }
            appender.Append(leafRoom.AsSpan(skip, take));
            progress?.Report(appender.Size - From);
        }
        WholeSize = appender.Size;
        appender.WritePartialTiles();
    }

    /// <inheritdoc/>
    public bool TryRead(int level, long index, Span<MerkleHash> hashes)
    {
        if (level > 0)
            return above.TryRead(level, index, hashes) || stored.TryRead(level, index, hashes);
        var room = new MerkleHash[TreeTiles.Width];
        if (ReadTile(index, room) < hashes.Length)
            return false;
        room.AsSpan(0, hashes.Length).CopyTo(hashes);
        return true;
    }

    /// <summary>Which entries of a tile are gone.</summary>
    public bool[] MissingIn(long index)
    {
        ReadTile(index, new MerkleHash[TreeTiles.Width]);
        return [.. missing];
    }

    /// <summary>Hashes the entries of a level-0 tile.</summary>
    /// <returns>How many there are up to the first that has no hash at all.</returns>
    int ReadTile(long index, Span<MerkleHash> hashes)
    {
        var first = index * TreeTiles.Width;
        Array.Clear(missing);
        var there = (int)Math.Clamp(leaves.Size - first, 0, TreeTiles.Width);
        var storedCount = TreeTiles.WidthOf(storedSize, 0, index);
        var count = Math.Max(there, storedCount);
        if (there > 0 && first + there > From)
            leaves.Read(first, hashes[..there], missing.AsSpan(0, there));
        missing.AsSpan(there, count - there).Fill(true);
        var hasStored = (first < From || missing.AsSpan(0, count).Contains(true)) && stored.TryRead(0, index, storedRoom.AsSpan(0, storedCount));
        for (var i = 0; i < count; i++)
        {
            var entry = first + i;
            if (entry < From)
            {
                (hashes[i], missing[i]) = (storedRoom[i], false);
                continue;
            }
            if (missing[i])
            {
                if (!hasStored || i >= storedCount)
                    return i;
                hashes[i] = storedRoom[i];
            }
        }
        return count;
    }

    /// <summary>Takes the tiles as they are filled, keeps those above the leaves, and holds each against the stored one.</summary>
    sealed class Comparison(RecomputedTree tree) : ITileSink
    {
        readonly MerkleHash[] room = new MerkleHash[TreeTiles.Width];

        public void Write(int level, long index, ReadOnlySpan<MerkleHash> hashes)
        {
            if (level > 0)
                tree.above.Write(level, index, hashes);
            var width = Math.Min(hashes.Length, TreeTiles.WidthOf(tree.storedSize, level, index));
            var there = room.AsSpan(0, width);
            if (!tree.stored.TryRead(level, index, there))
            {
                tree.MissingTiles.Add((level, index));
                return;
            }
            for (var i = 0; i < width; i++)
            {
                if (there[i] != hashes[i])
                    tree.Differences.Add((level, index * TreeTiles.Width + i));
            }
        }
    }
}
