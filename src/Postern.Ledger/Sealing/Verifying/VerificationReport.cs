namespace Postern.Ledger.Sealing;

/// <summary>What is wrong with a ledger.</summary>
public enum LedgerFaultKind
{
    /// <summary>The content of entries is not what was sealed.</summary>
    EntryEdited,

    /// <summary>Entries are gone, though their hashes are in the tree.</summary>
    EntryMissing,

    /// <summary>The ledger ends before entries that a signed checkpoint covers.</summary>
    Cut,

    /// <summary>Two histories were signed with the ledger's key.</summary>
    Forked,

    /// <summary>Hashes of the tree were changed; the entries under them are as they were sealed.</summary>
    TileEdited,

    /// <summary>Hashes of the tree are gone.</summary>
    TileMissing,

    /// <summary>Entries and the hashes above them were changed together: which entries cannot be told more exactly.</summary>
    EntriesAndTilesEdited,

    /// <summary>Entries and stored hashes do not fit, and nothing signed lies above them that would tell which were changed.</summary>
    EntryOrTileEdited,

    /// <summary>The tree as a whole is not the one that was signed, and nothing tells where.</summary>
    RootDiffers,

    /// <summary>Nothing signed covers any entry.</summary>
    Unproved,

    /// <summary>A checkpoint must have been signed over entries that none covers: it was taken away.</summary>
    TailUnsigned,

    /// <summary>A checkpoint that was kept elsewhere is gone from the ledger.</summary>
    CheckpointMissing,

    /// <summary>A checkpoint is not a signed checkpoint.</summary>
    CheckpointMalformed,

    /// <summary>A checkpoint's signature is wrong.</summary>
    SignatureBad,

    /// <summary>A checkpoint was signed by another key, or is of another log.</summary>
    CheckpointForeign,
}

/// <summary>One fault, and where it is.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="First">First entry concerned; for a checkpoint its size, or -1 when that is not known.</param>
/// <param name="Count">Entries concerned; 0 for a checkpoint.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record LedgerFault(LedgerFaultKind Kind, long First, long Count, string Sentence);

/// <summary>A checkpoint that is to be held against the ledger.</summary>
/// <param name="Text">The signed note.</param>
/// <param name="Name">Where it comes from, for messages: a file, or the ledger itself.</param>
/// <param name="IsKept">Whether it was kept outside the ledger, which must have it too.</param>
public sealed record CheckpointEvidence(string Text, string Name, bool IsKept = false);

/// <summary>What became of verifying a ledger.</summary>
/// <param name="Size">Entries of the ledger.</param>
/// <param name="From">First entry whose content was read and hashed again.</param>
/// <param name="Root">Root of the tree over the entries as they are, with stored hashes for those that are gone; null when a stored hash was needed and is gone too.</param>
/// <param name="SignedSize">Entries covered by the largest checkpoint that holds; -1 when none does.</param>
/// <param name="Checkpoints">Checkpoints that hold.</param>
/// <param name="FaultCount">Faults found; more than are listed when there are very many.</param>
/// <param name="Faults">Faults by entry, at most <see cref="LedgerVerification.MostFaults"/>.</param>
public sealed record VerificationReport(
    long Size, long From, MerkleHash? Root, long SignedSize, int Checkpoints, long FaultCount, IReadOnlyList<LedgerFault> Faults)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsIntact => FaultCount == 0;

    /// <summary>Entries behind the last checkpoint that holds: nothing proves that these are as they were written.</summary>
    public long Uncovered => Size - Math.Max(SignedSize, 0);

    /// <summary>The same with one more fault, behind those of entries.</summary>
    public VerificationReport With(LedgerFault fault) => this with { FaultCount = FaultCount + 1, Faults = [.. Faults, fault] };

    /// <summary>The result in one sentence.</summary>
    public string Sentence =>
        !IsIntact ? $"the ledger does not hold: {Faults[0].Sentence}{(FaultCount > 1 ? $" ({FaultCount - 1:N0} more)" : "")}"
        : SignedSize < 0 ? "the ledger has no entry and no checkpoint"
        : $"entries {From:N0} to {Size:N0} were read again and the ledger is as it was signed at {SignedSize:N0} entries{(Uncovered > 0 ? $"; the last {Uncovered:N0} are not signed yet" : "")}";
}
