using Postern.Ledger.Sqlite;
using Postern.Ledger.Tests.Specification;

namespace Postern.Ledger.Tests.Sqlite;

/// <summary>The specification, for the store in one SQLite file.</summary>
public sealed class SqliteLedgerTests : LedgerSpecification
{
    readonly LedgerFolder folder = new();

    protected override ILedger Open() => SqliteLedger.Open(folder.Ledger, new LedgerOptions());

    protected override void Remove() => folder.Dispose();
}
