using System.Text.Json;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Analysis.Tests.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.Tests.Findings;

/// <summary>The names of DESIGN §5, field by field; what later issues add is not there yet.</summary>
public sealed class FindingsJsonTests
{
    static readonly JsonElement Found = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(
        Records.Investigate(Records.Mixed(12), new InvestigationOptions()), FindingsJson.Default.InvestigationFindings)).RootElement;

    static JsonElement Target => Found.GetProperty("targets")[0];

    static JsonElement Pair => Target.GetProperty("pairs")[0];

    [Fact]
    public void The_object_has_its_names() =>
        Has(Found, "schema record settings targets headline caveats");

    [Fact]
    public void The_schema_is_named() => Assert.Equal("postern.findings/1", Found.GetProperty("schema").GetString());

    [Fact]
    public void The_record_has_its_names() =>
        Has(Found.GetProperty("record"), "files from to contacts duplicates sources targets pairs resolutionSeconds coverage");

    [Fact]
    public void A_target_has_its_names()
    {
        Has(Target, "target contacts sources from to circle pairs");
        Has(Target.GetProperty("circle"), "sources effectiveSources sourcesFor99Percent herfindahl");
        Has(Target.GetProperty("circle").GetProperty("sources")[0], "source contacts share shareLow shareHigh");
    }

    [Fact]
    public void A_pair_has_its_names()
    {
        Has(Pair, "source target contacts occasions from to rate cadence cache changes end explanations");
        Has(Pair.GetProperty("rate"), "perHour low high medianGapSeconds dispersion");
        Has(Pair.GetProperty("cadence"), "verdict clock periodSeconds periodLow periodHigh jitterSeconds missedShare score pValue qValue");
        Has(Pair.GetProperty("end"), "lastContact silenceSeconds verdict pValue");
        Has(Pair.GetProperty("explanations")[0], "name fit text");
    }

    [Fact]
    public void The_cache_of_a_look_up_has_its_names() =>
        Has(AllPairs().First(pair => pair.GetProperty("kind").GetString() == "dns-lookup").GetProperty("cache"),
            "verdict ttlSeconds shareAtLimit demandPerHourLow");

    [Fact]
    public void What_is_no_look_up_has_no_cache() =>
        Assert.All(AllPairs().Where(pair => pair.GetProperty("kind").GetString() == "flow"),
            pair => Assert.Equal(JsonValueKind.Null, pair.GetProperty("cache").ValueKind));

    [Fact]
    public void What_is_said_of_the_outside_has_its_names()
    {
        // Two sources of one target that act as one, and dates to hold them against.
        var times = Postern.Testing.Traffic.BackgroundTraffic.Simulate(Postern.Testing.Traffic.TrafficFamily.Poisson, 1, 400, Records.Days).Times;
        var at = times[200];
        var list = new Postern.Analysis.Coincidence.EventList("e.csv", "00", "csv", [new("x", at, at, 1), new("y", at + UnixTime.Day, at + UnixTime.Day, 2)], false);
        var found = JsonSerializer.SerializeToElement(
            Records.Investigate(
                ContactTable.Of(times.SelectMany(t => new[] { (t, ContactKind.Flow, "a", "t"), (t + UnixTime.Second, ContactKind.Flow, "b", "t") })),
                new InvestigationOptions { Events = list, Decoys = 3 }),
            FindingsJson.Default.InvestigationFindings);
        var target = found.GetProperty("targets")[0];
        Has(target.GetProperty("pairs")[0].GetProperty("rhythm"), "timeZone hours weekdays verdict pValue");
        Assert.Equal(24, target.GetProperty("pairs")[0].GetProperty("rhythm").GetProperty("hours").GetArrayLength());
        Assert.Equal(7, target.GetProperty("pairs")[0].GetProperty("rhythm").GetProperty("weekdays").GetArrayLength());
        Has(target.GetProperty("synchrony")[0], "sources verdict lagSeconds share pValue");
        Assert.Equal("one", target.GetProperty("synchrony")[0].GetProperty("verdict").GetString());
        var coincidence = target.GetProperty("coincidence");
        Has(coincidence, "overall events leaveOneOut changes leadLag decoys testsTried");
        Has(coincidence.GetProperty("overall"), "contactsInside ratio low high pValue pAdjusted placements nullModel declared text");
        Has(coincidence.GetProperty("events")[0], "label from to contacts expected ratio pValue pAdjusted");
        Has(coincidence.GetProperty("leaveOneOut")[0], "label pValue");
        Has(coincidence.GetProperty("decoys"), "lists asGood");
        Has(found.GetProperty("events"), "path sha256 declaredBefore events");
    }

    [Fact]
    public void A_moment_beside_events_has_its_names()
    {
        var moment = JsonSerializer.SerializeToElement(
            new LeadLagFindings { Of = "end", At = "", Label = "", Text = "" }, FindingsJson.Default.LeadLagFindings);
        Has(moment, "of label distanceDays chance text");
        var change = JsonSerializer.SerializeToElement(
            new ChangeCoincidence { Label = "", Change = "rise", Source = "", At = "", Rivals = [] }, FindingsJson.Default.ChangeCoincidence);
        Has(change, "label change distanceDays pValue pAdjusted rivals");
    }

    [Fact]
    public void Changes_have_their_names()
    {
        var changes = JsonSerializer.SerializeToElement(new ChangeFindings
        {
            Kind = "rise",
            From = "",
            Until = "",
            FromLow = "",
            FromHigh = "",
            FactorHigh = double.PositiveInfinity,
            Text = "",
        }, typeof(ChangeFindings), FindingsJson.Default);
        Has(changes, "kind from until fromLow fromHigh rateBefore rateDuring factor pValue");
        Assert.Equal(JsonValueKind.Null, changes.GetProperty("factorHigh").ValueKind); // JSON has no infinity
    }

    [Fact]
    public void Caveats_have_a_code_and_a_text() =>
        Assert.All(Found.GetProperty("caveats").EnumerateArray(), caveat => Has(caveat, "code text"));

    [Theory]
    [InlineData("synchrony")]
    [InlineData("coincidence")]
    public void What_later_analyses_add_is_left_out(string name) => Assert.False(Found.TryGetProperty(name, out _));

    [Fact]
    public void Shares_lie_between_nothing_and_one() =>
        Assert.All(AllPairs(), pair =>
        {
            Assert.InRange(pair.GetProperty("cadence").GetProperty("score").GetDouble(), 0, 1);
            if (pair.GetProperty("explanations").ValueKind == JsonValueKind.Array)
                Assert.All(pair.GetProperty("explanations").EnumerateArray(), e => Assert.InRange(e.GetProperty("fit").GetDouble(), 0, 1));
        });

    static IEnumerable<JsonElement> AllPairs() =>
        Found.GetProperty("targets").EnumerateArray().SelectMany(target => target.GetProperty("pairs").EnumerateArray());

    static void Has(JsonElement element, string names) =>
        Assert.All(names.Split(' '), name => Assert.True(element.TryGetProperty(name, out _), $"{name} is missing"));
}
