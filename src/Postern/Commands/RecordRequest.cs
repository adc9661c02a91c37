using System.CommandLine;
using System.Globalization;
using Postern.Contacts;
using Postern.Logs;
using Postern.Logs.Reading;
using Postern.Logs.Tables;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary>Which record to read, and how: the checked values of <see cref="RecordOptions"/>.</summary>
sealed record RecordRequest
{
    const int MostThreads = 256;

    public required IReadOnlyList<string> Inputs { get; init; }

    public required ContactFilter Filter { get; init; }

    public required ReadOptions Reading { get; init; }

    /// <summary>Zones of <c>--time-zone</c>, at least one.</summary>
    public required IReadOnlyList<TimeZoneInfo> Zones { get; init; }

    /// <summary>The first of them: of times without an offset, and in which text shows times.</summary>
    public TimeZoneInfo Zone => Zones[0];

    public required int Threads { get; init; }

    public required bool KeepDuplicates { get; init; }

    public required bool Strict { get; init; }

    public required bool Quiet { get; init; }

    /// <summary>The options as given, for <c>settings</c> in the findings. Threads are not among them: they change nothing.</summary>
    public required IReadOnlyDictionary<string, object?> Settings { get; init; }

    public DisplayZone Display => new(Zone);

    /// <summary>Checks what the user said; throws <see cref="UsageException"/> with what to say instead.</summary>
    public static RecordRequest Of(ParseResult parsed, RecordOptions options)
    {
        var zones = ZonesOf(parsed, options);
        var zone = zones[0];
        var (from, fromText) = Instant("--from", parsed.GetValue(options.From), zone, end: false);
        var (to, toText) = Instant("--to", parsed.GetValue(options.To), zone, end: true);
        if (from >= to)
            throw new UsageException($"--from {fromText} is not before --to {toText}");
        string[] sources = parsed.GetValue(options.Source) ?? [], targets = parsed.GetValue(options.Target) ?? [];
        string[] kinds = parsed.GetValue(options.Kind) ?? [], maps = parsed.GetValue(options.Map) ?? [];
        var map = PartyMap.Read(maps, out var problem) ?? throw new UsageException(problem!);
        var reading = new ReadOptions
        {
            Format = FormatOf(parsed.GetValue(options.Format)),
            Columns = ColumnsOf(parsed.GetValue(options.Columns)),
            LogZone = ZoneOf("--log-zone", parsed.GetValue(options.LogZone)),
            LogYear = Number("--log-year", parsed.GetValue(options.LogYear), 1970, 2261),
            Server = parsed.GetValue(options.Server),
        };
        var keep = parsed.GetValue(options.KeepDuplicates);
        var strict = parsed.GetValue(options.Strict);
        return new RecordRequest
        {
            Inputs = parsed.GetValue(options.Inputs) ?? [],
            Filter = new ContactFilter(sources, targets, kinds.Select(KindOf), from, to, map),
            Reading = reading,
            Zones = zones,
            Threads = Number("--threads", parsed.GetValue(options.Threads), 1, MostThreads) ?? Environment.ProcessorCount,
            KeepDuplicates = keep,
            Strict = strict,
            Quiet = parsed.GetValue(options.Quiet),
            Settings = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["inputs"] = parsed.GetValue(options.Inputs),
                ["target"] = targets,
                ["source"] = sources,
                ["kind"] = kinds,
                ["from"] = from is { } a ? UnixTime.Format(a) : null,
                ["to"] = to is { } b ? UnixTime.Format(b) : null,
                ["map"] = maps,
                ["keepDuplicates"] = keep,
                ["format"] = reading.Format,
                ["columns"] = reading.Columns,
                ["logZone"] = reading.LogZone?.Id,
                ["logYear"] = reading.LogYear,
                ["server"] = reading.Server,
                ["strict"] = strict,
                ["timeZone"] = zone.Id,
                ["timeZones"] = zones.Select(z => z.Id).ToArray(),
            },
        };
    }

    /// <summary>What the user said about the part of the record, without how it is read.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">Its options.</param>
    /// <param name="settings">The same as given, for a record of it.</param>
    public static ContactFilter FilterOf(ParseResult parsed, RecordOptions options, out Dictionary<string, object?> settings)
    {
        var zone = ZonesOf(parsed, options)[0];
        var (from, fromText) = Instant("--from", parsed.GetValue(options.From), zone, end: false);
        var (to, toText) = Instant("--to", parsed.GetValue(options.To), zone, end: true);
        if (from >= to)
            throw new UsageException($"--from {fromText} is not before --to {toText}");
        string[] sources = parsed.GetValue(options.Source) ?? [], targets = parsed.GetValue(options.Target) ?? [], kinds = parsed.GetValue(options.Kind) ?? [];
        settings = new(StringComparer.Ordinal)
        {
            ["target"] = targets,
            ["source"] = sources,
            ["kind"] = kinds,
            ["from"] = from is { } a ? UnixTime.Format(a) : null,
            ["to"] = to is { } b ? UnixTime.Format(b) : null,
        };
        return new ContactFilter(sources, targets, kinds.Select(KindOf), from, to);
    }

    /// <summary>A whole number within limits, or null when none was given.</summary>
    public static int? Number(string option, string? text, int least, int most)
    {
        if (text is null)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{option}: \"{text}\" is no whole number from {least} to {most}");
    }

    static (long? Time, string? Text) Instant(string option, string? text, TimeZoneInfo zone, bool end)
    {
        if (text is null)
            return (null, null);
        return TimeText.TryParse(text, zone, end, out var time, out var problem)
            ? (time, text)
            : throw new UsageException($"{option}: {problem}");
    }

    static ContactKind KindOf(string word) => ContactKinds.TryParse(word, out var kind)
        ? kind
        : throw new UsageException($"--kind: there is no kind \"{word}\"{Suggestion.For(word, ContactKinds.All)} (kinds: {string.Join(", ", ContactKinds.All)})");

    static string? FormatOf(string? name)
    {
        if (name is null || Formats.Named(name) is not null)
            return name is null ? null : Formats.Named(name)!.Name;
        throw new UsageException($"--format: there is no format \"{name}\"{Suggestion.For(name, Formats.All.Select(f => f.Name))} (postern formats lists them)");
    }

    static string? ColumnsOf(string? text) =>
        text is not null && ColumnOptions.Problem(text) is { } problem ? throw new UsageException(problem) : text;

    static IReadOnlyList<TimeZoneInfo> ZonesOf(ParseResult parsed, RecordOptions options)
    {
        var names = parsed.GetValue(options.TimeZone) ?? [];
        if (names.Length > 1 && !options.TakesZones)
            throw new UsageException($"--time-zone takes one value and got {names.Length}");
        return names.Length == 0 ? [TimeZoneInfo.Utc] : [.. names.Distinct(StringComparer.Ordinal).Select(name => ZoneOf("--time-zone", name)!)];
    }

    static TimeZoneInfo? ZoneOf(string option, string? name)
    {
        if (name is null)
            return null;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return zone;
        var known = TimeZoneInfo.GetSystemTimeZones(skipSorting: true).Select(z => z.Id);
        throw new UsageException($"{option}: there is no time zone \"{name}\"{Suggestion.For(name, known)} (names are like Europe/Berlin)");
    }
}
