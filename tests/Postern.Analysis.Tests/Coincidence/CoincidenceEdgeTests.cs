using System.Text.Json;
using Postern.Analysis.Coincidence;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Analysis.Rhythm;
using Postern.Analysis.Tests.Investigation;
using Postern.Contacts;
using Postern.Simulation;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Coincidence;

/// <summary>Holes in the watch, few events, very many, equal labels, empty events: what is said stays true.</summary>
public sealed class CoincidenceEdgeTests
{
    [Fact]
    public void Contacts_in_a_hole_of_the_watch_are_in_no_count()
    {
        var hole = new TimeSpanNs(Calendars.Dozen[3].From + UnixTime.Day / 2, Calendars.Dozen[3].From + UnixTime.Day / 2 + UnixTime.Day / 12);
        var watched = new Coverage([new(Calendars.Whole.From, hole.From), new(hole.To, Calendars.Whole.To)]);
        var study = new EventStudy(new EventList("e", "0", "csv", Calendars.Dozen, true), Calendars.Utc, watched, 0, 1);
        long[] heard = [.. Calendars.Traffic(TrafficFamily.Poisson, 3).Where(watched.Contains)];
        long[] all = [.. heard.Concat(Enumerable.Range(0, 5_000).Select(i => hole.From + i * UnixTime.Second)).Order()];
        var found = CoincidenceAnalysis.Of(study, all, [], Calendars.NoRhythm, null, 1);
        Assert.True(found.Overall.Ratio > 0);
        Assert.Equal(heard.Length, found.Overall.Contacts);
        Assert.Equal(Said(CoincidenceAnalysis.Of(study, heard, [], Calendars.NoRhythm, null, 1)), Said(found));
        Assert.Equal(study.Screen(heard, 1), study.Screen(all, 1));
        Assert.Null(study.Screen([.. heard.Take(5), .. all.Where(t => !watched.Contains(t))], 1));
    }

    [Fact]
    public void The_second_null_brings_its_own_number_of_placements_and_leaves_re_dating_its_own()
    {
        var events = Calendars.Dates([20, 60, 100]);
        var found = Enumerable.Range(0, 100).Select(i => CoincidenceAnalysis.Of(
            Calendars.Study(events), Calendars.Traffic(TrafficFamily.CoxFiveDays, (ulong)i), [], Calendars.NoRhythm, null, 1).Overall).First(o => o.NullModel == "circular-shift");
        var redated = Assert.Single(found.OtherNulls);
        Assert.Equal("tied-redating", redated.NullModel);
        Assert.True(found.PValue > 3 * redated.PValue);
        Assert.Equal(Calendars.Study(events).Redating.Placements, redated.Placements);
        Assert.Equal(double.PositiveInfinity, found.Placements);
        Assert.Equal(JsonValueKind.Null, JsonSerializer.SerializeToElement(found, FindingsJson.Default.OverallCoincidence).GetProperty("placements").ValueKind);
        Assert.Equal(redated.PValue, Math.Min(1, 2 * Math.Min(found.PMore!.Value, found.PFewer!.Value)), 12);
    }

    [Fact]
    public void An_event_that_is_empty_is_corrected_like_one_that_is_full()
    {
        var quiet = Calendars.Dozen[5];
        long[] times = [.. Calendars.Traffic(TrafficFamily.Poisson, 2).Where(t => t < quiet.From || t >= quiet.To)];
        var found = CoincidenceAnalysis.Of(Calendars.Study(Calendars.Dozen), times, [], Calendars.NoRhythm, null, 1).Events[5];
        Assert.Equal(0, found.Contacts);
        Assert.InRange(found.PValue, 2.0 / found.Placements, .15);
        Assert.InRange(found.PAdjusted, found.PValue, .8);
        Assert.True(found.PValueIsBound && found.PAdjustedIsBound);
    }

