using System.Text.Json;
using Postern.Analysis.Findings;
using Postern.Testing;
using Postern.Tests.RealRecords;

namespace Postern.Tests.Example;

/// <summary>The findings of <c>examples/week</c> against its truth, entry by entry.</summary>
public sealed class ExampleWeekTests
{
    static readonly Lazy<RealRecord> Week = new(() => RealRecord.Read(Checkout.Path("examples", "week")));

    /// <summary>Every pair of the truth file: source, target, part.</summary>
    public static TheoryData<string, string, string> Entries()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var entry in Truth().GetProperty("pairs").EnumerateArray())
            data.Add(Text(entry, "source")!, Text(entry, "target")!, Text(entry, "part")!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public void What_is_found_of_a_pair_is_what_was_planted(string source, string target, string part)
    {
        var truth = Truth().GetProperty("pairs").EnumerateArray().Single(e => Text(e, "source") == source && Text(e, "target") == target);
        var found = Week.Value.Pair(source, target);
        Assert.Equal(truth.GetProperty("contacts").GetInt32(), found.Contacts);
        Assert.Equal(Text(truth, "kind"), found.Kind);
        Assert.Equal(part is "poller" or "implant", found.Cadence!.Verdict == "periodic");
        Assert.Equal(part == "cached", found.Cadence.Verdict == "cache-limited");
        Assert.Equal(part == "stops", found.End!.Verdict == "stopped");
        Assert.Equal(part == "burst", found.Changes!.Any(change => change.Kind == "burst"));
        switch (part)
        {
            case "poller" or "implant":
                Assert.Equal(1, found.Cadence.PeriodSeconds!.Value / truth.GetProperty("periodSeconds").GetDouble(), .005);
                Assert.Equal(Text(truth, "clock"), found.Cadence.Clock);
                Assert.InRange(found.Cadence.MissedShare!.Value, 0, .25);
                break;
            case "cached":
                Assert.Equal(truth.GetProperty("ttlSeconds").GetDouble(), found.Cache!.TtlSeconds);
                break;
            case "stops":
                AssertWithin(found.End.LastContact, Time(truth, "until"), TimeSpan.FromHours(2));
                Assert.True(At(found.End.StoppedBefore!) >= Time(truth, "until"));
                break;
            case "burst":
                var burst = Assert.Single(found.Changes!);
                AssertWithin(burst.From, Time(truth, "from"), TimeSpan.FromMinutes(10));
                AssertWithin(burst.Until, Time(truth, "until"), TimeSpan.FromMinutes(10));
                break;
            default:
                Assert.Empty(found.Changes!);
                break;
        }
        if (part == "implant")
            AssertWithin(found.From, Time(truth, "from"), TimeSpan.FromMinutes(10));
        if (part == "poller" && Text(truth, "from") is not null)
            AssertRun(found.Cadence, Time(truth, "from"), Time(truth, "until"));
    }

    [Fact]
    public void Nothing_is_found_that_is_not_in_the_truth()
    {
        var planted = Truth().GetProperty("pairs").EnumerateArray().Select(e => (Text(e, "source"), Text(e, "target")));
        var found = Week.Value.Found.Targets.SelectMany(target => target.Pairs.Select(pair => ((string?)pair.Source, (string?)pair.Target)));
        Assert.Equal(planted.Order(), found.Order());
    }

    [Fact]
    public void The_hole_of_the_sensor_of_look_ups_is_found_although_the_mail_log_goes_on()
    {
        var off = Truth().GetProperty("sensorOff");
        var coverage = Week.Value.Found.Record.Coverage;
        var lookUps = coverage.Where(stretch => stretch.Kinds.Contains("dns-lookup")).ToList();
        Assert.Equal(2, lookUps.Count);
        AssertWithin(lookUps[0].To, Time(off, "from"), TimeSpan.FromMinutes(15));
        AssertWithin(lookUps[1].From, Time(off, "until"), TimeSpan.FromMinutes(15));
        Assert.Single(coverage, stretch => stretch.Kinds.Contains("smtp-in"));
        // Beats of the night without a sensor are nobody's: none of the implant's is counted as missed.
        Assert.DoesNotContain(Week.Value.Pair("192.0.2.66", "cdn-a7.telemetry.example.org").Cadence!.MissedRuns ?? [], run => run.Beats > 5);
        Assert.Contains(Week.Value.Found.Caveats, caveat => caveat.Code == "coverage-holes" && caveat.Text.StartsWith("Look-ups: ", StringComparison.Ordinal));
    }

    static void AssertRun(CadenceFindings cadence, DateTimeOffset from, DateTimeOffset until) =>
        Assert.Contains(cadence.MissedRuns!, run => Near(run.From, from) && Near(run.To, until));

    static bool Near(string time, DateTimeOffset expected) => (At(time) - expected).Duration() < TimeSpan.FromHours(1.5);

    static void AssertWithin(string time, DateTimeOffset expected, TimeSpan latitude) =>
        Assert.True((At(time) - expected).Duration() <= latitude, $"{time}, not {expected:O}");

    static DateTimeOffset Time(JsonElement entry, string name) => At(Text(entry, name)!);

    static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;

    static JsonElement Truth()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Checkout.Path("examples", "week.truth.json")));
        return document.RootElement.Clone();
    }

}
