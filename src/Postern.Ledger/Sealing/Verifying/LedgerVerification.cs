namespace Postern.Ledger.Sealing;

/// <summary>Verifies a ledger: reads its entries, hashes them anew, and holds them against the stored hashes and the signed checkpoints.</summary>
public sealed class LedgerVerification
{
    /// <summary>Faults that are listed.</summary>
    public const int MostFaults = 1_000;

    readonly FaultList faults = new(MostFaults);
    readonly ILeafSource leaves;
    readonly ITileSource tiles;
    readonly long storedSize;
    readonly Dictionary<long, string> kept = [];

    LedgerVerification(ILeafSource leaves, ITileSource tiles, long storedSize)
    {
        this.leaves = leaves;
        this.tiles = tiles;
        this.storedSize = storedSize;
    }

    /// <summary>Verifies a ledger.</summary>
    /// <param name="leaves">Its entries.</param>
    /// <param name="tiles">Its stored hashes.</param>
    /// <param name="storedSize">Leaves that the stored hashes are of.</param>
    /// <param name="checkpoints">Checkpoints, its own and those kept elsewhere.</param>
    /// <param name="keys">Keys that are trusted.</param>
    /// <param name="verified">A checkpoint up to which the ledger was verified before, so that only later entries are read again; null to read all.
    /// When the stored hashes do not lead to it any more, all are read after all.</param>
    /// <param name="progress">Told the number of entries read.</param>
    /// <param name="cancellationToken">Ends the verification with <see cref="OperationCanceledException"/>.</param>
    public static VerificationReport Verify(
        ILeafSource leaves, ITileSource tiles, long storedSize, IReadOnlyList<CheckpointEvidence> checkpoints, IReadOnlyCollection<VerifierKey> keys,
        Checkpoint? verified, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var verification = new LedgerVerification(leaves, tiles, storedSize);
        var signed = verification.Open(checkpoints, keys);
        var from = verified is { } known && known.Size <= leaves.Size && StoredRoot(tiles, storedSize, known.Size) == known.Root ? known.Size : 0;
        return verification.Run(signed, from, progress, cancellationToken);
    }

    VerificationReport Run(List<(Checkpoint Checkpoint, string Name)> signed, long from, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var tree = new RecomputedTree(leaves, tiles, storedSize, from)
        {
            Missing = entry =>
            {
                if (entry < leaves.Size) // what was cut off is said below
                    faults.Add(LedgerFaultKind.EntryMissing, entry, 1);
            },
        };
        tree.Build(signed.Select(s => s.Checkpoint.Size), progress, cancellationToken);
        var end = Math.Max(storedSize, signed.Count == 0 ? 0 : signed[^1].Checkpoint.Size);
        if (end > leaves.Size)
        {
            var witness = end > storedSize ? $"{end:N0} were signed ({signed[^1].Name})" : $"its tree has {end:N0}";
            faults.Add(new LedgerFault(LedgerFaultKind.Cut, leaves.Size, end - leaves.Size,
                $"the ledger ends at {leaves.Size:N0} entries, but {witness}: the last {end - leaves.Size:N0} were cut off"));
        }
        var descent = new TrustedDescent(tiles, storedSize, tree);
        var (holding, anchored) = Anchor(tree, descent, signed);
        foreach (var size in holding.Where(kept.ContainsKey).Order())
        {
            faults.Add(new LedgerFault(LedgerFaultKind.CheckpointMissing, size, 0,
                $"the checkpoint at {size:N0} entries, which {kept[size]} has, is gone from the ledger, and perhaps others with it: checkpoints were taken away"));
        }
        FindBehind(tree, descent, anchored);
        if (faults.Count == 0 && leaves.Size > 0 && holding.All(size => size == 0))
        {
            faults.Add(new LedgerFault(LedgerFaultKind.Unproved, 0, leaves.Size,
                $"no signed checkpoint covers any of its {leaves.Size:N0} entries, so that nothing proves them: the checkpoints were taken away, or the writer was killed before it signed the first"));
        }
        return new VerificationReport(leaves.Size, from, tree.Roots.TryGetValue(tree.Size, out var root) ? root : null,
            holding.Count == 0 ? -1 : holding.Max(), holding.Count, faults.Count, faults.Listed);
    }

    /// <summary>Checks the checkpoints by themselves: form, signature, log, and that no two of one size differ.</summary>
    List<(Checkpoint Checkpoint, string Name)> Open(IReadOnlyList<CheckpointEvidence> checkpoints, IReadOnlyCollection<VerifierKey> keys)
    {
        var signed = new SortedDictionary<long, (Checkpoint Checkpoint, string Name)>();
        foreach (var evidence in checkpoints)
        {
            if (!SignedCheckpoint.TryOpen(evidence.Text, keys, out var opened, out var refusal, out var fault))
            {
                var kind = refusal switch
                {
                    CheckpointRefusal.NoCheckpoint => LedgerFaultKind.CheckpointMalformed,
                    CheckpointRefusal.BadSignature => LedgerFaultKind.SignatureBad,
                    _ => LedgerFaultKind.CheckpointForeign,
                };
                faults.Add(new LedgerFault(kind, -1, 0, $"{evidence.Name}: {fault}"));
                continue;
            }
            var size = opened.Checkpoint.Size;
            if (!evidence.IsKept)
                kept.Remove(size);
            else if (!signed.ContainsKey(size))
                kept.Add(size, evidence.Name);
            if (!signed.TryGetValue(size, out var twin))
                signed.Add(size, (opened.Checkpoint, evidence.Name));
            else if (twin.Checkpoint.Root != opened.Checkpoint.Root)
                AddFork(size, $"{evidence.Name} and {twin.Name} have different roots for the same {size:N0} entries, both signed with the ledger's key");
        }
        return [.. signed.Values];
    }

