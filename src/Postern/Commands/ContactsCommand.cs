using System.CommandLine;
using Postern.Listing;
using Postern.Logs.Reading;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary><c>postern contacts</c>: the contacts themselves in time order, one uniform table whatever they came from.</summary>
static class ContactsCommand
{
    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var record = new RecordOptions();
        var json = new Option<bool>("--json") { Description = "print one JSON object a line" };
        var csv = new Option<bool>("--csv") { Description = "print CSV with a header line" };
        var groups = new List<OptionGroup>
        {
            record.Narrowing,
            new("Parties and duplicates", [record.Map, record.KeepDuplicates]),
            record.Reading,
            new("Output", [json, csv, record.TimeZone]),
            record.Running,
        };
        var command = new Command("contacts", "print the contacts of a record in time order, as one uniform table") { record.Inputs };
        foreach (var option in groups.SelectMany(g => g.Options))
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                if (parsed.GetValue(json) && parsed.GetValue(csv))
                    throw new UsageException("--json and --csv are two forms of output; give one of them");
                var request = RecordRequest.Of(parsed, record);
                return Run(request, parsed.GetValue(json), parsed.GetValue(csv), parsed.InvocationConfiguration.Error, cancellation);
            },
            CancellationToken.None));
        return new CommandHelp(command, groups, [
            new Example("postern contacts /var/log/named/queries.log | less", "look at a log as a table"),
            new Example("postern contacts logs/ --json --target '*.example.com' > contacts.jsonl", "all logs of a folder, one object a line"),
        ], ["Exit codes: 0 done, 1 failed, 2 wrong usage, 3 an input could not be read (what could be is printed)."]);
    }

    static int Run(RecordRequest request, bool json, bool csv, TextWriter error, CancellationToken cancellation)
    {
        using var rows = new RowHarvest(request.Filter, request.Threads);
        RecordReading reading;
        using (var bar = request.Quiet || !Screen.ShowsProgress ? null : new ProgressBar(error, TimeProvider.System))
            reading = RecordReading.Run(request, rows, TimeProvider.System, bar, cancellation);

        using var stream = OutputStream.Open();
        using var output = new OutputBuffer(stream);
        string[] files = [.. reading.Reports.Select(r => r.Path)];
        using var jsonLines = json ? new JsonContactLines(output, files) : null;
        ContactLines lines = jsonLines ?? (csv
            ? new CsvContactLines(output, files)
            : new TextContactLines(output, rows.Extent, request.Display, Screen.OfOutput()) as ContactLines);
        if (rows.Extent.Contacts > 0 || csv)
            lines.Begin();
        rows.Visit(request.KeepDuplicates, lines.Write, cancellation);
        output.Flush();

        if (!request.Quiet)
            Tell(reading, rows, request.KeepDuplicates, error);
        foreach (var problem in reading.Problems)
            error.WriteLine($"postern: {problem}");
        return reading.ExitCode;
    }

    /// <summary>Says on standard error what the table cannot: lines left out and why, suppositions, duplicates.</summary>
    static void Tell(RecordReading reading, RowHarvest rows, bool keepDuplicates, TextWriter error)
    {
        foreach (var line in RecordText.Of(reading, plain: 0).Except(reading.Problems, StringComparer.Ordinal))
            error.WriteLine(line);
        if (rows.Duplicates > 0)
            error.WriteLine($"{RecordText.Count(rows.Duplicates, "contact")} in one file and again in another, printed {(keepDuplicates ? "each time" : "once")}");
        if (rows.Extent.Contacts == 0 && reading.Reports.Count > 0)
            error.WriteLine(reading.Reports.Any(r => r.Tally.Contacts > 0) ? "no contact matches the options" : "the record holds no contact");
    }
}
