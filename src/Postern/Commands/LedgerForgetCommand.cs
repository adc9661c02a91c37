using System.CommandLine;
using Postern.Contacts;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Logs.Text;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary><c>postern ledger forget</c>: destroys what is private in old entries; the seal and every proof of the rest stay.</summary>
sealed class LedgerForgetCommand
{
    readonly Argument<string> ledger = LedgerCommand.Ledger();

    readonly Option<string?> before = RecordOptions.One("--before", "TIME", "forget what happened before this instant: 2026-11-22, or 2026-11-22T06:30:00Z");

    readonly Option<bool> yes = new("--yes") { Description = "do it; without it, only what would be forgotten is said" };

    readonly Option<bool> quiet = new("--quiet", "-q") { Description = "no progress bar" };

    LedgerForgetCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var made = new LedgerForgetCommand();
        var groups = new List<OptionGroup> { new("What", [made.before, made.yes]), new("Run", [made.quiet]) };
        var command = new Command("forget", "destroy what is private in old entries; the seal, and every proof of the rest, stay") { made.ledger };
        foreach (var option in groups.SelectMany(g => g.Options))
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => made.Run(parsed, cancellation));
        return new CommandHelp(command, groups, [
            new Example("postern ledger forget postern.db --before 2026-01-01", "say what would be forgotten"),
            new Example("postern ledger forget postern.db --before 2026-01-01 --yes", "forget it, for good"),
        ], [
            "Names, sizes, ports and details go, and the salts with which a guess could be confirmed. Times, kinds and outcomes stay as they were sealed.",
            "What is gone on with stays whole: what was imported, an announced end, standing alarms, the last signs of life of each peer.",
            "Entries are forgotten in whole runs of 4,096, so that some older ones may stay until their run is old enough.",
            "Copies of the file, bundles and proofs that were given away are not reached. A gate must be stopped meanwhile.",
        ]);
    }

    async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var path = parsed.GetValue(ledger)!;
        var text = parsed.GetValue(before) ?? throw new UsageException("forget needs a time: --before 2026-01-01");
        if (!TimeText.TryParse(text, TimeZoneInfo.Utc, end: false, out var instant, out var problem))
            throw new UsageException($"--before: {problem}");
        var shown = SafeText.Of(path);
        IReadOnlyList<long> runs;
        using (var reader = SqliteLedgerReader.Open(path))
            runs = await Task.Run(() => reader.RunsBefore(instant, cancellation), CancellationToken.None);
        if (!parsed.GetValue(yes))
        {
            output.WriteLine(runs.Count == 0
                ? $"{shown}: no whole run of {SqliteLedger.RunLength:N0} entries lies before {UnixTime.Format(instant)}; there is nothing to forget"
                : $"{shown}: up to {runs.Count * (long)SqliteLedger.RunLength:N0} entries would be forgotten for good; --yes does it");
            return ExitCode.Done;
        }
        var act = new PlainEntry(EntryKind.AdministrativeAct, UnixTime.From(TimeProvider.System.GetUtcNow()))
            .Add(EntryField.Act, "forget")
            .Add(EntryField.Until, instant)
            .Add(EntryField.Count, runs.Count * (long)SqliteLedger.RunLength)
            .Add(EntryField.Operator, Environment.UserName);
        long forgotten;
        using (var bar = parsed.GetValue(quiet) || !Screen.ShowsProgress ? null : new ProgressBar(error, TimeProvider.System))
        {
            bar?.Begin(new ProgressStage("forgetting", CountsOctets: false));
            await using var kept = SqliteLedger.Open(path, new LedgerOptions());
            forgotten = await kept.ForgetAsync(runs, act, share => bar?.Reach(share), cancellation);
        }
        output.WriteLine($"{shown}: {forgotten:N0} entries forgotten; postern ledger verify {shown} shows that the rest is as it was sealed");
        return ExitCode.Done;
    }
}
