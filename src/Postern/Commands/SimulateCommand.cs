using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Postern.Contacts;
using Postern.Simulation;
using Postern.Simulation.Formats;
using Postern.Simulation.Specification;
using Postern.Simulation.Truth;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary><c>postern simulate</c>: writes a record with known truth.</summary>
sealed class SimulateCommand
{
    readonly Argument<string?> specification = new("specification")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "a YAML file that says who makes contacts, and how; --example prints one",
    };

    readonly Option<bool> example = new("--example") { Description = "print a specification to begin with, with every part explained" };
    readonly Option<string?> format = RecordOptions.One("--format", "NAME", $"the log to write ({RecordFormats.All[0].Name} otherwise): {string.Join(", ", RecordFormats.All.Select(f => f.Name))}");
    readonly Option<string[]> kind = RecordOptions.Many("--kind", "KIND", "write contacts of this kind only (repeatable)");
    readonly Option<string?> seed = RecordOptions.One("--seed", "N", "seed of every draw (the specification's otherwise)");
    readonly Option<string?> output = RecordOptions.One("--output", "FILE", "the record (standard output otherwise)");
    readonly Option<string?> truth = RecordOptions.One("--truth", "FILE", "what is true of the record, as JSON (postern.truth/1)");
    readonly Option<bool> quiet = new("--quiet", "-q") { Description = "no notes on standard error" };

    SimulateCommand() => output.Aliases.Add("-o");

    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var made = new SimulateCommand();
        var groups = new List<OptionGroup>
        {
            new("Record", [made.format, made.kind, made.seed]),
            new("Output", [made.output, made.truth, made.example]),
            new("Run", [made.quiet]),
        };
        var command = new Command("simulate", "write a record with known truth: timers, caches, office hours, bursts, outages") { made.specification };
        foreach (var option in groups.SelectMany(g => g.Options))
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => made.Run(parsed), CancellationToken.None));
        return new CommandHelp(command, groups, [
            new Example("postern simulate --example > office.yaml", "begin here: an office with something of everything"),
            new Example("postern simulate office.yaml --format zeek --output dns.log --truth truth.json", "its record as a log, and what is true of it"),
            new Example("postern simulate office.yaml | postern investigate -", "what would be found in it?"),
            new Example("postern investigate my.log --compare office.yaml", "is my record like this one, measure by measure?"),
        ], [
            "The same specification and seed give the same bytes. A record that is simulated is nobody's: call it synthetic wherever you show it.",
            "docs/simulate.md explains every key. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the specification cannot be (each problem with its line).",
        ]);
    }

    int Run(ParseResult parsed)
    {
        if (parsed.GetValue(example))
        {
            WriteText(null, to => to.Write(ExampleSpecification.Text));
            return ExitCode.Done;
        }
        var path = parsed.GetValue(specification)
            ?? throw new UsageException("simulate needs a specification: a YAML file; postern simulate --example prints one");
        var log = FormatOf(parsed.GetValue(format));
        var kinds = (parsed.GetValue(kind) ?? []).Select(RecordRequest.KindOf).ToList();
        var given = parsed.GetValue(seed);
        var file = SpecificationFile.Read(path);
        var chosen = Chosen(file.Record, kinds);
        var drawn = given is null ? chosen.Seed : RecordRequest.Seed("--seed", given);
        var record = new Simulator(chosen).Run(drawn, out var wrong) ?? throw new InputException(wrong!.ToString());
        if (log.Problem(record) is { } problem)
            throw new UsageException($"--format: {problem}");
        WriteText(parsed.GetValue(output), to => log.Write(record, to));
        if (parsed.GetValue(truth) is { } truthPath)
            WriteTruth(truthPath, RecordTruth.Of(record, file.Sha256, log.Name, log.Step));
        if (!parsed.GetValue(quiet))
            Tell(record, log, parsed.InvocationConfiguration.Error);
        return ExitCode.Done;
    }

    static RecordFormat FormatOf(string? name) => name is null ? RecordFormats.All[0]
        : RecordFormats.Named(name) ?? throw new UsageException(
            $"--format: there is no format \"{name}\" to write{Suggestion.For(name, RecordFormats.All.Select(f => f.Name))} ({string.Join(", ", RecordFormats.All.Select(f => f.Name))})");

    static RecordSpecification Chosen(RecordSpecification record, List<ContactKind> kinds)
    {
        if (kinds.Count == 0)
            return record;
        List<PartySpecification> parties = [.. record.Parties.Where(p => kinds.Contains(p.Kind))];
        return parties.Count > 0 ? record with { Parties = parties }
            : throw new UsageException($"--kind: no party of {record.File} makes {string.Join(" or ", kinds.Select(k => k.Word()))}");
    }

    static void WriteText(string? path, Action<TextWriter> write)
    {
        void Encode(Stream stream)
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16) { NewLine = "\n" };
            write(text);
        }
        if (path is not null)
        {
            WholeFile.Write(path, Encode);
            return;
        }
        using var output = OutputStream.Open();
        Encode(output);
    }

    static void WriteTruth(string path, RecordTruth truth) => WholeFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, truth, TruthJson.Default.RecordTruth);
        stream.Write("\n"u8);
    });

    static void Tell(SimulatedRecord record, RecordFormat log, TextWriter error)
    {
        error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"synthetic: {RecordText.Count(record.Contacts.Count, "contact")} of {RecordText.Count(record.Pairs.Count, "pair")}, seed {record.Seed}"));
        if (log.Step > record.Specification.Resolution)
            error.WriteLine($"{log.Name} keeps times in steps of {log.Step / 1e9:0.######} s; they were cut to it");
        if (log.ReadWith(record) is { } options)
            error.WriteLine($"to read it, say {options}");
    }
}
