namespace Postern.Ledger.Sealing;

/// <summary>A copy of a tile.</summary>
enum TileCopy
{
    /// <summary>No copy fits, or there is nothing to hold them against.</summary>
    Neither,

    /// <summary>The one in the store.</summary>
    Stored,

    /// <summary>The one computed from the entries.</summary>
    Recomputed,
}

/// <summary>Goes down from a signed root to the entries that are not under it any more.</summary>
/// <remarks>
/// A hash is trusted when hashing leads from it to the signed root. Of each tile there are two copies, the stored one and the one
/// computed from the entries: the copy that hashes to a trusted hash above is trusted, whichever it is. Where neither does, entries
/// and stored hashes were changed together, and no more can be said than under which hash.
/// </remarks>
sealed class TrustedDescent(ITileSource stored, long storedSize, RecomputedTree recomputed)
{
    readonly NodeHashing nodes = new();

    /// <summary>The hashes on the right edge of the tree of a size, by level, that lead to its signed root; null when no copies of them do.</summary>
    public MerkleHash[][]? Edges(long size, MerkleHash root)
    {
        var copies = new List<MerkleHash[]>[TreeTiles.Levels];
        for (var level = 0; level < TreeTiles.Levels; level++)
        {
            var count = TreeTiles.Count(size, level);
            var hashes = new MerkleHash[count % TreeTiles.Width];
            copies[level] = [];
            if (hashes.Length == 0)
            {
                copies[level].Add(hashes);
                continue;
            }
            if (recomputed.TryRead(level, count / TreeTiles.Width, hashes))
                copies[level].Add(hashes);
            var other = new MerkleHash[hashes.Length];
            if (size <= storedSize && stored.TryRead(level, count / TreeTiles.Width, other) && !copies[level].Exists(copy => copy.AsSpan().SequenceEqual(other)))
                copies[level].Add(other);
            if (copies[level].Count == 0)
                return null;
        }
        // Each level may have been changed by itself: at most 2^8 choices, and nearly always one.
        for (var choice = 0; choice < 1 << TreeTiles.Levels; choice++)
        {
            if (Enumerable.Range(0, TreeTiles.Levels).Any(level => (choice >> level & 1) >= copies[level].Count))
                continue;
            MerkleHash[][] edges = [.. copies.Select((copy, level) => copy[choice >> level & 1])];
            if (RootOf(edges) == root)
                return edges;
        }
        return null;
    }

    /// <summary>Finds what is not under the trusted hashes.</summary>
    /// <param name="size">Leaves of the tree.</param>
    /// <param name="edges">From <see cref="Edges"/>.</param>
    /// <param name="faults">Receives the faults.</param>
    public void Find(long size, MerkleHash[][] edges, FaultList faults)
    {
        for (var level = TreeTiles.Levels - 1; level >= 0; level--)
            Compare(level, TreeTiles.Count(size, level) / TreeTiles.Width, edges[level], faults);
    }

    /// <summary>Which copy of a tile the stored hash above it is of, where no trusted hash is.</summary>
    public TileCopy CopyUnder(int level, long index)
    {
        var above = new MerkleHash[index % TreeTiles.Width + 1];
        var tile = new MerkleHash[TreeTiles.Width];
        if (TreeTiles.Count(storedSize, level + 1) <= index || !stored.TryRead(level + 1, index / TreeTiles.Width, above))
            return TileCopy.Neither;
        if (stored.TryRead(level, index, tile) && nodes.RootOfPerfect(tile) == above[^1])
            return TileCopy.Stored;
        return recomputed.TryRead(level, index, tile) && nodes.RootOfPerfect(tile) == above[^1] ? TileCopy.Recomputed : TileCopy.Neither;
    }

    void Compare(int level, long index, MerkleHash[] trusted, FaultList faults)
    {
        if (trusted.Length == 0)
            return;
        var now = new MerkleHash[trusted.Length];
        var isThere = recomputed.TryRead(level, index, now);
        if (isThere && now.AsSpan().SequenceEqual(trusted))
            return;
        var missing = level == 0 ? recomputed.MissingIn(index) : null;
        for (var i = 0; i < trusted.Length; i++)
        {
            if (isThere && now[i] == trusted[i])
                continue;
            var place = index * TreeTiles.Width + i;
            if (level > 0)
                Descend(level - 1, place, trusted[i], faults);
            else if (!missing![i])
                faults.Add(LedgerFaultKind.EntryEdited, place, 1);
        }
    }

    void Descend(int level, long index, MerkleHash trusted, FaultList faults)
    {
        var tile = new MerkleHash[TreeTiles.Width];
        foreach (var source in (ReadOnlySpan<ITileSource>)[stored, recomputed])
        {
            if (source.TryRead(level, index, tile) && nodes.RootOfPerfect(tile) == trusted)
            {
                Compare(level, index, tile, faults);
                return;
            }
        }
        var height = TreeTiles.Height * (level + 1);
        faults.Add(LedgerFaultKind.EntriesAndTilesEdited, index << height, 1L << height);
    }

    MerkleHash RootOf(MerkleHash[][] edges)
    {
        MerkleHash? root = null;
        foreach (var edge in edges)
            root = nodes.RootOfEdge(edge, root);
        return root ?? MerkleHash.OfEmptyTree;
    }
}
