using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Testing;
using Postern.Tests.RealRecords;

namespace Postern.Tests.ReferenceCase;

/// <summary>What the reference case and its flat twin must show, sentence by sentence. Both are synthetic.</summary>
public class ReferenceCaseTests
{
    const Analyses OfPairs = Analyses.Cadence | Analyses.Cache | Analyses.Changes | Analyses.End;
    const string Name = "mail1.example.com";
    const string First = "203.0.113.15";
    const string Second = "203.0.113.130";
    const string Health = "198.51.100.72";

    static readonly Lazy<RealRecord> Planted = new(() => Read("planted", ContactFilter.None));
    static readonly Lazy<RealRecord> UpToTheGap = new(() => Read("planted", Part(to: "2016-07-23"), OfPairs));
    static readonly Lazy<RealRecord> Flat = new(() => Read("flat", ContactFilter.None));

    [Theory]
    [InlineData("planted")]
    [InlineData("flat")]
    public void The_records_and_their_truth_are_what_their_specifications_make(string name)
    {
        var truth = Path.GetTempFileName();
        var ran = PosternProcess.Run("simulate", Example($"{name}.yaml"), "--format", "psv", "--truth", truth, "--quiet");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(Text(name).Split('\n'), ran.Output.Split('\n'));
        Assert.Equal(File.ReadAllText(Example($"{name}.truth.json")).ReplaceLineEndings("\n"), File.ReadAllText(truth).ReplaceLineEndings("\n"));
        File.Delete(truth);
    }

    [Theory]
    [InlineData("planted")]
    [InlineData("flat")]
    public void The_counts_are_those_that_were_published(string name)
    {
        var bySource = Lines(name).Where(l => l[1] == Name).CountBy(l => l[2]).ToDictionary();

        Assert.Equal(3_553, bySource.Values.Sum());
        Assert.Equal((1_422, 1_395, 729), (bySource[First], bySource[Second], bySource[Health]));
        Assert.Equal([1, 1, 1, 1, 1, 2], bySource.Where(s => s.Key is not (First or Second or Health)).Select(s => s.Value).Order());
    }

    [Fact]
    public void The_lines_are_as_they_were_published_and_the_last_is_to_the_second()
    {
        var lines = Lines("planted");

        Assert.All(lines, l => Assert.Matches(@"\A2016-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z\z", l[0]));
        Assert.NotEqual(lines.Select(l => l[0]).Order(StringComparer.Ordinal), lines.Select(l => l[0]));
        Assert.Equal("2016-09-23T13:56:29.000Z", lines.Where(l => l[1] == Name).Select(l => l[0]).Max(StringComparer.Ordinal));
    }

    [Fact]
    public void The_circle_is_named_with_its_denominator_and_its_interval()
    {
        var circle = Planted.Value.Found.Targets.Single(t => t.Target == Name).Circle!;

        Assert.Equal(3, circle.SourcesFor99Percent);
        Assert.Contains("3 of 9 source addresses made 99.8 % of the 3,553 look-ups", circle.Text, StringComparison.Ordinal);
        Assert.InRange(circle.Sources[0].ShareLow, .3, circle.Sources[0].Share);
    }

    [Fact]
    public void The_step_of_June_is_found_in_the_whole_record_and_in_every_source_up_to_July()
    {
        Assert.Contains(Planted.Value.Pair(First, Name).Changes!, c => c.Kind == "rise" && Near(c.From, "2016-06-23T18:00", 24));

        var before = UpToTheGap.Value;
        Assert.All([First, Second, Health], source => Assert.Contains(before.Pair(source, Name).Changes!, c => c.Kind == "rise" && Near(c.From, "2016-06-23T18:00", 24)));
    }

    [Fact]
    public void The_spikes_of_July_are_found_where_they_are()
    {
        var eighth = UpToTheGap.Value.Pair(Health, Name).Changes!;
        Assert.Contains(eighth, c => c.Kind == "burst" && Near(c.From, "2016-07-08T00:00", 12) && Near(c.Until, "2016-07-10T00:00", 12));

        var last = Read("planted", Part("2016-07-25", "2016-08-13", Name), OfPairs);
        Assert.All([First, Second, Health], source => Assert.Contains(last.Pair(source, Name).Changes!,
            c => c.Kind == "burst" && Near(c.From, "2016-07-31T00:00", 6) && Near(c.Until, "2016-08-01T00:00", 6)));
    }

    [Fact]
    public void The_quiet_of_August_is_found()
    {
        var quiet = Assert.Single(Read("planted", Part("2016-08-01", "2016-09-14", source: Health), OfPairs).Pair(Health, Name).Changes!);

        Assert.Equal("quiet", quiet.Kind);
        Assert.True(Near(quiet.From, "2016-08-13T00:00", 36) && Near(quiet.Until, "2016-08-18T00:00", 12), $"{quiet.From} {quiet.Until}");
    }

