using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Postern.Analysis.Findings;

namespace Postern.Web.Tests;

public sealed partial class ReportPageTests
{
    [Fact]
    public void The_policy_of_the_page_names_the_hash_of_each_script_and_style_and_allows_nothing_else()
    {
        var page = Reports.Page(Reports.Beacon());

        var policy = Policy().Match(page).Groups["policy"].Value;
        var scripts = Script().Matches(page).Select(m => Hash(m.Groups["text"].Value)).ToList();
        var style = Hash(Style().Match(page).Groups["text"].Value);

        Assert.Equal($"default-src 'none'; script-src '{scripts[0]}' '{scripts[1]}'; style-src '{style}'; base-uri 'none'; form-action 'none'", policy);
        Assert.Equal(2, scripts.Count);
        Assert.DoesNotMatch(@"<[^>]+\sstyle=|<[^>]+\son[a-z]+=|<(img|link|iframe|object|embed|base)\b", Text(page));
    }

    [Fact]
    public void No_name_of_a_log_becomes_markup()
    {
        var page = Reports.OfHostile;
        var harmless = Reports.Page(Reports.Hostile().Select(c => (c.Time, c.Kind, $"source{Reports.HostileNames.ToList().IndexOf(c.Source):00}", $"target{Reports.HostileNames.ToList().IndexOf(c.Target):00}")));

        // The elements of both pages are the same but for order and number of rows: no name opened, closed or changed one.
        Assert.Equal(Elements(harmless), Elements(page));
        Assert.DoesNotContain("<script>window", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', page);
        Assert.DoesNotContain('\u2028', page);
        Assert.Contains("evil\\u{202E}gnp.exe", page, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=window.pwned=1&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_objects_of_data_can_be_read_and_hold_no_character_of_markup()
    {
        var page = Reports.OfHostile;

        foreach (var (id, schema) in new[] { ("findings", "postern.findings/1"), ("charts", "postern.charts/1") })
        {
            var json = Regex.Match(page, $"<script type=\"application/json\" id=\"{id}\">(?<json>[^<]*)</script>", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Groups["json"].Value;
            using var data = JsonDocument.Parse(json);
            Assert.Equal(schema, data.RootElement.GetProperty("schema").GetString());
            Assert.DoesNotContain(json, c => c is '<' or '>' or '&' or > '\x7F');
        }
    }

    [Fact]
    public void Every_pair_and_target_has_its_place_and_every_link_leads_to_one()
    {
        var (content, page) = (Reports.LargestFound, Reports.OfLargest);

        var ids = Id().Matches(Text(page)).Select(m => m.Groups["id"].Value).ToList();
        var links = Link().Matches(Text(page)).Select(m => m.Groups["id"].Value).ToList();

        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(links.Except(ids, StringComparer.Ordinal));
        Assert.Equal(content.Findings.Targets.Sum(t => t.Pairs.Count), ids.Count(id => Regex.IsMatch(id, "^t[0-9]+p[0-9]+$", RegexOptions.None, TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void What_was_left_out_and_how_to_make_it_again_is_said()
    {
        var page = Reports.Page(Reports.Beacon());

        Assert.Contains("postern investigate made-up.log --seed 1 --report report.html", page, StringComparison.Ordinal);
        Assert.Contains($"SHA-256 {new string('0', 64)}", page, StringComparison.Ordinal);
        Assert.Contains("<li>2 rejected: time is not a number</li>", page, StringComparison.Ordinal);
        Assert.Contains("line 7: time is not a number: &lt;b&gt;x&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("<li>1 ignored: comment</li>", page, StringComparison.Ordinal);
        Assert.Contains("Stamps without a zone are UTC.", page, StringComparison.Ordinal);
        Assert.Contains("Apache License", page, StringComparison.Ordinal);
        Assert.Contains("Made by Postern 0.1.0", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Zones_have_a_profile_of_the_week_each()
    {
        var page = Reports.Page(Reports.Beacon(), top: 3, events: null, "UTC", "Asia/Kathmandu");

        Assert.Contains("by hour and weekday in UTC", page, StringComparison.Ordinal);
        Assert.Contains("by hour and weekday in Asia/Kathmandu", page, StringComparison.Ordinal);
        Assert.Contains("of lower rank", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_of_the_week_are_per_hour_of_the_observer_that_saw_the_contacts()
    {
        var content = Reports.Content(Reports.TwoObservers());
        var page = Text(Reports.Page(content));
        var clock = Assert.Single(content.Findings.Record.Clocks);
        Assert.Equal([["dns-lookup"], ["smtp-in"]], clock.Observers.Select(o => o.Kinds));
        Assert.True(clock.CoveredHours.Sum() > 1.5 * clock.Observers[1].CoveredHours.Sum());
        foreach (var pair in content.Findings.Targets.SelectMany(t => t.Pairs))
        {
            // The table's hours and rate are those that the findings were made with.
            var zone = pair.Rhythm!.Zones[0];
            var (contacts, perHour) = (Enumerable.Range(0, 7).Sum(day => zone.Contacts[24 * day]), pair.Rhythm.Hours[0]!.Value);
            var row = $"<th scope=\"row\">00:00</th><td class=\"n\">{contacts}</td><td class=\"n\">{Phrase.Number(Math.Round(contacts / perHour, 1), 6)}</td><td class=\"n\">{Phrase.Number(perHour, 3)}</td>";
            Assert.Contains(row, page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(41, "41")]
    [InlineData(2_304_000, "2,300,000")]
    [InlineData(3.14e26, "3.1 × 10^26")]
    public void A_number_of_lists_is_readable_however_many_there_are(double count, string said) => Assert.Equal(said, Pages.Show.Many(count));

    [Theory]
    [InlineData("longestGapSeconds", "longest gap, s")]
    [InlineData("busiestHourShare", "busiest hour share")]
    [InlineData("contacts", "contacts")]
    public void A_measure_is_named_in_words(string name, string said) => Assert.Equal(said, Pages.Show.Measure(name));

    [Fact]
    public void A_chance_that_shifts_tell_no_finer_is_said_to_be_at_most_so_large()
    {
        var content = Reports.Content(Reports.Together(), events: Reports.Trips);
        var two = content.Findings.Targets[0].Synchrony!.Single(s => s.Verdict == "one");
        Assert.True(two.PValueIsBound);
        Assert.Equal(1.0 / (1 + two.Shifts), two.PValue!.Value, 9);
        Assert.Contains($"<td class=\"n\">at most {Phrase.Number(two.PValue.Value, 2)}</td>", Text(Reports.Page(content)), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_holidays_are_told_with_what_they_rest_on()
    {
        var content = Reports.Content(Reports.Beacon());
        var name = new NameFindings
        {
            Kind = "new-name",
            Name = "new.example",
            Of = "old.example",
            Source = "192.0.2.7",
            At = "2023-11-15T00:00:00Z",
            Text = "Said so.",
            Evidence = "address-seen",
            Addresses = [new("203.0.113.9", "2023-11-14T01:00:00Z", "2023-11-14T02:00:00Z", "2023-11-15T00:00:00Z", "2023-11-16T00:00:00Z")],
        };
        var page = Text(Reports.Page(content with { Findings = content.Findings with { Names = [name], Holidays = new("free.ics", new string('b', 64), "icalendar", 3) } }));

        Assert.Contains("<h2>Holidays and names</h2>", page, StringComparison.Ordinal);
        Assert.Contains("3 holidays from <span class=\"name\">free.ics</span>: rhythms compare them", page, StringComparison.Ordinal);
        Assert.Contains("new-name, address-seen; 192.0.2.7, 2023-11-15 00:00:00 UTC", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\" class=\"name\">203.0.113.9</th><td class=\"t\">2023-11-14 01:00:00</td><td class=\"t\">2023-11-14 02:00:00</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"outside\"", Text(Reports.Page(content)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_brought_from_outside_is_told_with_its_hash_its_chance_and_what_chance_gives()
    {
        var content = Reports.Content(Reports.Together(), events: Reports.Trips);
        using var to = new StringWriter();
        ReportPage.Write(to, content);
        var page = Text(to.ToString());
        var target = content.Findings.Targets[0];

        Assert.Contains($"SHA-256 {new string('a', 64)} (csv)", page, StringComparison.Ordinal);
        Assert.Contains("declared <b>before</b> the traffic was seen", page, StringComparison.Ordinal);
        Assert.Contains(target.Coincidence!.Overall.ContactsInside.ToString("<b>#,0</b>", CultureInfo.InvariantCulture), page, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=window.pwned=1&gt; {b}", page, StringComparison.Ordinal);
        Assert.Contains("<td>one</td>", page, StringComparison.Ordinal);
        Assert.Contains("--map 203.0.113.16=203.0.113.15", page, StringComparison.Ordinal);
        Assert.Contains("data-chart=\"null\"", page, StringComparison.Ordinal);
        Assert.Contains("data-chart=\"lags\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_of_equal_labels_have_each_its_own_row_number_and_chance_without_it()
    {
        var content = Reports.Content(Reports.Together(), events: Reports.Trips);
        var coincidence = content.Findings.Targets[0].Coincidence!;
        double[] chances = [.31, .42, .0071, .53];
        var page = Text(Reports.Page(With(content, coincidence with { LeaveOneOut = [.. coincidence.LeaveOneOut.Select((left, i) => left with { PValue = chances[i], IsBound = i == 2 })] })));

        Assert.Equal([.. "Trip <img Trip Trip".Split(' ')], coincidence.Events.Select(e => e.Label.Split(' ')[0]));
        var rows = EventRow().Matches(page).Take(coincidence.Events.Count).ToList(); // the list itself comes further down
        Assert.Equal(["1", "2", "3", "4"], rows.Select(row => row.Groups["number"].Value));
        Assert.Equal(["0.31", "0.42", "at most 0.0071", "0.53"], rows.Select(row => row.Groups["without"].Value));
    }

    [Fact]
    public void The_figure_of_re_dated_lists_has_the_chance_of_re_dating_whichever_is_reported()
    {
        var content = Reports.Content(Reports.Together(), events: Reports.Trips);
        var coincidence = content.Findings.Targets[0].Coincidence!;
        var overall = coincidence.Overall with
        {
            NullModel = "circular-shift",
            PValue = .9,
            PValueIsBound = false,
            Placements = double.PositiveInfinity,
            OtherNulls = [new NullFindings("tied-redating", .048, 41, true)],
        };
        var page = Text(Reports.Page(With(content, coincidence with { Overall = overall })));

        Assert.Contains("re-dated lists (tied-redating; 41 can be made); ", page, StringComparison.Ordinal);
        Assert.Contains(" expected, p at most 0.048. Reported is the larger chance of circular-shift, 0.9.</figcaption>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">circular-shift, both directions</th><td>0.9</td>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">tied-redating, 41 placements</th><td>at most 0.048</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", page, StringComparison.Ordinal);
        Assert.Contains(coincidence.TestsText, page, StringComparison.Ordinal);
    }

    static ReportContent With(ReportContent content, CoincidenceFindings coincidence) =>
        content with { Findings = content.Findings with { Targets = [content.Findings.Targets[0] with { Coincidence = coincidence }, .. content.Findings.Targets.Skip(1)] } };

    [Fact]
    public void Where_the_record_lies_among_simulated_ones_and_what_hangs_on_a_setting_is_told_only_when_asked()
    {
        var plain = Reports.Content(Reports.Beacon(), top: 2);
        var measure = new ComparedMeasure { Name = "medianGapSeconds", Value = 12_345.6, Low = -.5, Median = 0, High = .25, Below = 199, Equal = 0, Above = 1, Share = .02, PAdjusted = .03 };
        var compared = new ComparisonFindings
        {
            Specification = "<b>office</b>.yaml",
            SpecificationSha256 = new string('c', 64),
            Verdict = "outside",
            Simulations = 200,
            LeastShare = 2 / 201d,
            MeasuresCompared = 2,
            PAdjusted = .03,
            Pairs = [new ComparedPair("<i>192.0.2.1", "a.example", "flow", [measure], [new ComparedVerdict("cadence", "periodic", 7, new Dictionary<string, int> { ["periodic"] = 7 })])],
            Targets = [],
            OnlySimulated = ["<u>never</u>"],
            OnlyInRecord = 3,
            Text = "It lies outside & far.",
        };
        var tried = new SensitivityFindings { Setting = "level", Value = "0.1", Usual = "0.05", Compared = 51, Flips = [new Flip("<s>a.example", null, "end", "stopped", "active")], Text = "At a level of 0.1 one turns." };

        var without = Text(Reports.Page(plain));
        var page = Text(Reports.Page(plain with { Findings = plain.Findings with { Comparison = compared, Sensitivity = [tried] } }));

        Assert.DoesNotContain("Beside simulated records", without, StringComparison.Ordinal);
        Assert.DoesNotContain("With other settings", without, StringComparison.Ordinal);
        Assert.Contains($"&lt;b&gt;office&lt;/b&gt;.yaml: SHA-256 {new string('c', 64)}", page, StringComparison.Ordinal);
        Assert.Contains("It lies outside &amp; far.", page, StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;192.0.2.1 → a.example", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">12,346</td><td class=\"n\">0</td><td class=\"n\">-0.5 to 0.25</td><td class=\"n\">2.0 %</td>", page, StringComparison.Ordinal);
        Assert.Contains("cadence periodic, as of 7 simulated records", page, StringComparison.Ordinal);
        Assert.Contains("<li class=\"name\">&lt;u&gt;never&lt;/u&gt;</li>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\" class=\"name\">&lt;s&gt;a.example</th><td class=\"name\">the target as a whole</td><td>end</td><td>stopped</td><td>active</td>", page, StringComparison.Ordinal);
        Assert.Empty(Link().Matches(page).Select(m => m.Groups["id"].Value).Except(Id().Matches(page).Select(m => m.Groups["id"].Value), StringComparer.Ordinal));
    }

    [Fact]
    public void A_page_of_a_thousand_pairs_keeps_its_data_within_what_is_documented()
    {
        var page = Reports.OfLargest;

        var charts = page.IndexOf("id=\"charts\">", StringComparison.Ordinal);
        Assert.InRange(page.IndexOf("</script>", charts, StringComparison.Ordinal) - charts, 100_000, 4_000_000);
        Assert.InRange(page.Length, 1_000_000, 32_000_000);
    }

    /// <summary>The page without its scripts and styles.</summary>
    static string Text(string page) => Style().Replace(AnyScript().Replace(page, ""), "");

    static List<string> Elements(string page) => [.. Element().Matches(Text(page)).Select(m => m.Groups["tag"].Value)
        .GroupBy(tag => tag, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}")];

    static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    [GeneratedRegex("""Content-Security-Policy" content="(?<policy>[^"]*)">""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Policy();

    [GeneratedRegex("<script>(?<text>.*?)</script>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 10_000)]
    private static partial Regex Script();

    [GeneratedRegex("<script.*?</script>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 10_000)]
    private static partial Regex AnyScript();

    [GeneratedRegex("<style>(?<text>.*?)</style>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 10_000)]
    private static partial Regex Style();

    [GeneratedRegex("<(?<tag>/?[a-z][a-z0-9]*)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Element();

    [GeneratedRegex("<tr><td class=\"n\">(?<number>[0-9]*)</td><th scope=\"row\" class=\"names\">((?!</tr>).)*<td class=\"n\">(?<without>[^<]*)</td></tr>", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex EventRow();

    [GeneratedRegex("\\sid=\"(?<id>[^\"]*)\"", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Id();

    [GeneratedRegex("href=\"#(?<id>[^\"]*)\"", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();
}
