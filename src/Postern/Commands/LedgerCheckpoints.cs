using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Commands;

/// <summary>The checkpoint that a command needs of a ledger.</summary>
static class LedgerCheckpoints
{
    /// <summary>The last one.</summary>
    public static SignedCheckpoint Last(SqliteLedgerReader reader) => SignedCheckpoints.Last(reader)
        ?? throw new UsageException($"{reader.Path} has no signed checkpoint yet; postern ledger checkpoint {reader.Path} --sign signs one");
}
