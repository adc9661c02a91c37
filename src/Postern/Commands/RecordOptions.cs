using System.CommandLine;
using Postern.Contacts;

namespace Postern.Commands;

/// <summary>Options of every command that reads a record: which inputs, which part of them, how to read them.</summary>
/// <param name="rhythms">Whether the command shows rhythms, which may be wanted on several clocks.</param>
sealed class RecordOptions(bool rhythms = false)
{
    public Argument<string[]> Inputs { get; } = new("input")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "a log file, a folder, a pattern such as 'logs/*.gz', or - for standard input; several are one record",
    };

    public Option<string[]> Target { get; } = Many("--target", "NAME", "keep contacts of this target; *.example.com and 192.0.2.0/24 work too (repeatable)");

    public Option<string[]> Source { get; } = Many("--source", "NAME", "keep contacts of this source (repeatable)");

    public Option<string[]> Kind { get; } = Many("--kind", "KIND", $"keep contacts of this kind (repeatable): {string.Join(", ", ContactKinds.All)}");

    public Option<string?> From { get; } = One("--from", "TIME", "keep contacts from this instant on: 2026-11-22, or 2026-11-22T06:30:00Z");

    public Option<string?> To { get; } = One("--to", "TIME", "keep contacts before this instant; a date keeps the whole day");

    public Option<string[]> Map { get; } = Many("--map", "A=B", "treat source A as party B (repeatable; chains are followed)");

    public Option<bool> KeepDuplicates { get; } = new("--keep-duplicates")
    {
        Description = "keep contacts that two files both hold; they are dropped otherwise, and their number said",
    };

    public Option<string?> Format { get; } = One("--format", "NAME", "read as this format instead of recognising it (postern formats lists them)");

    public Option<string?> Columns { get; } = One("--columns", "MAP", "columns of a table, from 0 or by name: time=0,source=2,target=1");

    public Option<string?> LogZone { get; } = One("--log-zone", "ZONE", "zone of stamps that name none, such as Europe/Berlin (UTC otherwise)");

    public Option<string?> LogYear { get; } = One("--log-year", "YYYY", "year of the first line where stamps have none (inferred otherwise)");

    public Option<string?> Server { get; } = One("--server", "NAME", "name of the own server where a mail log lacks it");

    public Option<bool> Strict { get; } = new("--strict") { Description = "end with exit code 3 when any line is rejected" };

    public Option<string[]> TimeZone { get; } = Many("--time-zone", "ZONE", rhythms
        ? "zone of rhythms and of the days of events, in which text shows times, and of times without one (UTC otherwise; repeatable: rhythms in each)"
        : "zone in which text shows times, and of --from and --to without one (UTC otherwise)");

    /// <summary>Whether several zones mean something to the command.</summary>
    public bool TakesZones => rhythms;

    public Option<string?> Threads { get; } = One("--threads", "N", "threads to use; results do not depend on it (all cores otherwise)");

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "no progress bar and no notes on standard error" };

    public OptionGroup Narrowing => new("Narrow the record", [Target, Source, Kind, From, To]);

    public OptionGroup Reading => new("Read what logs leave out", [Format, Columns, LogZone, LogYear, Server, Strict]);

    public OptionGroup Running => new("Run", [Threads, Quiet]);

    public static Option<string[]> Many(string name, string value, string description) => new(name)
    {
        Description = description,
        HelpName = value,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public static Option<string?> One(string name, string value, string description) => new(name)
    {
        Description = description,
        HelpName = value,
        Arity = ArgumentArity.ExactlyOne,
    };
}
