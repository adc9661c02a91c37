using System.Text.Json.Nodes;
using Postern.Contacts;
using Postern.Logs.Input;
using Postern.Logs.Reading;
using Postern.Testing;

namespace Postern.Logs.Tests.Expected;

/// <summary>One <c>*.expected.json</c> of the shared data (formats.md §2) and the log beside it.</summary>
sealed class ExpectedFile
{
    readonly JsonObject json;

    ExpectedFile(string path)
    {
        json = (JsonObject)JsonNode.Parse(File.ReadAllText(path))!;
        Log = path[..^".expected.json".Length];
    }

    /// <summary>Path of the log.</summary>
    public string Log { get; }

    /// <summary>What a user would have to say.</summary>
    public ReadOptions Options => OptionsOf(json["import_options"] as JsonObject);

    /// <summary>Theory data: the expected files in folders of <c>shared/data/formats</c>.</summary>
    public static IEnumerable<TheoryDataRow<string>> In(params string[] folders) => folders
        .SelectMany(folder => SharedData.Files(Path.Combine("formats", folder), "*.expected.json"))
        .Select(path => new TheoryDataRow<string>(path));

    /// <summary>Reads the log with the format and compares all that is expected, one assertion lists every difference; then again
    /// as the engine reads it, in blocks, with and without threads, into a table.</summary>
    /// <param name="format">The format.</param>
    /// <param name="path">Path of the expected file, relative to <c>shared/data</c>.</param>
    public static void AssertRead(LogFormat format, string path)
    {
        var expected = new ExpectedFile(SharedData.Path(path));
        var (sink, records) = SampleReading.File(format, expected.Log, expected.Options);
        var differences = expected.Differences(sink, records);
        Assert.True(differences.Count == 0, string.Join('\n', differences.Prepend($"{path}:")));
        var (bare, _) = SampleReading.File(format, expected.Log, expected.Options, wantsDetail: false);
        Assert.Equal(sink.Ignored, bare.Ignored);
        Assert.Equal(sink.Rejected, bare.Rejected);
        Assert.Equal(
            sink.Contacts.Select(c => (c.Line, c.Time, c.Source, c.Target)),
            bare.Contacts.Select(c => (c.Line, c.Time, c.Source, c.Target)));
        foreach (var threads in new[] { 1, 3 })
            AssertTheEngineReads(format, expected, sink, threads);
    }

    static void AssertTheEngineReads(LogFormat format, ExpectedFile expected, ListSink sink, int threads)
    {
        var harvest = new TableHarvest(ContactFilter.None);
        var file = new InputFile(expected.Log, new FileInfo(expected.Log).Length, SampleReading.Context().WrittenAt, Found: false);
        var tally = new LogReader(expected.Options with { Format = format.Name }, threads)
            .Read([file], harvest, null, TestContext.Current.CancellationToken)[0].Tally;

        Assert.Equal(Counted(sink.Ignored), Counted(tally.Ignored));
        Assert.Equal(Counted(sink.Rejected.CountBy(r => r.Reason)), Counted(tally.Rejected));
        Assert.Equal(sink.Contacts.Count, tally.Contacts);
        Assert.Equal(TableText.Of(sink.Contacts), TableText.Of(harvest.Build(TestContext.Current.CancellationToken)));
    }

    /// <summary>Options as <c>import_options</c> gives them.</summary>
    public static ReadOptions OptionsOf(JsonObject? given) => new()
    {
        LogZone = (string?)given?["time_zone"] is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : null,
        LogYear = (int?)given?["year"],
        Server = (string?)given?["server"],
        Columns = given?["mapping"] is JsonObject map ? string.Join(',', map.Select(m => $"{m.Key}={m.Value}")) : null,
    };

