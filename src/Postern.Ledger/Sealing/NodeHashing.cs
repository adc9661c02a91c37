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
