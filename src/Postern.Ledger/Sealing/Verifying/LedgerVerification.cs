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
        var (holding, anchored) = Anchor(tree, signed);
        FindBehind(tree, anchored);
        return new VerificationReport(leaves.Size, from, tree.Roots.TryGetValue(tree.Size, out var root) ? root : null,
            holding.Count == 0 ? -1 : holding.Max(), holding.Count, faults.Count, faults.Listed);
    }

    /// <summary>Checks the checkpoints by themselves: form, signature, log, and that no two of one size differ.</summary>
    List<(Checkpoint Checkpoint, string Name)> Open(IReadOnlyList<CheckpointEvidence> checkpoints, IReadOnlyCollection<VerifierKey> keys)
    {
        List<(Checkpoint Checkpoint, string Name)> signed = [];
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
            var twin = signed.FindIndex(s => s.Checkpoint.Size == opened.Checkpoint.Size);
            if (twin < 0)
                signed.Add((opened.Checkpoint, evidence.Name));
            else if (signed[twin].Checkpoint.Root != opened.Checkpoint.Root)
                AddFork(opened.Checkpoint.Size, $"{evidence.Name} and {signed[twin].Name} have different roots for the same {opened.Checkpoint.Size:N0} entries, both signed with the ledger's key");
        }
        signed.Sort((a, b) => a.Checkpoint.Size.CompareTo(b.Checkpoint.Size));
        return signed;
    }

    /// <summary>Holds the checkpoints against the tree, and finds what is not under the largest that the tree, as stored or as
    /// computed, still leads to.</summary>
    /// <returns>Sizes of the checkpoints that the entries as they are lead to, and the size up to which everything was traced to a signed root.</returns>
    (List<long> Holding, long Anchored) Anchor(RecomputedTree tree, List<(Checkpoint Checkpoint, string Name)> signed)
    {
        var descent = new TrustedDescent(tiles, storedSize, tree);
        List<long> holding = [];
        List<(Checkpoint Checkpoint, string Name)> lost = [];
        long? anchored = null;
        for (var i = signed.Count - 1; i >= 0; i--)
        {
            var (checkpoint, name) = signed[i];
            if (checkpoint.Size > tree.WholeSize)
                continue; // cut off, or behind a hole: said already
            var edges = descent.Edges(checkpoint.Size, checkpoint.Root);
            var holds = checkpoint.Size < tree.From ? edges is not null : tree.Roots[checkpoint.Size] == checkpoint.Root;
            if (holds)
                holding.Add(checkpoint.Size);
            if (edges is null)
            {
                if (anchored is { } larger)
                    AddFork(checkpoint.Size, $"{name} was signed over other {checkpoint.Size:N0} entries than those that the checkpoint at {larger:N0} begins with, and both are signed with the ledger's key");
                else
                    lost.Insert(0, (checkpoint, name));
                continue;
            }
            if (anchored is null && !holds)
                descent.Find(checkpoint.Size, edges, faults);
            anchored ??= checkpoint.Size;
        }
        foreach (var (checkpoint, name) in lost)
        {
            faults.Add(new LedgerFault(LedgerFaultKind.RootDiffers, anchored ?? 0, checkpoint.Size - (anchored ?? 0),
                $"{name} was signed over another tree: among the entries {anchored ?? 0} to {checkpoint.Size - 1} content and hashes are not those that were signed"));
        }
        return (holding, anchored ?? 0);
    }

    /// <summary>Where nothing signed leads: stored hashes against entries, each as good a witness as the other; and stored hashes
    /// that are wrong or gone over entries that are right.</summary>
    void FindBehind(RecomputedTree tree, long anchored)
    {
        foreach (var (_, place) in tree.Differences.Where(d => d.Level == 0 && d.Place >= anchored))
            faults.Add(LedgerFaultKind.EntryEdited, place, 1);
        foreach (var (level, place) in tree.Differences.OrderBy(d => d.Level).ThenBy(d => d.Place))
        {
            var height = TreeTiles.Height * level;
            if (!faults.Explains(place << height, 1L << height))
                faults.Add(LedgerFaultKind.TileEdited, place << height, 1L << height);
        }
        foreach (var (level, index) in tree.MissingTiles)
        {
            var height = TreeTiles.Height * (level + 1);
            var first = index << height;
            faults.Add(LedgerFaultKind.TileMissing, first, Math.Min(1L << height, storedSize - first));
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
