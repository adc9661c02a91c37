using Postern.Analysis.Investigation;
using Postern.Analysis.Sensitivity;
using Postern.Analysis.Tests.Investigation;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Sensitivity;

/// <summary>Other settings, one at a time, and what turns.</summary>
public sealed class SensitivityTests
{
    static (ContactTable Table, InvestigationOptions Options) Weak()
    {
        // A weak beat beside noise, and every contact with an echo 5 s behind it: occasions of 10 s join what those of 2 s do not.
        List<(long, ContactKind, string, string)> contacts = [];
        for (var i = 0; i < 12; i++)
            contacts.AddRange(Records.Contacts(BackgroundTraffic.Simulate(TrafficFamily.CoxOneDay, (ulong)i, 300, Records.Days), $"s{i}", $"t{i}"));
        var echo = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 50, 120, Records.Days);
        contacts.AddRange(Records.Contacts(echo, "echo", "cached", ContactKind.DnsLookup));
        contacts.AddRange(Records.Contacts(echo with { Times = [.. echo.Times.Select(t => t + 5 * UnixTime.Second)] }, "echo", "cached", ContactKind.DnsLookup));
        return (ContactTable.Of(contacts), new InvestigationOptions { Threads = 2 });
    }

    [Fact]
    public void Every_setting_is_tried_on_every_verdict_and_names_what_turns()
    {
        var (table, options) = Weak();
        var found = Records.Investigate(table, options);
        var tried = SensitivityAnalysis.Of(table, options, found, null, TestContext.Current.CancellationToken);

        Assert.Equal(["occasion-gap", "occasion-gap", "burst", "burst", "duplicates", "level", "level", "zone", "zone"], tried.Select(t => t.Setting));
        // Of 13 pairs: changes alone; cadence, changes, end and rhythm; rhythm alone. A setting that cannot turn a verdict does not count it.
        Assert.Equal([13, 13, 52, 52, 13, 13], tried.Where(t => t.Setting is "burst" or "level" or "zone").Select(t => t.Compared));
        Assert.All(tried.Where(t => t.Setting is "occasion-gap" or "duplicates"), t => Assert.InRange(t.Compared, 5 * 13, 6 * 13));
        var wide = tried[1];
        var flip = Assert.Single(wide.Flips, f => f.Source == "echo" && f.Analysis == "explanations");
        Assert.NotEqual(flip.Usual, flip.Then);
        Assert.Contains("such as", wide.Text, StringComparison.Ordinal);
        // No contact comes within a second of another: nothing can turn.
        Assert.Empty(tried[4].Flips);
        Assert.Contains("none of", tried[4].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shown_chooses_whose_verdicts_are_compared_and_changes_none()
    {
        var (table, options) = Weak();
        var all = SensitivityAnalysis.Of(table, options, Records.Investigate(table, options), null, TestContext.Current.CancellationToken);
        var few = options with { Top = 2 };
        var found = Records.Investigate(table, few);
        var shown = found.Targets.SelectMany(t => t.Pairs).Select(p => p.Source).ToHashSet(StringComparer.Ordinal);
        var some = SensitivityAnalysis.Of(table, few, found, null, TestContext.Current.CancellationToken);
        Assert.Equal(all.SelectMany(t => t.Flips).Where(f => f.Source is null || shown.Contains(f.Source)), some.SelectMany(t => t.Flips));
    }

    [Fact]
    public void What_counts_as_a_burst_decides_what_changed()
    {
        // A hundred contacts in ten seconds, once: a burst until they count once, and beside a sixtieth of the record at least they are few.
        var background = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 3, 300, Records.Days);
        var middle = background.From + (background.To - background.From) / 2;
        List<(long, ContactKind, string, string)> contacts = [.. Records.Contacts(background, "a", "b")];
        for (var i = 0; i < 100; i++)
            contacts.Add((middle + i * UnixTime.Second / 10, ContactKind.Flow, "a", "b"));
        var table = ContactTable.Of(contacts);
        var options = new InvestigationOptions { Analyses = Analyses.Changes };
        var found = Records.Investigate(table, options);
        Assert.Equal("burst", Assert.Single(Assert.Single(Assert.Single(found.Targets).Pairs).Changes!).Kind);
        var tried = SensitivityAnalysis.Of(table, options, found, null, TestContext.Current.CancellationToken);
        var flip = Assert.Single(Assert.Single(tried, t => t is { Setting: "burst", Usual: "every contact counts" }).Flips);
        Assert.Equal(("changes", "burst", "none"), (flip.Analysis, flip.Usual, flip.Then));
        Assert.DoesNotContain(tried, t => t.Setting == "zone"); // no verdict of this run hangs on a clock
    }

    [Fact]
    public void A_level_reaches_rhythm_and_end()
    {
        var stopped = Records.Until(BackgroundTraffic.Simulate(TrafficFamily.Poisson, 1, 2_000, Records.Days), .5);
        List<(long, ContactKind, string, string)> contacts =
        [
            .. Records.Contacts(stopped, "gone", "t"),
            .. Records.Contacts(BackgroundTraffic.Simulate(TrafficFamily.OfficeHours, 1, 500, Records.Days), "office", "t"),
            .. Records.Contacts(BackgroundTraffic.Simulate(TrafficFamily.Poisson, 2, 500, Records.Days), "other", "t"),
        ];
        string[] Verdicts(double level)
        {
            var pairs = Assert.Single(Records.Investigate(ContactTable.Of(contacts), new InvestigationOptions { Level = level }).Targets).Pairs.ToDictionary(p => p.Source, StringComparer.Ordinal);
            return [pairs["gone"].End!.Verdict, pairs["office"].Rhythm!.Verdict];
        }
        Assert.Equal(["stopped", "daily"], Verdicts(.05));
        Assert.Equal(["undetermined", "no-rhythm"], Verdicts(1e-200));
    }

    [Fact]
    public void A_thinned_record_keeps_the_first_of_contacts_that_come_together()
    {
        var table = ContactTable.Of(new long[] { 0, 400, 900, 1_000, 1_999, 2_000 }.Select(ms => (ms * 1_000_000, ContactKind.Flow, "a", "b"))).Thinned(UnixTime.Second);
        Assert.Equal([0, 1_000, 2_000], table.Times(0).ToArray().Select(t => t / 1_000_000));
    }
}
