using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

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

    /// <summary>What is wrong with the ledger, as <c>postern ledger verify</c> finds it.</summary>
    public List<string> Verify(params CheckpointEvidence[] more)
    {
        try
        {
            using var reader = SqliteLedgerReader.Open(Ledger);
            var own = reader.ReadCheckpoints().Select(c => new CheckpointEvidence(c.Note, $"the checkpoint at {c.Size}"));
            var report = LedgerVerification.Verify(
                reader.Leaves(), reader, reader.Size, [.. own, .. more], [reader.Verifier], null, null, TestContext.Current.CancellationToken);
            return [.. report.Faults.Select(f => f.Sentence), .. reader.CheckStore()];
        }
        catch (LedgerException problem)
        {
            return [problem.Message];
        }
    }

    public void Dispose() => Directory.Delete(path, recursive: true);
}
