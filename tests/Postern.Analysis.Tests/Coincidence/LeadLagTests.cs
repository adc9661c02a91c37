using Postern.Analysis.Coincidence;
using Postern.Analysis.Findings;
using Postern.Contacts;
using Postern.Simulation;

namespace Postern.Analysis.Tests.Coincidence;

/// <summary>Starts, ends and changes beside the nearest event.</summary>
public sealed class LeadLagTests
{
    const long Hour = UnixTime.Day / 24;

    [Fact]
    public void An_event_far_outside_the_record_changes_nothing()
    {
        var events = Calendars.Dates([20, 60, 100, 150]);
        List<DatedEvent> more = [At(-9_000, "1990s"), .. events, At(9_000, "2040s")];
        Moment[] moments = [Known("start", 2), Known("rise", 49), Known("end", 97.3), Known("end", 181)];
        Assert.Equal(Moments.NextToEvents(Calendars.Study(events), moments), Moments.NextToEvents(Calendars.Study(more), moments));
        Assert.Equal(
            Moments.Changes(Calendars.Study(events), moments).Select(c => (c.Label, c.DistanceDays, c.PValue, c.PAdjusted)),
            Moments.Changes(Calendars.Study(more), moments).Select(c => (c.Label, c.DistanceDays, c.PValue, c.PAdjusted)));
    }

    [Fact]
    public void An_end_late_in_the_record_is_not_rare_because_the_only_event_comes_a_year_later()
    {
        var after = Next([At(Calendars.Days + 365, "later"), At(Calendars.Days + 4_000, "much later")], Known("end", Calendars.Days - 2));
        Assert.Equal("later", after.Label);
        Assert.Equal(367, after.DistanceDays, 6);
        Assert.Equal(367.0 / (Calendars.Days + 365), after.Chance, 6);
        Assert.Contains("In 547 days with one such date", after.Text, StringComparison.Ordinal);
        var before = Next([At(-365, "earlier"), At(-4_000, "much earlier")], Known("start", 2));
        Assert.Equal(("earlier", -367.0), (before.Label, Math.Round(before.DistanceDays, 6)));
        Assert.Equal(367.0 / (Calendars.Days + 365), before.Chance, 6);
    }

    [Fact]
    public void An_endless_calendar_costs_no_more_than_its_days_in_the_record()
    {
        var study = Calendars.Study([.. Enumerable.Range(-9_000, 18_000).Select(day => At(day, "daily"))]);
        Assert.InRange(study.Neighbours.Count, Calendars.Days, Calendars.Days + 3);
        var near = Assert.Single(Moments.NextToEvents(study, [Known("end", 90.25)]));
        Assert.Equal(-.25, near.DistanceDays, 6);
        Assert.Equal(.5, near.Chance, 2);
        Assert.Equal(1, near.ChanceSameWeekday);
    }

    [Fact]
    public void The_distance_told_is_that_of_the_contact_and_the_bound_stands_beside_it()
    {
        var met = At(60, "meeting");
        var last = met.From + 56 * 60 * UnixTime.Second;
        var found = Next([met], new Moment("end", null, last, last, last + 18 * Hour));
        Assert.StartsWith(
            "The target was contacted last 56 minutes after \"meeting\"; the end itself lies at most 19 hours from it. In 182 days with one such date "
            + "a random instant lies within 19 hours of one of them with chance 1 in 120.", found.Text, StringComparison.Ordinal);
        Assert.Equal(-(18 + 56 / 60.0) / 24, found.DistanceDays, 6);
        Assert.StartsWith(
            "The target was contacted last 56 minutes after \"meeting\". In 182 days with one such date a random instant lies so near to one of them",
            Next([met], new Moment("end", null, last, last, last)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Inside_an_event_the_distance_is_nothing_without_a_sign()
    {
        var found = Next(Calendars.Dates([60]), Known("end", 60.5));
        Assert.Equal((0, 0), (found.DistanceDays, found.LeastDistanceDays));
        Assert.False(double.IsNegative(found.DistanceDays) || double.IsNegative(found.LeastDistanceDays));
        Assert.Contains("contacted last within \"event 1\".", found.Text, StringComparison.Ordinal);
        var at = Calendars.From + 61 * UnixTime.Day + Hour;
        var doubtful = Next(Calendars.Dates([60]), new Moment("rise", "a", at, at - 2 * Hour, at + 2 * Hour));
        Assert.Equal(-3.0 / 24, doubtful.DistanceDays, 6);
        Assert.False(double.IsNegative(doubtful.LeastDistanceDays));
        var change = Assert.Single(Moments.Changes(Calendars.Study(Calendars.Dates([60])), [Known("rise", 60.5)]));
        Assert.False(double.IsNegative(change.DistanceDays));
    }

    [Theory]
    [InlineData(-23, 1)]
    [InlineData(23, 1)]
    [InlineData(36, 0)]
    [InlineData(-25, 0)]
    public void A_change_near_an_instant_is_one_within_a_day_of_it(int hours, int held)
    {
        var at = At(60, "").From + hours * Hour;
        var near = Moments.Near(Calendars.Study([At(60, "x")]), [new Moment("rise", "a", at, at, at)])!;
        Assert.Equal((held, held), (near.WithChange, near.NearEvent));
        // One list in so many holds the change: no finer chance can come of one event.
        Assert.Equal(held == 1, near.PValue < .2);
    }

    /// <summary>METHODS §9: an end that is equally likely at any time is as near to an event as stated, whatever else the list holds.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ends_at_random_are_near_to_an_event_as_often_as_stated(bool outside)
    {
        const int Lists = 40, Ends = 100;
        var (at05, at20) = (0, 0);
        for (var list = 0; list < Lists; list++)
        {
            var random = new TrafficRandom((ulong)list + 1);
            List<DatedEvent> events = [.. Enumerable.Range(0, 4).Select(_ => At(random.Uniform(0, Calendars.Days), "x")).OrderBy(e => e.From)];
            if (outside)
                events = [At(-9_000, "far"), .. events, At(Calendars.Days + 20, "after")];
            var ends = Enumerable.Range(0, Ends).Select(_ => Known("end", random.Uniform(0, Calendars.Days))).ToList();
            var found = Moments.NextToEvents(Calendars.Study(events), ends);
            (at05, at20) = (at05 + found.Count(f => f.Chance <= .05), at20 + found.Count(f => f.Chance <= .2));
        }
        Assert.InRange(at05, outside ? 0 : Expected(.05, -3), Expected(.05, 3));
        Assert.InRange(at20, outside ? 0 : Expected(.2, -3), Expected(.2, 3));

        static double Expected(double level, double errors) => Lists * Ends * level + errors * Math.Sqrt(Lists * Ends * level * (1 - level));
    }

    static LeadLagFindings Next(List<DatedEvent> events, Moment moment) => Assert.Single(Moments.NextToEvents(Calendars.Study(events), [moment]));

    static DatedEvent At(double day, string label) => new(label, Time(day), Time(day), 2);

    static Moment Known(string what, double day) => new(what, null, Time(day), Time(day), Time(day));

    static long Time(double day) => Calendars.From + (long)(day * 86_400) * UnixTime.Second;
}
