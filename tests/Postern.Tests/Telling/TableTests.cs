using Postern.Analysis.Findings;
using Postern.Contacts;
using Postern.Telling;
using Postern.Terminal;
using Postern.Testing;

namespace Postern.Tests.Telling;

public class TableTests
{
    static readonly PairFindings Beacon = new()
    {
        Source = "192.0.2.7",
        Target = "updates.example.net",
        Kind = "dns-lookup",
        Contacts = 12_345,
        Occasions = 12_000,
        From = "2026-03-02T00:00:00Z",
        To = "2026-03-08T23:59:00Z",
        Why = "Keeps a beat of 600 s (by chance less than 1 in 10^30); nobody else contacts this target.",
        Interest = 9,
        Rate = new RateFindings { PerHour = 73.5, Low = 70, High = 77, Dispersion = 1.2, Text = "73.5 an hour." },
        Cadence = new CadenceFindings { Verdict = "periodic", Clock = "schedule", PeriodSeconds = 600, Score = 1, Text = "Every 600 s." },
        End = new EndFindings { LastContact = "2026-03-08T23:59:00Z", Verdict = "active", Text = "Still there." },
        Explanations = [new("steady-timer", .95, "A timer."), new("random-demand", .05, "Chance.")],
        Sketch = [.. Enumerable.Range(0, 24).Select(i => i % 9)],
    };

    static readonly PairFindings Unlikely = Beacon with
    {
        Source = "2001:db8:1234:5678:9abc:def0:1234:5678",
        Target = "a-very-long-name-that-nobody-would-choose.subdomain.of.something.example.org",
        Contacts = 1_234_567,
        Rate = Beacon.Rate! with { PerHour = .004 },
        Cadence = Beacon.Cadence! with { Verdict = "too-few", PeriodSeconds = null },
        Sketch = null,
    };

    static readonly PairFindings Bare = Beacon with { Source = "", Rate = null, Cadence = null, Explanations = null, End = null, Why = null };

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void The_table_of_pairs_fits_its_screen(int width)
    {
        var text = Written(width, page => PairTable.Write(page, [Beacon, Unlikely, Bare]));

        Assert.DoesNotContain(text.Split('\n'), line => line.Length > width);
        Approved.Equal(text, $"pairs-{width}");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public void The_table_of_targets_fits_its_screen(int width)
    {
        var circle = new CircleFindings
        {
            Sources = [new("192.0.2.7", 990, .995, .98, .999)],
            SourcesFor99Percent = 1,
            Text = "1 of 3 source addresses made 99.5 % of the 1,000 look-ups (95 %: 98–99.9 %).",
        };
        var few = new TargetFindings { Target = "updates.example.net", Contacts = 1_000, Sources = 3, From = "", To = "", Circle = circle, Pairs = [] };
        var many = Enumerable.Range(0, 11).Select(i => few with { Target = $"{i}.{Unlikely.Target}", Circle = null });

        var text = Written(width, page => TargetTable.Write(page, [few, .. many]));

        Assert.DoesNotContain(text.Split('\n'), line => line.Length > width);
        Approved.Equal(text, $"targets-{width}");
    }

    [Fact]
    public void The_timeline_marks_time_that_nobody_watched()
    {
        const long Hour = 3_600 * UnixTime.Second;
        var table = ContactTable.Of(Enumerable.Range(0, 96).Where(h => h is < 40 or > 60)
            .Select(h => (h * Hour, ContactKind.DnsLookup, "192.0.2.1", "a.example")));
        var timeline = RecordTimeline.Of(table, 60)!;

        var text = Written(60, page => timeline.Write(page, [new("1970-01-01T00:00:00Z", "1970-01-02T15:00:00Z", []), new("1970-01-03T13:00:00Z", "1970-01-05T00:00:00Z", [])], DisplayZone.Utc));

        Approved.Equal(text, "timeline");
    }

    [Fact]
    public void Only_what_was_found_is_said_unless_there_is_room()
    {
        Assert.Equal(["73.5 an hour.", "Every 600 s.", "A timer."], PairWords.Of(Beacon, everything: false));
        Assert.Equal(["73.5 an hour.", "Every 600 s.", "Still there.", "A timer."], PairWords.Of(Beacon, everything: true));
        Assert.True(PairWords.HasFinding(Beacon));
        Assert.False(PairWords.HasFinding(Unlikely));
    }

    [Fact]
    public void Colours_take_no_room()
    {
        using var text = new StringWriter();
        var page = new Page(text, new Screen(80, Colour: true, Unicode: true));

        page.Heading("Pairs");
        page.Line(page.Strong("x"));

        Assert.Equal("\e[1mPairs\e[0m\n\e[1mx\e[0m\n", text.ToString().ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(.001, "<0.1/d")]
    [InlineData(.02, "0.5/d")]
    [InlineData(73.5, "73.5/h")]
    [InlineData(99_999.4, "99,999/h")]
    [InlineData(99_999.6, "27.8/s")]
    [InlineData(2_340_393, "650.1/s")]
    [InlineData(3_599_900, "1,000/s")]
    [InlineData(14_400_000, "4,000/s")]
    public void A_rate_is_told_in_the_unit_that_leaves_room_before_it(double perHour, string expected)
    {
        Assert.Equal(expected, PairTable.Hourly(perHour));
        var page = new StringWriter();
        PairTable.Write(new Page(page, new Screen(80, Colour: false, Unicode: true)), [Beacon with { Contacts = 30_000, Rate = Beacon.Rate! with { PerHour = perHour } }]);
        Assert.Contains($"30,000 {expected.PadLeft(8)}", page.ToString(), StringComparison.Ordinal);
    }

    static string Written(int width, Action<Page> write)
    {
        using var text = new StringWriter { NewLine = "\n" };
        write(new Page(text, new Screen(width, Colour: false, Unicode: true)));
        return text.ToString();
    }
}
