using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>The checkpoints of a ledger, opened with its key.</summary>
public static class SignedCheckpoints
{
    /// <summary>All of them, the smallest first.</summary>
    /// <exception cref="LedgerException">One is not signed with the ledger's key.</exception>
    public static IReadOnlyList<SignedCheckpoint> All(SqliteLedgerReader reader) => [.. reader.ReadCheckpoints().Select(c => Open(reader, c))];

    /// <summary>The last one; null when nothing was signed yet.</summary>
    /// <exception cref="LedgerException">It is not signed with the ledger's key.</exception>
    public static SignedCheckpoint? Last(SqliteLedgerReader reader) => reader.ReadCheckpoints() is [.., var last] ? Open(reader, last) : null;

    /// <summary>A ledger that is not what was sealed.</summary>
    public static LedgerException Broken(SqliteLedgerReader reader, string what) =>
        new(LedgerFailure.Damaged, $"{reader.Path}: {what}; postern ledger verify {reader.Path} says more");

    static SignedCheckpoint Open(SqliteLedgerReader reader, StoredCheckpoint stored) =>
        SignedCheckpoint.TryOpen(stored.Note, [reader.Verifier], out var opened, out _, out var fault) ? opened! : throw Broken(reader, fault);
}
