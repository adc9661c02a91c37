using System.CommandLine;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Commands;

/// <summary><c>postern ledger checkpoint</c>: prints the last signed checkpoint, or the proof that the ledger only grew since an earlier one.</summary>
static class LedgerCheckpointCommand
{
    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var ledger = LedgerCommand.Ledger();
        var since = RecordOptions.One("--since", "FILE", "print the proof that the ledger only grew since the checkpoint in this file");
        var sign = new Option<bool>("--sign") { Description = "sign a checkpoint over everything first" };
        var key = new Option<bool>("--key") { Description = "print the public key instead, as a verifier key" };
        var command = new Command("checkpoint", "print the last signed checkpoint") { ledger, since, sign, key };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetValue(ledger)!;
            if (parsed.GetValue(sign))
            {
                // To sign is to write: a ledger that is not there is not made by asking for its checkpoint.
                using (SqliteLedgerReader.Open(path))
                {
                }
                await using var writer = SqliteLedger.Open(path, new LedgerOptions());
                await writer.SealAsync(cancellation);
            }
            using var reader = SqliteLedgerReader.Open(path);
            parsed.InvocationConfiguration.Output.Write(
                parsed.GetValue(key) ? $"{reader.Verifier}\n"
                : parsed.GetValue(since) is { } file ? Growth(reader, file)
                : LedgerCheckpoints.Last(reader).Note.ToString());
            return ExitCode.Done;
        });
        return new CommandHelp(command, [new OptionGroup("Options", [since, sign, key])], [
            new Example("postern ledger checkpoint postern.db > monday.checkpoint", "keep it where the ledger is not"),
            new Example("postern ledger checkpoint postern.db --since monday.checkpoint > growth.json", "prove that nothing before was changed"),
            new Example("postern ledger checkpoint postern.db --key > ledger.pub", "the key that those who check must have"),
        ], ["A checkpoint is a signed note (C2SP tlog-checkpoint): the ledger's name, how many entries, the root of their tree, a signature. It says nothing of what is in them."]);
    }

    static string Growth(SqliteLedgerReader reader, string file)
    {
        var text = KeptFile.Read("--since", file);
        if (!SignedCheckpoint.TryOpen(text, [reader.Verifier], out var from, out _, out var fault))
            throw new InputException($"--since: {file}: {fault}");
        var last = LedgerCheckpoints.Last(reader);
        var tree = new TreeReader(reader, reader.Size);
        if (from!.Checkpoint.Size > last.Checkpoint.Size)
            throw SignedCheckpoints.Broken(reader, $"it was signed at {from.Checkpoint.Size:N0} entries and has {reader.Size:N0}: it was cut");
        if (tree.Root(from.Checkpoint.Size) != from.Checkpoint.Root)
            throw SignedCheckpoints.Broken(reader, $"its first {from.Checkpoint.Size:N0} entries are not those that were signed in {file}");
        return LedgerProofs.ProveGrowth(from, last, tree, reader.Verifier);
    }
}

/// <summary>A small text file that somebody kept.</summary>
static class KeptFile
{
    /// <summary>Longest that is read, octets.</summary>
    const int Longest = 1 << 20;

    /// <summary>Reads it.</summary>
    /// <param name="what">The option that names it, or what it is.</param>
    /// <param name="path">Its path.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static string Read(string what, string path)
    {
        try
        {
            return new FileInfo(path).Length > Longest
                ? throw new InputException($"{what}: {path}: is too long to be one")
                : File.ReadAllText(path);
        }
        catch (Exception fault) when (FileFault.Is(fault))
        {
            throw new InputException($"{what}: {path}: {FileFault.Reason(fault)}");
        }
    }
}