    List<string> Differences(ListSink sink, long records)
    {
        List<string> found = [];
        var timed = (bool?)json["check_times"] ?? true;
        var contacts = sink.Contacts.OrderBy(c => c.Line).ToList();
        long[] times = [.. contacts.Where(c => c.Time is not null).Select(c => c.Time!.Value)];
        Compare("records", (long)json["records"]!, records);
        Compare("fates", records, sink.Fates);
        Compare("contacts", (long)json["counts"]!["contacts"]!, contacts.Count);
        Compare("contact_records", (long)json["counts"]!["contact_records"]!, sink.ContactRecords);
        Compare("ignored", (long)json["counts"]!["ignored"]!, sink.Ignored.Values.Sum());
        Compare("rejected", (long)json["counts"]!["rejected"]!, sink.Rejected.Count);
        Compare("ignored_by_reason", Counts("ignored_by_reason"), Counted(sink.Ignored));
        Compare("by_kind", Counts("by_kind"), Counted(contacts.CountBy(c => c.Kind.Word())));
        Compare("by_outcome", Counts("by_outcome"), Counted(contacts.CountBy(c => c.Outcome)));
        Compare("distinct_sources", (int)json["distinct_sources"]!, Distinct(contacts.Select(c => c.Source)));
        Compare("distinct_targets", (int)json["distinct_targets"]!, Distinct(contacts.Select(c => c.Target)));
        Compare("bytes_total", (long)json["bytes_total"]!, contacts.Sum(c => c.Bytes ?? 0));
        Compare("contacts_without_time", (int)json["contacts_without_time"]!, contacts.Count - times.Length);
        Compare("rejected lines",
            string.Join(' ', json["rejects"]!.AsArray().Select(r => (long)r!["line"]!)),
            string.Join(' ', sink.Rejected.Select(r => r.Line).Take(json["rejects"]!.AsArray().Count)));
        if (timed)
        {
            Compare("first", Instant("first"), times.Length == 0 ? null : times.Min());
            Compare("last", Instant("last"), times.Length == 0 ? null : times.Max());
            Compare("in_time_order", (bool)json["in_time_order"]!, times.SequenceEqual(times.Order()));
        }
        foreach (var row in json["rows"]!.AsArray())
            CompareRow((JsonObject)row!, contacts, timed, Compare);
        return found;

        void Compare<T>(string what, T expected, T actual)
        {
            if (!EqualityComparer<T>.Default.Equals(expected, actual))
                found.Add($"  {what}: expected {expected?.ToString() ?? "null"}, read {actual?.ToString() ?? "null"}");
        }
    }

    // One line may give several contacts, so the row has to equal one of them; differences are told against the first.
    static void CompareRow(JsonObject row, List<ReadContact> contacts, bool timed, Action<string, string, string> compare)
    {
        var line = (long)row["line"]!;
        var expected = Shown(row, timed);
        var read = contacts.Where(c => c.Line == line).Select(c => Shown(Json(c), timed)).ToList();
        if (!read.Contains(expected, StringComparer.Ordinal))
            compare($"row of line {line}", expected, read.FirstOrDefault() ?? "no contact");
    }

    static JsonObject Json(ReadContact c) => new()
    {
        ["time_ns"] = c.Time,
        ["kind"] = c.Kind.Word(),
        ["source"] = c.Source,
        ["source_port"] = c.SourcePort,
        ["target"] = c.Target,
        ["target_port"] = c.TargetPort,
        ["outcome"] = c.Outcome,
        ["bytes"] = c.Bytes,
        ["detail"] = c.Detail.DeepClone(),
    };

    static string Shown(JsonObject row, bool timed)
    {
        string[] fields = ["kind", "source", "source_port", "target", "target_port", "outcome", "bytes"];
        var values = fields.Select(f => $"{f}={row[f]?.ToJsonString()}").ToList();
        if (timed)
            values.Add($"time_ns={row["time_ns"]?.ToJsonString()}");
        var detail = row["detail"] as JsonObject ?? [];
        values.AddRange(detail.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}:{d.Value?.ToJsonString()}"));
        return string.Join(' ', values);
    }

    string Counts(string name) =>
        Counted(json[name]!.AsObject().Select(c => new KeyValuePair<string, long>(c.Key, (long)c.Value!)));

    static string Counted<T>(IEnumerable<KeyValuePair<string, T>> counts) =>
        string.Join(", ", counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}"));

    static int Distinct(IEnumerable<string?> values) => values.Distinct(StringComparer.Ordinal).Count();

    long? Instant(string name)
    {
        var text = (string?)json[name];
        if (text is null)
            return null;
        var seconds = DateTimeOffset.Parse(text[..19] + "Z").ToUnixTimeSeconds();
        return seconds * UnixTime.Second + long.Parse(text.AsSpan(20, 9));
    }
}
