using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Commands;

/// <summary>The checkpoints of a ledger, opened with its key.</summary>
static class LedgerCheckpoints
{
    /// <summary>All of them, the smallest first.</summary>
    public static IReadOnlyList<SignedCheckpoint> All(SqliteLedgerReader reader) => [.. reader.ReadCheckpoints().Select(c => Open(reader, c))];

    /// <summary>The last one.</summary>
    public static SignedCheckpoint Last(SqliteLedgerReader reader) => reader.ReadCheckpoints() is [.., var last]
        ? Open(reader, last)
        : throw new UsageException($"{reader.Path} has no signed checkpoint yet; postern ledger checkpoint {reader.Path} --sign signs one");

    /// <summary>A ledger that is not what was sealed.</summary>
    public static LedgerException Broken(SqliteLedgerReader reader, string what) =>
        new(LedgerFailure.Damaged, $"{reader.Path}: {what}; postern ledger verify {reader.Path} says more");

    static SignedCheckpoint Open(SqliteLedgerReader reader, StoredCheckpoint stored) =>
        SignedCheckpoint.TryOpen(stored.Note, [reader.Verifier], out var opened, out _, out var fault) ? opened! : throw Broken(reader, fault);
}
