using System.CommandLine;
using System.Text;
using System.Text.Json;
using Postern.Analysis.Coincidence;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Analysis.Sensitivity;
using Postern.Contacts;
using Postern.Events;
using Postern.Logs.Reading;
using Postern.Telling;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary><c>postern investigate</c>: reads a record and prints findings.</summary>
sealed class InvestigateCommand
{
    const ulong DefaultSeed = 1;
    const int TopInText = 20;
    const int TopForMachines = 1_000;
    const int UsualSimulations = 200;

    /// <summary>With fewer a record that differs in one measure could not be told from chance at the level of 5 %.</summary>
    const int FewestSimulations = 39;
    const int MostDecoys = 1_000;

    readonly RecordOptions record = new(rhythms: true);

    readonly Option<string?> coverage = RecordOptions.One("--coverage", "FILE", "when the observer was listening: CSV with from,to a line (inferred otherwise)");
    readonly Option<string?> events = RecordOptions.One("--events", "FILE", "dated events to compare with: CSV (date,end_date,label) or iCalendar");
    readonly Option<string?> holidays = RecordOptions.One("--holidays", "FILE", "holidays, in the same formats: events on them are compared with other holidays only, rhythms with the same weekdays");
    readonly Option<bool> declared = new("--declared-before") { Description = "the events were fixed before anybody saw the traffic" };
    readonly Option<string?> decoys = RecordOptions.One("--decoys", "N", $"compare the events with N lists of random dates, up to {MostDecoys:#,0}");
    readonly Option<string?> only = RecordOptions.One("--only", "LIST", $"run these analyses only: {string.Join(", ", AnalysisList.Words)}");
    readonly Option<string[]> ttl = RecordOptions.Many("--ttl", "TARGET=SECONDS", "how long answers for a target may be cached, where you know it (read off the gaps otherwise)");
    readonly Option<bool> sensitivity = new("--sensitivity") { Description = "run again with other settings and say which verdicts turn" };
    readonly Option<string?> seed = RecordOptions.One("--seed", "N", $"seed of every random draw ({DefaultSeed} otherwise)");
    readonly Option<string?> compare = RecordOptions.One("--compare", "SPEC.yaml", "show where the record lies among simulated ones (postern simulate --help)");
    readonly Option<string?> simulations = RecordOptions.One("--simulations", "N", $"how many to simulate for --compare ({UsualSimulations} otherwise)");
    readonly Option<string?> top = RecordOptions.One("--top", "N", $"how many pairs to show, or all ({TopInText} in text, {TopForMachines:#,0} in --json, --csv and --report otherwise)");
    readonly Option<bool> json = new("--json") { Description = "print the findings as one JSON object (postern.findings/1)" };
    readonly Option<string?> report = RecordOptions.One("--report", "FILE", "write a report to this file, such as report.html: one page that needs no network, with charts; the headline is printed");
    readonly Option<bool> csv = new("--csv") { Description = "print the pairs as CSV with a header line" };

    InvestigateCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var made = new InvestigateCommand();
        var groups = new List<OptionGroup>
        {
            made.record.Narrowing,
            new("Parties, duplicates, coverage", [made.record.Map, made.record.KeepDuplicates, made.coverage]),
            made.record.Reading,
            new("Compare with the outside", [made.events, made.declared, made.holidays, made.decoys]),
            new("Analyse", [made.only, made.ttl, made.compare, made.simulations, made.sensitivity, made.seed]),
            new("Output", [made.top, made.json, made.csv, made.report, made.record.TimeZone]),
            made.record.Running,
        };
        var command = new Command("investigate", "say who contacts whom, how regularly, what changed and what stopped") { made.record.Inputs };
        foreach (var option in groups.SelectMany(g => g.Options))
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => made.Run(parsed, cancellation), CancellationToken.None));
        return new CommandHelp(command, groups, [
            new Example("postern investigate examples/week", "a folder of logs, as one record"),
            new Example("postern investigate /var/log/named/queries.log* --log-zone Europe/Berlin", "a rotated log of local times"),
            new Example("postern investigate conn.log --source 10.0.0.0/8 --only cadence --json", "the beats of one's own machines, for a program"),
            new Example("postern investigate examples/week --report week.html", "the same with charts, in one file for any browser"),
            new Example("zcat old/*.gz | postern investigate - --from 2026-05-04 --to 2026-09-23", "part of what comes through a pipe"),
        ], [
            "Figures, corrections and circles are computed over the whole record, however few pairs are shown.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 an input could not be read (what could be is analysed).",
        ]);
    }

    int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (asJson, asCsv) = (parsed.GetValue(json), parsed.GetValue(csv));
        if (asJson && asCsv)
            throw new UsageException("--json and --csv are two forms of output; give one of them");
        var request = RecordRequest.Of(parsed, record);
        var reportFile = parsed.GetValue(report) is { } to ? new ReportFile(to) : null;
        var options = Options(parsed, request, asJson || asCsv || reportFile is not null ? TopForMachines : TopInText);
        var count = RecordRequest.Number("--simulations", parsed.GetValue(simulations), FewestSimulations, 1_000_000);
        if (count is not null && parsed.GetValue(compare) is null)
            throw new UsageException("--simulations says how many records to simulate for --compare; give --compare SPEC.yaml too");
        var compared = parsed.GetValue(compare) is { } path ? SpecificationFile.Read(path) : null;
        var settings = Settings(request, options, parsed.GetValue(coverage), parsed.GetValue(ttl) ?? []);
        settings["compare"] = compared?.Path;
        settings["simulations"] = compared is null ? null : count ?? UsualSimulations;
        settings["sensitivity"] = parsed.GetValue(sensitivity);
        var error = parsed.InvocationConfiguration.Error;

        var harvest = new TableHarvest(request.Filter, request.KeepDuplicates);
        RecordReading reading;
        ContactTable table;
        InvestigationFindings findings;
        using (var bar = request.Quiet || !Screen.ShowsProgress ? null : new ProgressBar(error, TimeProvider.System))
        {
            reading = RecordReading.Run(request, harvest, TimeProvider.System, bar, cancellation);
            bar?.Begin(new ProgressStage("grouping", CountsOctets: false));
            table = harvest.Build(cancellation);
            RecordSpan.Check(table);
            // What cannot be compared fails before the work.
            var match = compared is not null && table.Count > 0 ? RecordComparison.Match(table, compared, request.Filter) : null;
            var heap = new Heap();
            heap.StageOver(); // half of all memory was for reading
            options = options with { Answers = ReadAgain.Answers(request, reading, options.Analyses == Analyses.Names, TimeProvider.System, bar, cancellation) };
            findings = OutcomesBefore.Add(Investigator.Run(table, options, Stages(heap, bar), cancellation), request, TimeProvider.System, bar, cancellation);
            if (parsed.GetValue(sensitivity))
                findings = findings with { Sensitivity = SensitivityAnalysis.Of(table, options, findings, Stages(heap, bar), cancellation) };
            heap.StageOver();
            if (match is not null)
                findings = findings with { Comparison = RecordComparison.Run(table, compared!, match, count ?? UsualSimulations, request.Filter, options, Stages(heap, bar), cancellation) };
            findings = RecordAccount.Complete(findings, reading, harvest, request.KeepDuplicates, settings);
            if (reportFile is not null)
            {
                bar?.Begin(new ProgressStage("writing the report", CountsOctets: false));
                reportFile.Write(table, findings, request, cancellation);
            }
        }
        if (asJson)
            WriteJson(findings);
        else if (asCsv)
            WriteText(to => PairCsv.Write(to, Ranked(findings)));
        else if (reportFile is not null)
            WriteText(to => reportFile.Tell(new Page(to, Screen.OfOutput()), findings));
        else
            WriteText(to => InvestigationText.Write(new Page(to, Screen.OfOutput()), findings, reading, RecordTimeline.Of(table, Screen.OfOutput().Width), request.Display));
        foreach (var problem in reading.Problems)
            error.WriteLine($"postern: {problem}");
        return reading.ExitCode;
    }

    InvestigationOptions Options(ParseResult parsed, RecordRequest request, int defaultTop)
    {
        Coverage? given = null;
        if (parsed.GetValue(coverage) is { } path)
            given = CoverageFile.Read(path, request.Zone, out var problem) ?? throw new InputException(problem!);
        var shown = parsed.GetValue(top);
        var analyses = AnalysisList.Read(parsed.GetValue(only));
        if (parsed.GetValue(holidays) is not null && parsed.GetValue(events) is null && !analyses.HasFlag(Analyses.Rhythm))
            throw new UsageException("--holidays says something of rhythms and of events; ask for rhythm in --only, or give --events FILE");
        return new InvestigationOptions
        {
            Analyses = analyses,
            Top = shown == "all" ? null : RecordRequest.Number("--top", shown, 0, int.MaxValue) ?? defaultTop,
            Seed = parsed.GetValue(seed) is { } number ? RecordRequest.Seed("--seed", number) : DefaultSeed,
            Coverage = given,
            Lifetimes = LifetimeList.Read(parsed.GetValue(ttl) ?? []),
            Zones = request.Zones,
            Decoys = RecordRequest.Number("--decoys", parsed.GetValue(decoys), 0, MostDecoys) ?? 0,
            Events = Events(parsed, request.Zone),
            Holidays = parsed.GetValue(holidays) is { } days ? Dates("--holidays", days, request.Zone, declaredBefore: true) : null,
            Threads = request.Threads,
        };
    }

    EventList? Events(ParseResult parsed, TimeZoneInfo zone)
    {
        if (parsed.GetValue(events) is not { } path)
        {
            var alone = parsed.GetValue(declared) ? "--declared-before" : parsed.GetValue(decoys) is not null ? "--decoys" : null;
            return alone is not null
                ? throw new UsageException($"{alone} says something of events; give them with --events FILE")
                : null;
        }
        return Dates("--events", path, zone, parsed.GetValue(declared));
    }

    static EventList Dates(string option, string path, TimeZoneInfo zone, bool declaredBefore) =>
        EventFile.Read(path, zone, declaredBefore, out var problem, option) ?? throw new InputException(problem!);

    static Dictionary<string, object?> Settings(RecordRequest request, InvestigationOptions options, string? coverage, string[] lifetimes) =>
        new(request.Settings, StringComparer.Ordinal)
        {
            ["coverage"] = coverage,
            ["events"] = options.Events?.Path,
            ["declaredBefore"] = options.Events?.DeclaredBefore,
            ["holidays"] = options.Holidays?.Path,
            ["decoys"] = options.Decoys,
            ["only"] = AnalysisList.WordsOf(options.Analyses),
            ["seed"] = options.Seed,
            ["top"] = options.Top is { } top ? top : "all",
            ["ttl"] = lifetimes,
        };

    static Action<InvestigationProgress> Stages(Heap heap, ProgressBar? bar)
    {
        var stage = "";
        return progress =>
        {
            if (stage != progress.Stage)
            {
                heap.StageOver();
                bar?.Begin(new ProgressStage(progress.Stage, CountsOctets: false));
                stage = progress.Stage;
            }
            bar?.Reach(progress.Total == 0 ? 1 : (double)progress.Done / progress.Total);
        };
    }

    static IEnumerable<PairFindings> Ranked(InvestigationFindings findings) =>
        findings.Targets.SelectMany(t => t.Pairs).OrderByDescending(p => p.Interest);

    static void WriteJson(InvestigationFindings findings)
    {
        using var output = OutputStream.Open();
        using (var buffered = new BufferedStream(output, 1 << 16))
        {
            JsonSerializer.Serialize(buffered, findings, FindingsJson.Default.InvestigationFindings);
            buffered.Write("\n"u8);
        }
    }

    static void WriteText(Action<TextWriter> write)
    {
        using var output = OutputStream.Open();
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16) { NewLine = "\n" };
        write(text);
    }
}