    [Theory]
    [InlineData("trip", "without \"trip\" of 2024-")]
    [InlineData("", "without the event of line ")]
    public void Events_of_equal_or_no_name_are_told_apart(string label, string said)
    {
        var random = new TrafficRandom(8);
        long[] times = [.. Calendars.Traffic(TrafficFamily.Poisson, 3).Concat(
            Enumerable.Range(0, 800).Select(i => Calendars.Dozen[i % 2 == 0 ? 2 : 8].From + (long)(random.Uniform() * UnixTime.Day))).Order()];
        List<DatedEvent> named = [.. Calendars.Dozen.Select(e => e with { Label = label })];
        var found = CoincidenceAnalysis.Of(Calendars.Study(named), times, [], Calendars.NoRhythm, .01, 1);
        Assert.Contains($"It rests on one event: {said}", found.Overall.Text, StringComparison.Ordinal);
        Assert.Equal(found.Events.Select(e => e.Line), found.LeaveOneOut.Select(e => e.Line));
        Assert.Equal([2, 8], found.LeaveOneOut.Select((left, i) => (left.PValue, i)).OrderByDescending(left => left.PValue).Take(2).Select(left => left.i).Order());
    }

    [Fact]
    public void A_long_list_is_not_said_to_rest_on_one_event()
    {
        const int Many = 110, Apart = 8;
        var record = Coverage.Whole(Calendars.From, Calendars.From + (Many + 8) * Apart * UnixTime.Day);
        List<DatedEvent> events = [.. Enumerable.Range(4, Many).Select(i => new DatedEvent($"{i}", Calendars.From + i * Apart * UnixTime.Day, Calendars.From + (i * Apart + 1) * UnixTime.Day, i))];
        var random = new TrafficRandom(3);
        long[] times = [.. Enumerable.Range(0, 3_000).Select(_ => Calendars.From + (long)(random.Uniform() * record.Seconds) * UnixTime.Second)
            .Concat(events.SelectMany(e => Enumerable.Range(0, 5).Select(_ => e.From + (long)(random.Uniform() * UnixTime.Day)))).Order()];
        var study = new EventStudy(new EventList("e", "0", "csv", events, true), ZoneClock.Of(TimeZoneInfo.Utc, record.From, record.To), record, 0, 1);
        var found = CoincidenceAnalysis.Of(study, times, [], Calendars.NoRhythm, .001, 1);
        Assert.Equal("coincident", found.Overall.Verdict);
        Assert.Empty(found.LeaveOneOut);
        Assert.DoesNotContain("It rests on one event", found.Overall.Text, StringComparison.Ordinal);
        Assert.Contains("more than 100 are not left out one by one", found.Overall.Text, StringComparison.Ordinal);
        // A thousand draws tell no more than this, however small the chance by the exact law.
        Assert.True(found.Overall.PAdjustedIsBound);
        Assert.Contains("two windows in both directions were tried: at most 1 in ", found.Overall.Text, StringComparison.Ordinal);
        Assert.Contains("with chance less than 1 in 10^", found.Overall.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chance_that_the_draws_resolve_is_no_bound()
    {
        var found = CoincidenceAnalysis.Of(Calendars.Study(Calendars.Dozen), Calendars.Traffic(TrafficFamily.Poisson, 1, Calendars.Dozen, 1), [], Calendars.NoRhythm, null, 1).Overall;
        Assert.InRange(found.PAdjusted!.Value, .0005, .5);
        Assert.False(found.PValueIsBound || found.PAdjustedIsBound || found.QValueIsBound);
        Assert.DoesNotContain("at most", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_headline_counts_the_other_targets()
    {
        List<(long, ContactKind, string, string)> contacts = [];
        for (var i = 0; i < 6; i++)
            contacts.AddRange(Calendars.Traffic(TrafficFamily.Poisson, (ulong)i, i == 3 ? Calendars.Dozen : null, 1).Select(t => (t, ContactKind.Flow, "s", $"t{i}")));
        var found = Records.Investigate(ContactTable.Of(contacts), new InvestigationOptions
        {
            Threads = 2,
            Events = new EventList("e", "0", "csv", Calendars.Dozen, true),
            Analyses = Analyses.Coincidence,
        });
        var overall = found.Targets.Single(t => t.Target == "t3").Coincidence!.Overall;
        Assert.Equal("coincident", overall.Verdict);
        Assert.True(overall.QValue > overall.PAdjusted);
        Assert.Contains(found.Headline, said => said.Contains(
            $"t3 (chance {Phrase.Chance(Math.Log(overall.QValue!.Value))}, all targets counted)", StringComparison.Ordinal));
    }

    static string Said(CoincidenceFindings found) => JsonSerializer.Serialize(found, FindingsJson.Default.CoincidenceFindings);
}
