using Postern.Importing;
using Postern.Logs.Input;
using Postern.Logs.Reading;
using Postern.Logs.Text;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary>A record as it was read: what became of each file, and what the process should end with.</summary>
sealed class RecordReading
{
    /// <summary>Files of no known format that are named one by one; a folder of hundreds has one cause.</summary>
    const int MostNamed = 10;

    RecordReading(
        IReadOnlyList<InputFile> files, IReadOnlyList<FileReport> reports, IReadOnlyList<string> problems, IReadOnlyList<string> leftOut, bool strict)
    {
        Reports = reports;
        LeftOut = [.. leftOut.Select(note => SafeText.Of(note))];
        var faults = files.Zip(reports, (file, report) => Faults(file, report, strict)).SelectMany(f => f);
        var nothingRead = reports.Count > 0 && reports.All(r => r.Unreadable);
        PassedOverFiles = [.. files.Zip(reports).Where(p => PassedOver(p.First, p.Second)).Select(p => p.Second)];
        Problems = [.. problems.Select(p => SafeText.Of(p)), .. faults, .. nothingRead ? Named(PassedOverFiles) : []];
    }

    /// <summary>A report for each file, in their order.</summary>
    public IReadOnlyList<FileReport> Reports { get; }

    /// <summary>Why the process ends with <see cref="ExitCode.Input"/>, in sentences that begin with the file.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Files found in folders that are no logs.</summary>
    public IReadOnlyList<FileReport> PassedOverFiles { get; }

    /// <summary>What in folders was not read on purpose, in sentences.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>What the process ends with as far as reading goes.</summary>
    public int ExitCode => Problems.Count > 0 ? Commands.ExitCode.Input : Commands.ExitCode.Done;

    /// <summary>Whether a file was found in a folder and is no log.</summary>
    public bool IsPassedOver(FileReport report) => PassedOverFiles.Contains(report);

    /// <summary>A record that was read file by file.</summary>
    public static RecordReading Of(
        IReadOnlyList<InputFile> files, IReadOnlyList<FileReport> reports, IReadOnlyList<string> problems, IReadOnlyList<string> leftOut, bool strict) =>
        new(files, reports, problems, leftOut, strict);

    /// <summary>Finds and reads the inputs.</summary>
    /// <param name="request">Which, and how.</param>
    /// <param name="harvest">Takes what is found.</param>
    /// <param name="clock">Gives the instant of the run, which stands in for a file's own on standard input.</param>
    /// <param name="bar">Shows the progress, or null.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static RecordReading Run(
        RecordRequest request, Harvest harvest, TimeProvider clock, ProgressBar? bar, CancellationToken cancellation)
    {
        var files = InputFiles.Find(request.Inputs, clock.GetUtcNow(), out var problems, out var leftOut);
        var sized = files.All(f => f.Path != InputFile.StandardInput);
        var what = files is [var only] ? TextLines.Shorten(SafeText.Of(Path.GetFileName(only.Path)), 20) : $"{files.Count} files";
        bar?.Begin(new ProgressStage($"reading {what}", CountsOctets: true, sized ? files.Sum(f => f.Length) : 0));
        Action<long>? progress = bar is null ? null : bar.Advance;
        var ledgers = files.Where(LedgerInput.Is).ToList();
        List<InputFile> read = [.. files.Except(ledgers)];
        List<FileReport> reports = [.. new LogReader(request.Reading, request.Threads).Read(read, harvest, progress, cancellation)];
        foreach (var ledger in ledgers)
        {
            var kept = new LedgerInput(ledger).Read(harvest, request.Filter, reports.Count, request.Threads, progress, cancellation);
            read.AddRange(Enumerable.Repeat(ledger with { Found = false }, kept.Count));
            reports.AddRange(kept);
        }
        return new RecordReading(read, reports, problems, leftOut, request.Strict);
    }

    /// <summary>A file in a folder that is whole and of no known format: a readme, a picture.</summary>
    static bool PassedOver(InputFile file, FileReport report) =>
        file.Found && report is { Format: null, Sha256: not null, Tally.Faults.Count: > 0 };

    static IEnumerable<string> Faults(InputFile file, FileReport report, bool strict)
    {
        if (!PassedOver(file, report))
        {
            foreach (var fault in FaultsOf(report))
                yield return fault;
        }
        var rejected = report.Tally.Rejected.Values.Sum();
        var nothing = rejected > 0 && report.Tally.Contacts == 0 && report.Tally.Ignored.Count == 0;
        if (rejected > 0 && (strict || nothing))
            yield return $"{RecordText.Path(report)}: {RecordText.RejectedCount(report)}{(strict ? " (--strict)" : "; nothing could be read")}";
    }

    /// <summary>Why the files of a folder without any log were passed over: the first few by name.</summary>
    static IEnumerable<string> Named(IReadOnlyList<FileReport> passedOver)
    {
        IEnumerable<string> named = passedOver.Take(MostNamed).SelectMany(FaultsOf);
        return passedOver.Count <= MostNamed ? named : named.Append($"{passedOver.Count - MostNamed:#,0} more files of no known format");
    }

    static IEnumerable<string> FaultsOf(FileReport report) =>
        report.Tally.Faults.Select(fault => $"{RecordText.Path(report)}: {SafeText.Of(fault)}");
}
