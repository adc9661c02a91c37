using Postern.Analysis.Coincidence;
using Postern.Analysis.Numerics;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Coincidence;

/// <summary>METHODS §12, S7 and S8, seeds fixed: how often innocent traffic is called coincident, and guilty traffic is.</summary>
public sealed class CoincidenceCalibrationTests
{
    const int Records = 120;

    /// <summary>Three standard errors above a level in so many records.</summary>
    static double Most(double level) => Records * level + 3 * Math.Sqrt(Records * level * (1 - level));

    public static TheoryData<TrafficFamily, string> Innocent() => new()
    {
        { TrafficFamily.Poisson, "anywhere" },
        { TrafficFamily.MarkovModulated, "anywhere" },
        { TrafficFamily.CoxOneDay, "anywhere" },
        { TrafficFamily.CoxFiveDays, "anywhere" },
        { TrafficFamily.OfficeHours, "anywhere" },
        { TrafficFamily.OfficeHours, "weekdays" },
        { TrafficFamily.CoxOneDay, "trips" },
        { TrafficFamily.CoxFiveDays, "trips" },
    };

    [Theory]
    [MemberData(nameof(Innocent))]
    public void Innocent_traffic_lines_up_no_more_often_than_stated(TrafficFamily family, string dates)
    {
        var (at05, at01, naive) = (0, 0, 0);
        for (var i = 0; i < Records; i++)
        {
            var events = Dates(dates, (ulong)(i * 31 + 5));
            var times = Calendars.Traffic(family, (ulong)(i * 7_919 + 17));
            var p = Redated(times, events).More;
            (at05, at01) = (at05 + (p <= .05 ? 1 : 0), at01 + (p <= .01 ? 1 : 0));
            naive += Naive(times, events) <= .05 ? 1 : 0;
        }
        Assert.InRange(at05, 0, Most(.05));
        Assert.InRange(at01, 0, Most(.01));
        // The traffic really is such that the test of the textbooks fails: otherwise the above would show nothing.
        if (family != TrafficFamily.Poisson)
            Assert.InRange(naive / (double)Records, .15, 1);
    }

    [Fact]
    public void A_trend_that_fills_the_window_is_no_coincidence()
    {
        var rejected = 0;
        for (var i = 0; i < Records; i++)
        {
            var times = Calendars.Curve((ulong)i, share => .2 + .8 * share);
            rejected += Redated(times, Calendars.Anywhere(new TrafficRandom((ulong)i + 99))).More <= .05 ? 1 : 0;
        }
        Assert.InRange(rejected, 0, Most(.05));
    }

    [Fact]
    public void Dates_and_traffic_of_one_season_are_not_far_beyond_the_level()
    {
        // The hardest case: both follow the same calendar. Shifts about the record are wrong by a factor of four (METHODS §8).
        var (rejected, turned) = (0, 0);
        for (var i = 0; i < Records; i++)
        {
            var times = Calendars.Curve((ulong)i, share => .15 + .85 * Math.Exp(-(share - .5) * (share - .5) / .02));
            var random = new TrafficRandom((ulong)i + 7);
            var events = Calendars.Dates(Enumerable.Range(0, 1_000).Select(_ => (int)((.5 + .13 * random.Normal()) * Calendars.Days)).Where(d => d is >= 0 and < Calendars.Days).Distinct().Take(Calendars.Events));
            rejected += Redated(times, events).More <= .05 ? 1 : 0;
            turned += Turned(times, events) <= .05 ? 1 : 0;
        }
        Assert.InRange(rejected, 0, Most(.08));
        Assert.True(turned > rejected, $"turning {turned}, re-dating {rejected}");
    }

