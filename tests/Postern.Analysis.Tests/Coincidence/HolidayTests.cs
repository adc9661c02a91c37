using Postern.Analysis.Coincidence;
using Postern.Analysis.Findings;
using Postern.Analysis.Rhythm;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Coincidence;

/// <summary>Holidays as a class of days of their own (METHODS §8).</summary>
public sealed class HolidayTests
{
    /// <summary>Every second Wednesday, from the third day on.</summary>
    static readonly int[] Free = [.. Enumerable.Range(0, 13).Select(i => 2 + 14 * i)];

    static EventList Holidays => new("free.csv", "0", "csv", Calendars.Dates(Free), true);

    [Fact]
    public void Dates_on_holidays_explain_no_silence_that_all_holidays_have()
    {
        int[] listed = [.. Free.Where((_, i) => i % 2 == 0)];
        long[] times = [.. Calendars.Traffic(TrafficFamily.Poisson, 5).Where(t => !Free.Contains((int)((t - Calendars.From) / UnixTime.Day)))];
        Assert.Equal("coincident", Said(listed, times, null).Overall.Verdict);
        var found = Said(listed, times, Holidays).Overall;
        Assert.Equal("not-coincident", found.Verdict);
        Assert.Equal((0, 0.0, 1.0), (found.ContactsInside, found.Expected, found.PValue));
        Assert.Contains("holidays among holidays", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_moves_within_its_class_only()
    {
        var classes = new DayClasses(Calendars.Utc, Holidays.Events);
        // A holiday in mid-window has the two holidays on either side within four weeks; a Wednesday that is none has the workdays that are none.
        Assert.Equal(5, Redating.Of(Calendars.Dates([Free[6]]), Calendars.Utc, Calendars.Whole, classes).Placements);
        Assert.Equal(41 - 4, Redating.Of(Calendars.Dates([Free[6] + 7]), Calendars.Utc, Calendars.Whole, classes).Placements);
        Assert.Equal(41, Redating.Of(Calendars.Dates([Free[6] + 7]), Calendars.Utc, Calendars.Whole).Placements);
    }

    [Fact]
    public void Days_are_those_of_the_zone_and_all_that_a_holiday_touches()
    {
        var kathmandu = ZoneClock.Of(TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu"), Calendars.From, Calendars.Whole.To);
        var day = LocalDays.Day(Calendars.From);
        var evening = Calendars.From + 20 * UnixTime.Day / 24; // 20:00 UTC, a quarter to two on the next day in Kathmandu
        Assert.Equal(DayClass.Holiday, new DayClasses(kathmandu, [new("", evening, evening, 1)]).Of(day + 1));
        Assert.Equal(DayClass.Workday, new DayClasses(kathmandu, [new("", evening, evening, 1)]).Of(day));
        var days = new DayClasses(Calendars.Utc, [new("", Calendars.From, Calendars.From + 2 * UnixTime.Day, 1)]);
        Assert.Equal([DayClass.Holiday, DayClass.Holiday, DayClass.Workday], [days.Of(day), days.Of(day + 1), days.Of(day + 2)]);
        Assert.Equal(2, days.Holidays);
        Assert.Equal(DayClass.Weekend, days.Of(day + 5));
    }

    static CoincidenceFindings Said(int[] listed, long[] times, EventList? holidays) => CoincidenceAnalysis.Of(
        new EventStudy(new EventList("e", "0", "csv", Calendars.Dates(listed), true), Calendars.Utc, Calendars.Whole, 0, 1, holidays), times, [], Calendars.NoRhythm, null, 1);
}
