using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Investigation;

/// <summary>Each observer has a coverage of its own, and what is said of a pair rests on its observer's.</summary>
public sealed class ObserverTests
{
    static readonly long HoleFrom = SimulatedSeries.Monday + 5 * UnixTime.Day + 6 * 3_600 * UnixTime.Second;
    static readonly long HoleTo = HoleFrom + 8 * 3_600 * UnixTime.Second;

    [Fact]
    public void A_sensor_that_is_off_has_a_hole_although_another_log_goes_on()
    {
        var found = Records.Investigate(ContactTable.Of([.. LookUps(14, Off), .. Mail(14)]), new InvestigationOptions { Top = null });
        var lookUps = Of(found, "dns-lookup");
        Assert.Equal(2, lookUps.Count);
        Assert.Single(Of(found, "smtp-in"));
        Assert.Equal("inferred", found.Record.CoverageFrom);
        Assert.Contains(found.Caveats, caveat => caveat.Code == "coverage-holes" && caveat.Text.StartsWith("Look-ups: ", StringComparison.Ordinal));
        // An hourly beat that goes on around the hole has missed none of its beats there.
        var beat = Pair(found, "poller").Cadence!;
        Assert.Equal("periodic", beat.Verdict);
        Assert.Equal(0, beat.MissedShare!.Value, .01);
        Assert.Null(beat.MissedRuns);
    }

    [Fact]
    public void Silence_after_an_observer_s_log_ended_is_nobody_s_end()
    {
        var end = SimulatedSeries.Monday + 9 * UnixTime.Day;
        var found = Records.Investigate(ContactTable.Of([.. LookUps(14, t => t < end), .. Mail(14)]), new InvestigationOptions { Top = null });
        Assert.DoesNotContain(found.Targets.SelectMany(t => t.Pairs), pair => pair.Kind == "dns-lookup" && pair.End!.Verdict == "stopped");
        Assert.True(string.CompareOrdinal(Of(found, "dns-lookup")[^1].To, "2024-01-10T00:00:01Z") < 0);
        // Rates are per watched hour: the poller's is one an hour, not nine fourteenths.
        Assert.Equal(1, Pair(found, "poller").Rate!.PerHour!.Value, .05);
    }

    [Fact]
    public void A_log_that_begins_late_makes_no_rises()
    {
        var start = SimulatedSeries.Monday + 7 * UnixTime.Day;
        var found = Records.Investigate(ContactTable.Of([.. LookUps(14, t => t >= start), .. Mail(14)]), new InvestigationOptions { Top = null });
        Assert.All(found.Targets.SelectMany(t => t.Pairs), pair => Assert.Empty(pair.Changes!));
        Assert.True(string.CompareOrdinal(Of(found, "dns-lookup")[0].From, "2024-01-07T20") > 0);
    }

    [Fact]
    public void A_kind_with_few_contacts_is_watched_as_long_as_the_record()
    {
        (long, ContactKind, string, string)[] few =
        [
            (SimulatedSeries.Monday + 3 * UnixTime.Day, ContactKind.SmtpOut, "a", "mx"),
            (SimulatedSeries.Monday + 4 * UnixTime.Day, ContactKind.SmtpOut, "b", "mx"),
            (SimulatedSeries.Monday + 6 * UnixTime.Day, ContactKind.SmtpOut, "c", "mx"),
        ];
        var found = Records.Investigate(ContactTable.Of([.. LookUps(14, _ => true), .. few]), new InvestigationOptions { Top = null });
        var (look, mail) = (Assert.Single(Of(found, "dns-lookup")), Assert.Single(Of(found, "smtp-out")));
        Assert.Equal((look.From, look.To), (mail.From, mail.To));
    }

    static bool Off(long time) => time < HoleFrom || time >= HoleTo;

    static List<StretchFindings> Of(InvestigationFindings found, string kind) => [.. found.Record.Coverage.Where(s => s.Kinds.Contains(kind))];

    static PairFindings Pair(InvestigationFindings found, string source) => found.Targets.SelectMany(t => t.Pairs).Single(pair => pair.Source == source);

    static IEnumerable<(long, ContactKind, string, string)> LookUps(double days, Func<long, bool> kept)
    {
        var seconds = days * 86_400;
        var poller = new Beacon { Beats = (int)(seconds / 3_600), PeriodSeconds = 3_600, Jitter = .002 }.Simulate(5, resolution: 1_000);
        var sources = Enumerable.Range(0, 12).SelectMany(i => Records.Contacts(
            BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)i + 1, (int)(25 * days), seconds), $"host{i}", $"site{i % 5}.example", ContactKind.DnsLookup));
        return sources.Concat(Records.Contacts(poller, "poller", "updates.example", ContactKind.DnsLookup)).Where(contact => kept(contact.Item1));
    }

    static IEnumerable<(long, ContactKind, string, string)> Mail(double days) => Enumerable.Range(0, 6).SelectMany(i => Records.Contacts(
        BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)i + 50, (int)(30 * days), days * 86_400), $"mta{i}", "mx1", ContactKind.SmtpIn));
}
