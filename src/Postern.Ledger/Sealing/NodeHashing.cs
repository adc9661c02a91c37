namespace Postern.Ledger.Sealing;

/// <summary>Hashes of nodes, row by row. Not safe for use by two threads.</summary>
sealed class NodeHashing
{
    const int MessageLength = 1 + 2 * MerkleHash.Length;

    readonly HashBatch batch = new();
    readonly MerkleHash[] row = new MerkleHash[TreeTiles.Width / 2];

    /// <summary>Root of a perfect tree over 2^k hashes, 1 to 256 of them.</summary>
    public MerkleHash RootOfPerfect(ReadOnlySpan<MerkleHash> hashes)
    {
        while (hashes.Length > 1)
        {
            var parents = row.AsSpan(0, hashes.Length / 2);
            Parents(hashes, parents);
            hashes = parents;
        }
        return hashes[0];
    }

    /// <summary>Joins the perfect subtrees that a number of hashes on a tree's right edge make, the rightmost first, to what stands right of them.</summary>
    /// <param name="hashes">The hashes of one level, 0 to 255.</param>
    /// <param name="right">Root of what stands right of them; null when nothing does.</param>
    /// <returns>Root of both; null when there is neither.</returns>
    public MerkleHash? RootOfEdge(ReadOnlySpan<MerkleHash> hashes, MerkleHash? right)
    {
        for (var count = 1; count <= hashes.Length; count *= 2)
        {
            if ((hashes.Length & count) == 0)
                continue;
            var left = RootOfPerfect(hashes.Slice((hashes.Length & -count) - count, count));
            right = right is { } neighbour ? MerkleHash.OfNode(left, neighbour) : left;
        }
        return right;
    }

    /// <summary>The parents of a row of hashes; one over at its end has none.</summary>
    public void Parents(ReadOnlySpan<MerkleHash> hashes, Span<MerkleHash> parents)
    {
        var bytes = MerkleHash.Bytes(hashes);
        for (var i = 0; i < parents.Length; i++)
        {
            var message = batch.Message(batch.Add(MessageLength, i), MessageLength);
            message[0] = MerkleHash.NodeTag;
            bytes.Slice(i * 2 * MerkleHash.Length, 2 * MerkleHash.Length).CopyTo(message[1..]);
        }
        // All messages are copies, so the parents may overwrite the row they come from.
        batch.Run(parents);
    }
}
