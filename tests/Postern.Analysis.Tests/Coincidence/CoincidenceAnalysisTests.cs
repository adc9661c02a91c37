using System.Text.Json;
using Postern.Analysis.Coincidence;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Analysis.Numerics;
using Postern.Analysis.Rhythm;
using Postern.Analysis.Tests.Investigation;
using Postern.Contacts;
using Postern.Simulation;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Coincidence;

/// <summary>What is said of one target beside a list of events.</summary>
public sealed class CoincidenceAnalysisTests
{
    [Fact]
    public void Traffic_at_the_events_lines_up_and_random_lists_hardly_ever_do()
    {
        var study = Calendars.Study(Calendars.Dozen, decoys: 100);
        var found = CoincidenceAnalysis.Of(study, Calendars.Traffic(TrafficFamily.Poisson, 1, Calendars.Dozen, 3), [], Calendars.NoRhythm, .001, 1);
        Assert.Equal("coincident", found.Overall.Verdict);
        Assert.Equal("tied-redating", found.Overall.NullModel);
        Assert.InRange(found.Overall.Ratio!.Value, 1.7, 3.5);
        Assert.InRange(found.Overall.PAdjusted!.Value, found.Overall.PValue!.Value, .01);
        Assert.Equal(100, found.Decoys!.Lists);
        Assert.InRange(found.Decoys.AsGood, 0, 5);
        Assert.Equal(12, found.LeaveOneOut.Count);
        Assert.Equal([-1, 0, 1], found.ShiftedByDays.Select(s => s.Days));
        Assert.Equal(found.Overall.PValue, found.ShiftedByDays[1].PValue);
        Assert.True(found.ShiftedByDays[0].PValue > found.Overall.PValue);
        Assert.Equal(18, found.TestsTried); // 2 windows x 2 directions, 12 events, 2 moved lists
        Assert.StartsWith("18 statistics tried on this target: two windows in two directions, 12 events by themselves, the list moved by a day twice.", found.TestsText, StringComparison.Ordinal);
        Assert.Contains("that of an event all 12 events in both directions", found.TestsText, StringComparison.Ordinal);
        Assert.Equal(found.Overall.Null!.Draws, found.Overall.Null.Counts.Sum());
        Assert.DoesNotContain("not declared", found.Overall.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_match_that_stands_alone_but_not_among_all_targets_is_none()
    {
        var times = Calendars.Traffic(TrafficFamily.Poisson, 1, Calendars.Dozen, 3);
        Assert.Equal("not-coincident", CoincidenceAnalysis.Of(Calendars.Study(Calendars.Dozen), times, [], Calendars.NoRhythm, .2, 1).Overall.Verdict);
    }

    [Fact]
    public void Fewer_contacts_at_the_events_are_found_too()
    {
        var all = Calendars.Traffic(TrafficFamily.Poisson, 2);
        long[] times = [.. all.Where(t => !Calendars.Dozen.Exists(e => t >= e.From && t < e.To))];
        var found = CoincidenceAnalysis.Of(Calendars.Study(Calendars.Dozen), times, [], Calendars.NoRhythm, .001, 1).Overall;
        Assert.Equal("coincident", found.Verdict);
        Assert.Equal(0, found.ContactsInside);
        Assert.True(found.PFewer < .01 && found.PMore > .99);
        Assert.Contains("fewer", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_that_dies_with_one_event_says_so()
    {
        var random = new TrafficRandom(8);
        long[] times = [.. Calendars.Traffic(TrafficFamily.Poisson, 3).Concat(
            Enumerable.Range(0, 800).Select(i => Calendars.Dozen[i % 2 == 0 ? 2 : 8].From + (long)(random.Uniform() * UnixTime.Day))).Order()];
        var found = CoincidenceAnalysis.Of(Calendars.Study(Calendars.Dozen, before: false), times, [], Calendars.NoRhythm, .01, 1);
        Assert.Equal("coincident", found.Overall.Verdict);
        Assert.Contains("It rests on one event: without \"event ", found.Overall.Text, StringComparison.Ordinal);
        Assert.Contains("not declared beforehand", found.Overall.Text, StringComparison.Ordinal);
        Assert.Equal(["event 3", "event 9"], found.Events.OrderByDescending(e => e.Contacts).Take(2).Select(e => e.Label).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void One_date_can_at_best_be_one_in_a_few_dozen()
    {
        var date = Calendars.Dates([90]);
        var random = new TrafficRandom(8);
        long[] times = [.. Calendars.Traffic(TrafficFamily.Poisson, 3).Concat(
            Enumerable.Range(0, 400).Select(_ => date[0].From + (long)(random.Uniform() * UnixTime.Day))).Order()];
        var found = CoincidenceAnalysis.Of(Calendars.Study(date), times, [], Calendars.NoRhythm, null, 1).Overall;
        Assert.InRange(found.Placements, 16, 57);
        Assert.InRange(found.PMore!.Value, 1 / 57.0, 1 / 16.0);
        Assert.Single(found.OtherNulls);
    }

    [Fact]
    public void Events_outside_the_watched_time_take_no_part()
    {
        var events = Calendars.Dates([10, 40, 400]);
        var study = Calendars.Study(events);
        Assert.Equal(1, study.Redating.Unwatched);
        Assert.Equal(2, study.Redating.Events.Count);
        var none = CoincidenceAnalysis.Of(Calendars.Study(Calendars.Dates([400])), Calendars.Traffic(TrafficFamily.Poisson, 1), [], Calendars.NoRhythm, null, 1);
        Assert.Equal("too-few", none.Overall.Verdict);
    }

    [Fact]
    public void A_moved_list_keeps_weekday_class_local_time_and_the_distance_of_tied_events()
    {
        var berlin = ZoneClock.Of(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), Calendars.From, Calendars.Whole.To);
        // Thursday 2024-03-28 18:00 in Berlin; a week later the clock has been changed.
        var e = new DatedEvent("x", UnixTime.From(new DateTimeOffset(2024, 3, 28, 17, 0, 0, TimeSpan.Zero)), UnixTime.From(new DateTimeOffset(2024, 3, 28, 17, 0, 0, TimeSpan.Zero)), 2);
        Assert.Equal("2024-04-04T16:00:00Z", UnixTime.Format(Redating.Moved(e, 7, berlin).From));
        var weekend = Redating.Of(Calendars.Dates([5 + 70]), Calendars.Utc, Calendars.Whole);
        Assert.Equal(17, weekend.Placements); // Saturdays and Sundays within 28 days of a Saturday
        var tied = Redating.Of(Calendars.Dates([70, 71, 75, 100]), Calendars.Utc, Calendars.Whole);
        Assert.Equal(2, tied.Clusters); // the 75th begins three days after the 71st ends
    }

    [Fact]
    public void A_stop_three_days_before_one_of_four_dates_is_a_common_thing()
    {
        var events = Calendars.Dates([20, 60, 100, 150]);
        var at = Calendars.From + 97 * UnixTime.Day;
        var found = CoincidenceAnalysis.Of(Calendars.Study(events), Calendars.Traffic(TrafficFamily.Poisson, 1), [new Moment("end", null, at, at, at)], Calendars.NoRhythm, null, 1);
        var near = Assert.Single(found.LeadLag);
        Assert.Equal(3, near.DistanceDays, 6);
        Assert.Equal(4 * 7 / 182.0, near.Chance, 6); // three days on either side of four whole days
        Assert.Equal(4 * 3 / 182.0, near.ChanceBefore!.Value, 6);
        Assert.Equal("event 3", near.Label);
        Assert.Contains("nothing follows", near.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_is_told_with_its_rivals_and_all_changes_counted()
    {
        var events = Calendars.Dates([50, 51, 120]);
        var at = Calendars.From + 49 * UnixTime.Day;
        Moment[] moments = [new("rise", "a", at, at, at), new("burst", "b", at + 3 * UnixTime.Day / 2, at + 3 * UnixTime.Day / 2, at + 3 * UnixTime.Day / 2)];
        var found = CoincidenceAnalysis.Of(Calendars.Study(events), Calendars.Traffic(TrafficFamily.Poisson, 1), moments, Calendars.NoRhythm, null, 1);
        var rise = found.Changes[0];
        Assert.Equal("event 1", rise.Label);
        Assert.Equal(1, rise.DistanceDays, 6);
        Assert.Equal([], rise.Rivals);
        Assert.Equal(1 - Math.Pow(1 - rise.PValue, 2), rise.PAdjusted, 9);
        Assert.Equal(("event 1", 0), (found.Changes[1].Label, found.Changes[1].DistanceDays));
        Assert.Equal(["event 2"], found.Changes[1].Rivals); // half a day after it
        Assert.Equal(2, found.ChangesNearEvents!.Changes);
    }

    [Fact]
    public void Threads_and_what_is_shown_change_no_byte_of_what_is_said()
    {
        List<(long, ContactKind, string, string)> contacts = [];
        for (var i = 0; i < 8; i++)
            contacts.AddRange(Calendars.Traffic((TrafficFamily)(i % 5), (ulong)i, i == 3 ? Calendars.Dozen : null, 3).Select(t => (t, ContactKind.Flow, $"s{i}", $"t{i / 2}")));
        var table = ContactTable.Of(contacts);
        string Said(int threads, int? top, string target)
        {
            var found = Records.Investigate(table, new InvestigationOptions
            {
                Threads = threads,
                Top = top,
                Decoys = 10,
                Events = new EventList("e", "0", "csv", Calendars.Dozen, true),
                Analyses = Analyses.Coincidence | Analyses.Synchrony | Analyses.Rhythm,
            });
            return JsonSerializer.Serialize(found.Targets.Single(t => t.Target == target) with { Pairs = [], Why = null }, FindingsJson.Default.TargetFindings);
        }

        Assert.Equal(Said(1, null, "t1"), Said(4, null, "t1"));
        Assert.Equal(Said(1, null, "t1"), Said(2, 8, "t1"));
        Assert.Contains("\"coincident\"", Said(2, null, "t1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Decoys_keep_the_shape_of_the_list()
    {
        var trips = Calendars.Trips(new TrafficRandom(3));
        var redating = Redating.Of(trips, Calendars.Utc, Calendars.Whole);
        var random = new SplitMix64(5);
        for (var i = 0; i < 20; i++)
        {
            var decoy = redating.Decoy(Calendars.Utc, Calendars.Whole, random);
            Assert.Equal(trips.Count, decoy.Count);
            Assert.Equal(
                trips.Count(e => LocalDays.IsWeekend(LocalDays.Day(e.From))), decoy.Count(e => LocalDays.IsWeekend(LocalDays.Day(e.From))));
            Assert.All(decoy, e => Assert.InRange(e.From, Calendars.Whole.From, Calendars.Whole.To - UnixTime.Day));
        }
    }
}
