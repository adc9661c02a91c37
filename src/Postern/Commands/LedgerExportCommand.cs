using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Postern.Contacts;
using Postern.Importing;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Logs.Text;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary><c>postern ledger export</c>: a bundle of evidence that is checked without the ledger, the network or this program.</summary>
sealed class LedgerExportCommand
{
    readonly Argument<string> ledger = LedgerCommand.Ledger();

    readonly RecordOptions record = new();

    readonly Option<string?> output = RecordOptions.One("--output", "FILE", "the bundle to write, such as evidence.zip");

    readonly Option<string?> redact = RedactionList.Option();

    LedgerExportCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var made = new LedgerExportCommand();
        var groups = new List<OptionGroup>
        {
            made.record.Narrowing,
            new("Output", [made.output, made.redact, made.record.TimeZone]),
        };
        var command = new Command("export", "write a bundle of evidence: entries, proofs, checkpoints, and how to check them by hand") { made.ledger };
        foreach (var option in groups.SelectMany(g => g.Options))
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => made.Run(parsed, cancellation), CancellationToken.None));
        return new CommandHelp(command, groups, [
            new Example("postern ledger export postern.db --target mail.example.org --output evidence.zip", "everything about one target"),
            new Example("postern ledger export postern.db --from 2026-05-04 --to 2026-09-23 --redact source --output evidence.zip", "a stretch of time, without saying who"),
            new Example("postern ledger verify evidence.zip", "what the other side does with it"),
        ], [
            "The bundle holds the contacts that match, and the entries about the files that they were read from; without --target, --source and --kind also every other entry of the time.",
            "It is a .zip: HOW-TO-CHECK.md in it explains how to check it with sha256sum and openssl alone.",
        ]);
    }

    int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var path = parsed.GetValue(output) ?? throw new UsageException("export needs a file to write: --output evidence.zip");
        var filter = RecordRequest.FilterOf(parsed, record, out var settings);
        var redacted = RedactionList.Read(parsed.GetValue(redact));
        using var reader = SqliteLedgerReader.Open(parsed.GetValue(ledger)!);
        var checkpoint = LedgerCheckpoints.Last(reader);
        var numbers = Select(reader, checkpoint.Checkpoint.Size, filter, others: settings["target"] is string[] { Length: 0 }
            && settings["source"] is string[] { Length: 0 } && settings["kind"] is string[] { Length: 0 }, cancellation);
        if (numbers.Count == 0)
            throw new UsageException("no entry matches the options; nothing was written");
        settings["redact"] = redacted.Select(f => f.Word()).ToArray();
        var content = EvidenceExport.About(reader, checkpoint, Selection(settings), Json(settings)) with { Redacted = redacted };
        WholeFile.Write(path, to => EvidenceExport.Write(reader, to, content, numbers, cancellation));
        parsed.InvocationConfiguration.Output.WriteLine(
            $"{SafeText.Of(path)}: {numbers.Count:N0} entries, signed at {checkpoint.Checkpoint.Size:N0}; postern ledger verify {SafeText.Of(path)} checks it");
        return ExitCode.Done;
    }

    /// <summary>Numbers of the entries that go in, ascending.</summary>
    static List<long> Select(SqliteLedgerReader reader, long size, ContactFilter filter, bool others, CancellationToken cancellation)
    {
        SortedSet<long> numbers = [];
        HashSet<long> files = [];
        reader.ReadContacts(0, size, filter, whole: false, (in Ledger.LedgerContact contact) =>
        {
            numbers.Add(contact.Number);
            files.Add(contact.File);
        }, cancellation);
        foreach (var state in KnownFiles.Of(reader).All.Where(f => files.Contains(f.Id)).SelectMany(f => f.States).Where(s => s.Number < size))
            numbers.Add(state.Number);
        if (others)
        {
            foreach (var kind in Enum.GetValues<EntryKind>().Where(k => k is not (EntryKind.Contact or EntryKind.FileProvenance)))
            {
                foreach (var (number, entry) in reader.ReadEntries(kind))
                {
                    if (number < size && entry.Time >= filter.From && entry.Time < filter.To)
                        numbers.Add(number);
                }
            }
        }
        return [.. numbers];
    }

    static string Selection(Dictionary<string, object?> settings)
    {
        var said = settings.Where(s => s.Value is string or string[] { Length: > 0 })
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} {(s.Value is string[] many ? string.Join(", ", many) : s.Value)}")).ToList();
        return said.Count == 0 ? "everything" : string.Join("; ", said);
    }

    static string Json(Dictionary<string, object?> settings)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in settings)
            {
                json.WritePropertyName(name);
                if (value is string[] many)
                {
                    json.WriteStartArray();
                    foreach (var one in many)
                        json.WriteStringValue(one);
                    json.WriteEndArray();
                }
                else
                {
                    json.WriteStringValue(value as string);
                }
            }
            json.WriteEndObject();
        }
        return $"{Encoding.UTF8.GetString(buffer.ToArray())}\n";
    }
}