    [Fact]
    public void Dates_moved_one_by_one_would_be_wrong_for_trips()
    {
        // Why trips are tied: the same dates as clusters of one are called too often.
        var (tied, untied) = (0, 0);
        for (var i = 0; i < Records; i++)
        {
            var events = Calendars.Trips(new TrafficRandom((ulong)i + 50));
            var times = Calendars.Traffic(TrafficFamily.CoxFiveDays, (ulong)(i * 13 + 3));
            tied += Redated(times, events).More <= .05 ? 1 : 0;
            int[][] lists = [.. events.Select(e => Redating.Of([e], Calendars.Utc, Calendars.Whole).EachEvent(times)[0].Moved)];
            untied += SumDistribution.Of(lists)!.AtLeast(Redated(times, events).Observed) <= .05 ? 1 : 0;
        }
        Assert.True(untied > tied + Records / 50, $"one by one {untied}, tied {tied} of {Records}");
    }

    [Theory]
    [InlineData(TrafficFamily.Poisson, 1, .95)]
    [InlineData(TrafficFamily.CoxOneDay, 2, .75)]
    [InlineData(TrafficFamily.MarkovModulated, 2, .65)]
    [InlineData(TrafficFamily.OfficeHours, 2, .7)]
    public void Traffic_that_follows_half_of_the_events_is_found(TrafficFamily family, int times, double power)
    {
        const int Fewer = 60;
        var found = 0;
        for (var i = 0; i < Fewer; i++)
        {
            var events = family == TrafficFamily.OfficeHours ? Calendars.Weekdays(new TrafficRandom((ulong)i)) : Calendars.Anywhere(new TrafficRandom((ulong)i));
            found += Redated(Calendars.Traffic(family, (ulong)(i * 101 + 1), events, times), events).More <= .05 ? 1 : 0;
        }
        Assert.InRange(found / (double)Fewer, power, 1);
    }

    [Theory]
    [InlineData(TrafficFamily.Poisson)]
    [InlineData(TrafficFamily.MarkovModulated)]
    [InlineData(TrafficFamily.CoxOneDay)]
    public void Of_twelve_events_one_is_called_no_more_often_than_a_family_may_err(TrafficFamily family)
    {
        var (corrected, uncorrected) = (0, 0);
        for (var i = 0; i < Records; i++)
        {
            var redating = Redating.Of(Calendars.Anywhere(new TrafficRandom((ulong)i + 1_000)), Calendars.Utc, Calendars.Whole);
            var common = redating.Common(Calendars.Traffic(family, (ulong)(i * 17 + 2)), 999, new SplitMix64((ulong)i));
            var (p, adjusted) = WestfallYoung.MinP([.. common.Events]);
            (corrected, uncorrected) = (corrected + (adjusted.Min() <= .05 ? 1 : 0), uncorrected + (p.Min() <= .05 ? 1 : 0));
        }
        Assert.InRange(corrected, 0, Most(.05));
        Assert.InRange(uncorrected / (double)Records, .12, 1);
    }

    static List<DatedEvent> Dates(string kind, ulong seed)
    {
        var random = new TrafficRandom(seed);
        return kind switch
        {
            "weekdays" => Calendars.Weekdays(random),
            "trips" => Calendars.Trips(random),
            _ => Calendars.Anywhere(random),
        };
    }

    static RedatedCount Redated(long[] times, List<DatedEvent> events) =>
        Redating.Of(events, Calendars.Utc, Calendars.Whole).Test(times, EventWindow.During, new SplitMix64(1));

    static double Turned(long[] times, List<DatedEvent> events) => CircularShift.Test(
        [.. times.Select(t => (t - Calendars.From) / 1e9)], [.. events.Select(e => ((e.From - Calendars.From) / 1e9, (e.To - Calendars.From) / 1e9))],
        Calendars.Days * 86_400.0, new SplitMix64(1)).More;

    /// <summary>The textbook's: contacts independent, each in a window with the windows' share of the time.</summary>
    static double Naive(long[] times, List<DatedEvent> events) => Math.Exp(Tails.BinomialAtLeast(
        times.Count(t => events.Exists(e => t >= e.From && t < e.To)), times.Length, events.Count / (double)Calendars.Days));
}
