namespace Postern.Ledger.Sealing;

/// <summary>Writes and checks the small JSON files that prove something about a ledger to somebody who does not have it.</summary>
public static class LedgerProofs
{
    /// <summary>Proof that an entry is in the log as it was signed.</summary>
    /// <param name="entry">The entry, opened as far as the reader of the proof may know it.</param>
    /// <param name="tree">The tree; at least as large as the checkpoint.</param>
    /// <param name="checkpoint">A checkpoint that covers the entry.</param>
    /// <param name="key">The key that signed it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The checkpoint does not cover the entry, or the tree is smaller than the checkpoint.</exception>
    /// <exception cref="MissingTileException">The tree is not whole.</exception>
    public static string ProveEntry(OpenedEntry entry, TreeReader tree, SignedCheckpoint checkpoint, VerifierKey key) =>
        SealingJson.Write(Inclusion(entry, tree, checkpoint, key), SealingJson.Indented.InclusionDocument);

    /// <summary>Proof that the log only grew from one checkpoint to another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The first is larger than the second, or the tree is smaller than that.</exception>
    /// <exception cref="MissingTileException">The tree is not whole.</exception>
    public static string ProveGrowth(SignedCheckpoint from, SignedCheckpoint to, TreeReader tree, VerifierKey key) =>
        SealingJson.Write(Consistency(from, to, tree, key), SealingJson.Indented.ConsistencyDocument);

    /// <summary>Checks a proof of either sort.</summary>
    /// <param name="json">The file.</param>
    /// <param name="trusted">The log's keys; null to check with the key in the file, which the reader must then compare.</param>
    /// <param name="entry">The entry that is proved, when it is a proof of one and holds.</param>
    public static ProofResult Verify(ReadOnlySpan<byte> json, IReadOnlyCollection<VerifierKey>? trusted, out OpenedEntry? entry)
    {
        entry = null;
        if (SealingJson.TryRead(json, SealingJson.Default.InclusionDocument, out var inclusion, out var fault))
            return inclusion.Verify(trusted, out entry);
        if (SealingJson.TryRead(json, SealingJson.Default.ConsistencyDocument, out var consistency, out var otherFault))
            return consistency.Verify(trusted);
        // Which of the two it was meant to be, so that the message is about that one.
        var isGrowth = json.IndexOf("postern.consistency/"u8) >= 0;
        return new ProofResult(false, $"the file is not a proof: {(isGrowth ? otherFault : fault)}");
    }

    internal static InclusionDocument Inclusion(OpenedEntry entry, TreeReader tree, SignedCheckpoint checkpoint, VerifierKey key)
    {
        var proof = tree.ProveInclusion(entry.Index, checkpoint.Checkpoint.Size);
        return new InclusionDocument(InclusionDocument.Name, EntryDocument.Of(entry), entry.LeafHash.ToString(), proof.Size,
            ProofPaths.Write(proof.Path), checkpoint.Note.ToString(), key.ToString(), VerifierKey.Algorithm);
    }

    internal static ConsistencyDocument Consistency(SignedCheckpoint from, SignedCheckpoint to, TreeReader tree, VerifierKey key)
    {
        var proof = tree.ProveConsistency(from.Checkpoint.Size, to.Checkpoint.Size);
        return new ConsistencyDocument(ConsistencyDocument.Name, from.Note.ToString(), to.Note.ToString(),
            ProofPaths.Write(proof.Path), key.ToString(), VerifierKey.Algorithm);
    }
}
