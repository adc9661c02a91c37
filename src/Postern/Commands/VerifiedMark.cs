using System.Text;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary>The checkpoint up to which a ledger was verified, kept beside it as <c>LEDGER.verified</c>: a signed note like any other, and
/// evidence like any other against a ledger that was cut or exchanged since.</summary>
static class VerifiedMark
{
    /// <summary>Path of the mark of a ledger.</summary>
    public static string PathOf(string ledger) => $"{ledger}.verified";

    /// <summary>The mark as it lies there; null when the ledger was never verified.</summary>
    /// <exception cref="InputException">It lies there and cannot be read.</exception>
    public static CheckpointEvidence? Read(string ledger)
    {
        var path = PathOf(ledger);
        return File.Exists(path) ? new CheckpointEvidence(KeptFile.Read("the mark of the last verification", path), path, IsKept: true) : null;
    }

    /// <summary>Notes that a ledger was found whole; where it cannot be written, the next verification reads more.</summary>
    /// <param name="ledger">Path of the ledger.</param>
    /// <param name="reader">The ledger.</param>
    /// <param name="size">Size of the checkpoint that holds.</param>
    /// <param name="before">What the mark said before; it is never replaced by less.</param>
    public static void Write(string ledger, SqliteLedgerReader reader, long size, Checkpoint? before)
    {
        if (before?.Size >= size || reader.ReadCheckpoints().FirstOrDefault(c => c.Size == size) is not { } checkpoint)
            return;
        try
        {
            WholeFile.Write(PathOf(ledger), file => file.Write(Encoding.UTF8.GetBytes(checkpoint.Note)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The next one reads more, and lacks a witness.
        }
    }
}
