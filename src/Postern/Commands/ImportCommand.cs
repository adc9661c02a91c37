using System.CommandLine;
using Postern.Importing;
using Postern.Ledger;
using Postern.Ledger.Sqlite;
using Postern.Logs.Input;
using Postern.Logs.Text;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary><c>postern import</c>: keeps the contacts of logs in a ledger.</summary>
static class ImportCommand
{
    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var record = new RecordOptions();
        var ledger = RecordOptions.One("--ledger", "FILE", "the ledger to add to, such as postern.db; made when it is not there");
        var groups = new List<OptionGroup>
        {
            new("Ledger", [ledger]),
            record.Reading,
            record.Running,
        };
        var command = new Command("import", "keep the contacts of logs in a ledger, sealed, each with its file and line") { record.Inputs };
        foreach (var option in groups.SelectMany(g => g.Options))
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(
            async () =>
            {
                var path = parsed.GetValue(ledger) ?? throw new UsageException("import needs a ledger: --ledger postern.db");
                if (path.Contains("://", StringComparison.Ordinal))
                    throw new UsageException($"--ledger: \"{path}\" is no file; ledgers are files so far, such as postern.db");
                var request = RecordRequest.Of(parsed, record);
                return await Run(request, path, parsed.InvocationConfiguration, cancellation);
            },
            CancellationToken.None));
        return new CommandHelp(command, groups, [
            new Example("postern import /var/log/named/queries.log* --ledger postern.db", "a rotated log; again tomorrow, only what is new is added"),
            new Example("postern import mail.log --ledger postern.db --log-year 2026", "a log whose stamps have no year"),
            new Example("postern investigate postern.db --top 5", "what deserves a look in what is kept"),
        ], [
            "A file that is in the ledger adds nothing; one that has grown adds what is new, also under another name. An import that was cut short goes on where it stopped when it is given again.",
            "The ledger's signing key lies beside it (FILE.key): keep a copy, and keep it from others.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 an input could not be read (what could be is kept).",
        ]);
    }

    static async Task<int> Run(RecordRequest request, string path, InvocationConfiguration console, CancellationToken cancellation)
    {
        if (request.Inputs.Contains(InputFile.StandardInput, StringComparer.Ordinal))
            throw new UsageException("import takes files, not standard input: the ledger keeps a file's hash, so that importing it twice adds nothing");
        var files = InputFiles.Find(request.Inputs, TimeProvider.System.GetUtcNow(), out var problems, out var leftOut);
        List<ImportedFile> imported = [];
        long size;
        await using (var ledger = SqliteLedger.Open(path, new LedgerOptions()))
        {
            var import = new FileImport(ledger, request.Reading, request.Threads, TimeProvider.System);
            using var bar = request.Quiet || !Screen.ShowsProgress ? null : new ProgressBar(console.Error, TimeProvider.System);
            bar?.Begin(new ProgressStage(files is [var only] ? $"importing {TextLines.Shorten(SafeText.Of(Path.GetFileName(only.Path)), 20)}" : $"importing {files.Count} files",
                CountsOctets: true, files.Sum(f => f.Length)));
            foreach (var file in files)
                imported.Add(import.Run(file, bar is null ? null : bar.Advance, cancellation));
            size = ledger.Size;
        }

        var read = imported.Where(i => i.Report is not null).ToList();
        var reading = RecordReading.Of([.. read.Select(i => i.File)], [.. read.Select(i => i.Report!)], problems, leftOut, request.Strict);
        foreach (var file in imported)
        {
            if (file.Report is null || file.Report.Format is not null)
                console.Output.WriteLine(ImportText.Of(file));
        }
        console.Output.WriteLine($"{SafeText.Of(path)}: {RecordText.Count(imported.Sum(i => i.Added), "contact")} added, {size:#,0} {(size == 1 ? "entry" : "entries")} in all");
        if (!request.Quiet)
        {
            foreach (var line in RecordText.Of(reading, plain: int.MaxValue).Except(reading.Problems, StringComparer.Ordinal))
                console.Error.WriteLine(line);
        }
        foreach (var problem in reading.Problems)
            console.Error.WriteLine($"postern: {problem}");
        return reading.ExitCode;
    }
}

/// <summary>What became of an imported file, in a line.</summary>
static class ImportText
{
    /// <summary>The line of a file.</summary>
    public static string Of(ImportedFile file)
    {
        var path = SafeText.Of(file.File.Path);
        if (file.Report is null)
        {
            var other = file.Before!.Path == file.File.Path ? "" : $" as {SafeText.Of(file.Before.Path)}";
            return $"{path}: in the ledger already{other}, {RecordText.Count(file.Known, "contact")}";
        }
        var known = file.Before is null ? ""
            : $"; it {(file.Before.Act == FileState.Read ? "has grown" : "goes on where an import was cut short")}, {RecordText.Count(file.Known, "contact")} of it {(file.Known == 1 ? "was" : "were")} there";
        return $"{path}: {file.Report.Format}, {RecordText.Count(file.Added, "contact")} added{known}";
    }
}