    /// <summary>Holds the checkpoints against the tree, and finds what is not under the largest that the tree, as stored or as
    /// computed, still leads to.</summary>
    /// <returns>Sizes of the checkpoints that the entries as they are lead to, and the size up to which everything was traced to a signed root.</returns>
    (List<long> Holding, long Anchored) Anchor(RecomputedTree tree, TrustedDescent descent, List<(Checkpoint Checkpoint, string Name)> signed)
    {
        List<long> holding = [];
        List<(Checkpoint Checkpoint, string Name)> lost = [];
        long? anchored = null;
        for (var i = signed.Count - 1; i >= 0; i--)
        {
            var (checkpoint, name) = signed[i];
            if (checkpoint.Size > tree.WholeSize)
                continue; // cut off, or behind a hole: said already
            if (checkpoint.Size >= tree.From && tree.Roots[checkpoint.Size] == checkpoint.Root)
            {
                holding.Add(checkpoint.Size);
                anchored ??= checkpoint.Size;
                continue;
            }
            var edges = descent.Edges(checkpoint.Size, checkpoint.Root);
            if (edges is null)
            {
                // Where the edge itself is damaged nothing can be said of this checkpoint; that it is damaged is said already.
                if (anchored is { } larger && !faults.HidesEdge(checkpoint.Size))
                    AddFork(checkpoint.Size, $"{name} was signed over other {checkpoint.Size:N0} entries than those that the checkpoint at {larger:N0} begins with, and both are signed with the ledger's key");
                else if (anchored is null)
                    lost.Add((checkpoint, name));
                continue;
            }
            if (checkpoint.Size < tree.From)
                holding.Add(checkpoint.Size);
            if (anchored is null)
                descent.Find(checkpoint.Size, edges, faults);
            anchored ??= checkpoint.Size;
        }
        if (lost.Count > 0)
        {
            // The smallest of them bounds best where it happened.
            var (first, name) = lost[^1];
            var more = lost.Count > 1 ? $" (as were {lost.Count - 1:N0} larger checkpoints)" : "";
            faults.Add(new LedgerFault(LedgerFaultKind.RootDiffers, anchored ?? 0, first.Size - (anchored ?? 0),
                $"{name}, at {first.Size:N0} entries, was signed over another tree{more}: among the entries {anchored ?? 0} to {first.Size - 1} content and hashes are not those that were signed"));
        }
        return (holding, anchored ?? 0);
    }

    /// <summary>Stored hashes that are wrong or gone over entries that are right; and, behind the last signed root, stored hashes
    /// and entries that do not fit, of which the stored hash above tells which was changed, if anything does.</summary>
    void FindBehind(RecomputedTree tree, TrustedDescent descent, long anchored)
    {
        foreach (var level in tree.Differences.GroupBy(d => d.Level).OrderBy(l => l.Key))
        {
            List<(LedgerFaultKind Kind, long First, long Count)> found = [];
            foreach (var tile in level.GroupBy(d => d.Place / TreeTiles.Width).OrderBy(t => t.Key))
                Judge(descent, level.Key, tile.Key, tile.Select(d => d.Place), anchored, found);
            foreach (var (kind, first, count) in found)
                faults.Add(kind, first, count);
        }
        foreach (var (level, index) in tree.MissingTiles)
        {
            var height = TreeTiles.Height * (level + 1);
            var first = index << height;
            faults.Add(LedgerFaultKind.TileMissing, first, Math.Min(1L << height, storedSize - first));
        }
    }

    /// <summary>What the differences in one tile are, those that faults below it do not explain.</summary>
    void Judge(TrustedDescent descent, int level, long index, IEnumerable<long> places, long anchored, List<(LedgerFaultKind Kind, long First, long Count)> found)
    {
        var height = TreeTiles.Height * level;
        TileCopy? above = null;
        foreach (var place in places)
        {
            var (first, count) = (place << height, 1L << height);
            if (faults.Explains(first, count))
                continue;
            var right = first + count <= anchored ? TileCopy.Recomputed : above ??= descent.CopyUnder(level, index);
            found.Add((right switch
            {
                TileCopy.Recomputed => LedgerFaultKind.TileEdited,
                TileCopy.Stored when level == 0 => LedgerFaultKind.EntryEdited,
                _ => LedgerFaultKind.EntryOrTileEdited,
            }, first, count));
        }
    }

    void AddFork(long size, string sentence) => faults.Add(new LedgerFault(LedgerFaultKind.Forked, size, 0, sentence));

    static MerkleHash? StoredRoot(ITileSource tiles, long storedSize, long size)
    {
        try
        {
            return size <= storedSize ? new TreeReader(tiles, storedSize).Root(size) : null;
        }
        catch (MissingTileException)
        {
            return null;
        }
    }
}