    [Fact]
    public void The_regular_part_is_limited_by_a_cache_only_where_it_is()
    {
        var alone = Read("planted", Part("2016-09-14", "2016-09-21"), OfPairs);
        Assert.All([First, Second], source =>
        {
            Assert.Equal("cache-limited", alone.Pair(source, Name).Cadence!.Verdict);
            Assert.Equal(3_600, alone.Pair(source, Name).Cache!.TtlSeconds);
        });

        var before = UpToTheGap.Value;
        Assert.All([First, Second, Health], source =>
        {
            Assert.Equal("irregular", before.Pair(source, Name).Cadence!.Verdict);
            Assert.Equal("not-limited", before.Pair(source, Name).Cache!.Verdict);
        });
        // Mixed with the irregular part it is called neither a beat nor a cache.
        Assert.All(Planted.Value.Pairs, p => Assert.Contains(p.Cadence!.Verdict, new[] { "irregular", "too-few" }));
        Assert.All(Planted.Value.Pairs, p => Assert.NotEqual("limited", p.Cache!.Verdict));
        // But that there is an hour in it is told, and how many look-ups it does not keep apart.
        foreach (var source in new[] { First, Second })
        {
            var cache = Planted.Value.Pair(source, Name).Cache!;
            Assert.Equal(3_600, cache.TtlSeconds);
            Assert.InRange(cache.ShareBelowLimit!.Value, .3, .4);
        }
    }

    [Fact]
    public void The_gap_of_July_is_the_sensor_s_and_no_silence_of_the_sources()
    {
        var found = Planted.Value.Found;

        Assert.Equal(2, found.Record.Coverage.Count);
        Assert.True(Near(found.Record.Coverage[0].To, "2016-07-23T02:10", 3) && Near(found.Record.Coverage[1].From, "2016-07-24T21:40", 3));
        Assert.Contains(found.Caveats, c => c.Code == "coverage-holes" && c.Text.Contains("2016-07-23", StringComparison.Ordinal));
        Assert.Contains(found.Caveats, c => c.Text.Contains("all sources fell silent together", StringComparison.Ordinal));
        Assert.All(Planted.Value.Pairs.SelectMany(p => p.Changes!), c => Assert.False(c.Kind == "quiet" && Near(c.From, "2016-07-23T12:00", 36)));
        Assert.All(Planted.Value.Pairs, p => Assert.False(p.End!.LongestGapFrom is { } from && Near(from, "2016-07-23T02:10", 6)));
    }

    [Fact]
    public void The_end_is_dated_to_the_second_and_others_witness_that_the_sensor_listened()
    {
        var ends = new[] { First, Second, Health }.Select(source => Planted.Value.Pair(source, Name).End!).ToList();

        Assert.All(ends, end => Assert.Equal(("stopped", "alive"), (end.Verdict, end.Sensor)));
        Assert.Equal("2016-09-23T13:56:29Z", ends[0].LastContact);
        Assert.Contains("2016-09-23T13:56:29Z", ends[0].Text, StringComparison.Ordinal);
        Assert.Equal(ends.Select(e => e.LastContact).Max(StringComparer.Ordinal), ends[0].LastContact);
    }

    [Fact]
    public void The_two_resolvers_are_reported_as_one_and_the_circle_is_read_again()
    {
        var target = Planted.Value.Found.Targets.Single(t => t.Target == Name);
        var verdicts = target.Synchrony!.ToDictionary(s => string.Join(' ', s.Sources.Order(StringComparer.Ordinal)), s => s.Verdict, StringComparer.Ordinal);

        Assert.Equal("one", verdicts[$"{Second} {First}"]);
        Assert.Equal("shared-level", verdicts[$"{Health} {First}"]);
        Assert.Equal("shared-level", verdicts[$"{Health} {Second}"]);
        var parties = target.CircleAsOne!.Sources;
        Assert.Equal([2_817, 729], parties.Take(2).Select(p => p.Contacts));
        Assert.Equal((.793, .205), (Math.Round(parties[0].Share, 3), Math.Round(parties[1].Share, 3)));
    }

