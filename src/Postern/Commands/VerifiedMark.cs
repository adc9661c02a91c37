using System.Text;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary>The checkpoint up to which a ledger was verified, kept beside it as <c>LEDGER.verified</c>: a signed note like any other.</summary>
static class VerifiedMark
{
    /// <summary>The checkpoint, or null when there is none that the key has signed: then everything is read.</summary>
    public static Checkpoint? Read(string ledger, VerifierKey key)
    {
        try
        {
            return SignedCheckpoint.TryOpen(File.ReadAllText(PathOf(ledger)), [key], out var opened, out _, out _) ? opened!.Checkpoint : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Notes that a ledger was found whole; where it cannot be written, the next verification reads more.</summary>
    /// <param name="ledger">Path of the ledger.</param>
    /// <param name="reader">The ledger.</param>
    /// <param name="size">Size of the checkpoint that holds.</param>
    public static void Write(string ledger, SqliteLedgerReader reader, long size)
    {
        if (reader.ReadCheckpoints().FirstOrDefault(c => c.Size == size) is not { } checkpoint)
            return;
        try
        {
            WholeFile.Write(PathOf(ledger), file => file.Write(Encoding.UTF8.GetBytes(checkpoint.Note)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It only saves time.
        }
    }

    static string PathOf(string ledger) => $"{ledger}.verified";
}
