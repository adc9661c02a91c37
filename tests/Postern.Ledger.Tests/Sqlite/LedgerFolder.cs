namespace Postern.Ledger.Tests.Sqlite;

/// <summary>A folder for a ledger that goes away with the test.</summary>
sealed class LedgerFolder : IDisposable
{
    readonly string path = Path.Combine(Path.GetTempPath(), "postern-tests", Guid.NewGuid().ToString("N"));

    public LedgerFolder() => Directory.CreateDirectory(path);

    /// <summary>Path of the ledger.</summary>
    public string Ledger => this["postern.db"];

    /// <summary>Full path of a file of the folder.</summary>
    public string this[string name] => Path.Combine(path, name);

    public void Dispose() => Directory.Delete(path, recursive: true);
}