    [Fact]
    public void Three_days_before_is_the_coin_toss_that_it_is()
    {
        var ran = PosternProcess.Run("investigate", Example("planted.psv.gz"), "--events", Example("events.csv"), "--target", Name, "--only", "end,changes,coincidence", "--json", "--quiet");

        using var found = JsonDocument.Parse(ran.Output);
        var coincidence = found.RootElement.GetProperty("targets")[0].GetProperty("coincidence");
        Assert.Equal("not-coincident", coincidence.GetProperty("overall").GetProperty("verdict").GetString());
        var end = coincidence.GetProperty("leadLag").EnumerateArray().Single(l => l.GetProperty("of").GetString() == "end");
        Assert.Equal("departure", end.GetProperty("label").GetString());
        Assert.InRange(end.GetProperty("distanceDays").GetDouble(), 2.4, 2.5);
        Assert.InRange(end.GetProperty("chance").GetDouble(), .35, .75);
        Assert.Contains("nothing follows from it", end.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_a_suffix_and_a_new_name_are_targets_with_one_look_up_and_told_for_what_they_may_be()
    {
        var names = Planted.Value.Found.Names!;
        Assert.Equal("mail2.example.net", Assert.Single(names, n => n.Kind == "new-name").Name);
        var derived = Assert.Single(names, n => n.Kind == "search-suffix");
        Assert.Equal(("mail1.example.com.bank.example", 90), (derived.Name, derived.BeforeLastSeconds));

        var suffix = Planted.Value.Pair(First, "mail1.example.com.bank.example");
        var fresh = Planted.Value.Pair(First, "mail2.example.net");

        Assert.Equal((1, "2016-09-23T13:54:59Z"), (suffix.Contacts, suffix.From));
        Assert.Equal((1, "2016-09-27T13:12:47Z"), (fresh.Contacts, fresh.From));
    }

    [Fact]
    public void Of_the_flat_twin_nothing_is_said_beyond_circle_and_rate()
    {
        var found = Flat.Value.Found;

        Assert.Single(found.Record.Coverage);
        Assert.All(Flat.Value.Pairs, p =>
        {
            Assert.Contains(p.Cadence!.Verdict, new[] { "irregular", "too-few" });
            Assert.NotEqual("limited", p.Cache!.Verdict);
            Assert.Null(p.Cache.TtlSeconds);
            Assert.NotEqual("stopped", p.End!.Verdict);
            Assert.Empty(p.Changes ?? []);
            Assert.Contains("Nothing stands out", p.Why!, StringComparison.Ordinal);
        });
        Assert.Contains("Nothing stands out", string.Join(' ', found.Headline), StringComparison.Ordinal);
        Assert.All(found.Targets.SelectMany(t => t.Synchrony ?? []), s => Assert.Contains(s.Verdict, new[] { "independent", "too-few" }));
        Assert.All(found.Targets, t => Assert.Null(t.CircleAsOne));
        Assert.Empty(found.Names ?? []);
        Assert.Contains("3 of 9 source addresses made 99.8 %", found.Targets.Single(t => t.Target == Name).Circle!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Among_records_of_the_flat_twin_lies_the_flat_twin_and_not_the_record_with_the_features()
    {
        string Compared(string name) => PosternProcess.Run(
            "investigate", Example($"{name}.psv.gz"), "--target", Name, "--source", First, "--source", Second, "--only", "circle,rate",
            "--compare", Example("flat.yaml"), "--simulations", "39", "--seed", "5", "--json", "--quiet").Output;

        Assert.Contains("\"verdict\": \"outside\"", Compared("planted"), StringComparison.Ordinal);
        Assert.Contains("\"verdict\": \"among\"", Compared("flat"), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_shown_calls_it_synthetic()
    {
        Assert.All(["planted.yaml", "flat.yaml", "README.md"], file => Assert.Contains("synthetic", File.ReadAllText(Example(file)), StringComparison.Ordinal));
        Assert.All(["planted.truth.json", "flat.truth.json"], file => Assert.Contains("\"synthetic\": true", File.ReadAllText(Example(file)), StringComparison.Ordinal));
    }

    static RealRecord Read(string name, ContactFilter filter, Analyses analyses = Analyses.All) => RealRecord.Read(filter, analyses, Example($"{name}.psv.gz"));

    static ContactFilter Part(string? from = null, string? to = null, string? target = null, string? source = null) => new(
        source is null ? null : [source], target is null ? null : [target], null, from is null ? null : At(from), to is null ? null : At(to));

    static bool Near(string time, string expected, double hours) => Math.Abs(At(time) - At(expected)) <= hours * 3_600e9;

    static long At(string time) => UnixTime.From(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    static List<string[]> Lines(string name) => [.. Text(name).TrimEnd('\n').Split('\n').Select(l => l.Split('|'))];

    static string Text(string name)
    {
        using var unpacked = new StreamReader(new GZipStream(File.OpenRead(Example($"{name}.psv.gz")), CompressionMode.Decompress), Encoding.ASCII);
        return unpacked.ReadToEnd();
    }

    static string Example(string file) => Checkout.Path("examples", "reference-case", file);
}
