using Postern.Gate.Hosting;
using Postern.Ledger;
using Postern.Ledger.Sqlite;

namespace Postern.Gate.Retirement;

/// <summary>The evidence that a gate leaves when its ledger is sealed: a bundle of all of it, beside it.</summary>
public static class GateEvidence
{
    /// <summary>Where it is.</summary>
    /// <param name="ledger">Path of the ledger.</param>
    public static string PathOf(string ledger) => $"{ledger}.evidence.zip";

    /// <summary>Writes it, for the owner alone to read: nothing in it is redacted. What was there before stays until it is whole.</summary>
    /// <param name="ledger">Path of the ledger.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Entries in it.</returns>
    /// <exception cref="LedgerException">The ledger cannot be read, or is not what was sealed.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static long Write(string ledger, CancellationToken cancellation)
    {
        using var reader = SqliteLedgerReader.Open(ledger);
        long entries = 0;
        OwnerFiles.Replace(PathOf(ledger), to => entries = EvidenceExport.WriteAll(reader, to, cancellation));
        return entries;
    }
}
