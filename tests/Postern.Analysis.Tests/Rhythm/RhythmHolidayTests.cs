using Postern.Analysis.Coincidence;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Analysis.Numerics;
using Postern.Analysis.Rhythm;
using Postern.Analysis.Tests.Coincidence;
using Postern.Analysis.Tests.Investigation;
using Postern.Contacts;
using Postern.Simulation;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Rhythm;

/// <summary>Holidays against the same weekdays around them (METHODS §4).</summary>
public sealed class RhythmHolidayTests
{
    /// <summary>Days of the half-year that are free: some alone, one a week long with its weekend, one a Saturday.</summary>
    static readonly int[] Free = [9, 30, 52, 70, 71, 72, 73, 74, 101, 130, 145];

    static HolidayEffect? Effect(IEnumerable<long> times, int[] free, Coverage? coverage = null)
    {
        coverage ??= Calendars.Whole;
        var frame = new RhythmFrame(Calendars.Utc, coverage, Calendars.Dates(free));
        return HolidayTest.Of(frame.Days, frame.Classes, [.. times], new SplitMix64(1));
    }

    static int Day(long time) => (int)((time - Calendars.From) / UnixTime.Day);

    [Fact]
    public void Days_without_people_stand_out_against_their_weekdays()
    {
        var found = Effect(Calendars.Traffic(TrafficFamily.OfficeHours, 3).Where(t => !Free.Contains(Day(t))), Free)!;
        Assert.Equal((0.0, 0L, Free.Length), (found.Ratio!.Value, found.Contacts, found.Days));
        Assert.InRange(found.Expected, 20, 500);
        Assert.InRange(found.PValue, 1e-9, 1e-4);
        Assert.Equal((0.0, 0.0), (found.Low!.Value, found.High!.Value));
    }

    [Fact]
    public void A_list_and_its_places_by_hand()
    {
        // One contact a day, three on the holiday, the fifth Thursday.
        long[] times = [.. Enumerable.Range(0, 182).SelectMany(d => Enumerable.Repeat(Calendars.From + d * UnixTime.Day + UnixTime.Day / 2, d == 31 ? 3 : 1))];
        var found = Effect(times, [31])!;
        Assert.Equal((3.0, 3L, 1.0, 1), (found.Ratio!.Value, found.Contacts, found.Expected, found.Days));
        Assert.Equal(2 / 9.0, found.PValue, 1e-12); // the day itself and eight others
        Assert.True(found.PValueIsBound);
        Assert.Null(found.Low);
        // The two Thursdays after it were not watched.
        var coverage = new Coverage([new(Calendars.From, Calendars.From + 38 * UnixTime.Day), new(Calendars.From + 46 * UnixTime.Day, Calendars.Whole.To)]);
        Assert.Equal(2 / 7.0, Effect(times, [31], coverage)!.PValue, 1e-12);
    }

    [Fact]
    public void Neighbours_move_together_and_no_holiday_is_compared_with_another()
    {
        long[] times = [.. Enumerable.Range(0, 182).Select(d => Calendars.From + d * UnixTime.Day + UnixTime.Day / 2)];
        // Every Thursday is free: none is left to compare with.
        Assert.Null(Effect(times, [.. Enumerable.Range(0, 26).Select(week => 3 + 7 * week)]));
        var together = Effect(times, [45, 46, 48])!;
        Assert.Equal((3, 3.0), (together.Days, together.Expected));
        Assert.Equal(1, together.PValue);
        Assert.False(together.PValueIsBound);
    }

    [Theory]
    [InlineData(TrafficFamily.Poisson)]
    [InlineData(TrafficFamily.MarkovModulated)]
    [InlineData(TrafficFamily.OfficeHours)]
    public void Holidays_that_are_days_like_others_are_called_at_the_stated_rate(TrafficFamily family)
    {
        const int Records = 150;
        var random = new TrafficRandom(77);
        var rejected = 0;
        for (var i = 0; i < Records; i++)
        {
            int[] free = [.. Enumerable.Range(0, 9).Select(_ => (int)(random.Uniform() * 182)).Distinct()];
            rejected += Effect(Calendars.Traffic(family, (ulong)i + 500), free)!.PValue <= .05 ? 1 : 0;
        }
        Assert.InRange(rejected, 0, (int)(.05 * Records + 3 * Math.Sqrt(.05 * .95 * Records)));
    }

    [Fact]
    public void Are_weighed_among_the_reasons_and_told_with_their_list()
    {
        var contacts = Calendars.Traffic(TrafficFamily.OfficeHours, 3).Where(t => !Free.Contains(Day(t))).Select(t => (t, ContactKind.Flow, "s", "t"));
        var options = new InvestigationOptions { Analyses = Analyses.Rhythm, Holidays = new EventList("free.csv", "0", "csv", Calendars.Dates(Free), true) };
        var found = Records.Investigate(ContactTable.Of(contacts), options);
        Assert.Equal(("free.csv", Free.Length), (found.Holidays!.Path, found.Holidays.Days));
        Assert.Null(found.Events);
        var rhythm = found.Targets[0].Pairs[0].Rhythm!;
        Assert.Equal(0, rhythm.Holidays!.Ratio);
        Assert.Contains(rhythm.Reasons, reason => reason.StartsWith($"the {Free.Length} holidays have none of the contacts of the same weekdays within four weeks (0 against ", StringComparison.Ordinal));
        Assert.Null(Records.Investigate(ContactTable.Of(contacts), options with { Holidays = null }).Targets[0].Pairs[0].Rhythm!.Holidays);
    }
}
