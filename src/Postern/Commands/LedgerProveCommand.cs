using System.CommandLine;
using System.Globalization;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Commands;

/// <summary><c>postern ledger prove</c>: a small JSON file that proves that an entry is in the ledger as it was signed.</summary>
static class LedgerProveCommand
{
    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var ledger = LedgerCommand.Ledger();
        var number = new Argument<string>("number") { Description = "the number of an entry, from 0", Arity = ArgumentArity.ExactlyOne };
        var redact = RedactionList.Option();
        var command = new Command("prove", "print a proof of one entry, which is checked without the ledger") { ledger, number, redact };
        command.SetAction(parsed =>
        {
            var redacted = RedactionList.Read(parsed.GetValue(redact));
            using var reader = SqliteLedgerReader.Open(parsed.GetValue(ledger)!);
            var entry = NumberOf(parsed.GetValue(number)!, reader.Size);
            parsed.InvocationConfiguration.Output.WriteLine(Prove(reader, entry, redacted));
            return ExitCode.Done;
        });
        return new CommandHelp(command, [new OptionGroup("Show less", [redact])], [
            new Example("postern ledger prove postern.db 4711 > entry-4711.json", "prove entry 4711"),
            new Example("postern ledger verify --proof entry-4711.json", "check it, anywhere"),
            new Example("postern ledger prove postern.db 4711 --redact source,figures", "prove it without saying who it was"),
        ], ["The proof leads to the last signed checkpoint. postern contacts postern.db --json gives lines; the view contacts of the ledger gives numbers (docs/ledger.md)."]);
    }

    static string Prove(SqliteLedgerReader reader, long number, IReadOnlyCollection<EntryField> redacted)
    {
        var checkpoint = LedgerCheckpoints.Last(reader);
        if (number >= checkpoint.Checkpoint.Size)
        {
            throw new UsageException(
                $"entry {number} is not signed yet (the last checkpoint covers {checkpoint.Checkpoint.Size:N0} entries); postern ledger checkpoint {reader.Path} --sign signs one now");
        }
        var opened = reader.Open(number)
            ?? throw SignedCheckpoints.Broken(reader, $"entry {number} is gone or cannot be read");
        var tree = new TreeReader(reader, reader.Size);
        if (tree.Leaf(number) != opened.LeafHash)
            throw SignedCheckpoints.Broken(reader, $"entry {number} is not what was sealed");
        return LedgerProofs.ProveEntry(opened.Redact(f => !redacted.Contains(f)), tree, checkpoint, reader.Verifier).TrimEnd('\n');
    }

    static long NumberOf(string text, long size)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new UsageException($"\"{text}\" is no number of an entry; write one from 0 to {size - 1}");
        return number < size ? number : throw new UsageException($"there is no entry {number}; the ledger has {size:N0}, the last is {size - 1}");
    }
}
