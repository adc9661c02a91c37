using Postern.Analysis.Coincidence;
using Postern.Analysis.Numerics;
using Postern.Analysis.Rhythm;
using Postern.Simulation;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Coincidence;

/// <summary>How often the word "coincident" is said of innocent traffic, everything between the contacts and the word taken together: two windows,
/// both directions, the second null of few events, the correction over targets. Seeds fixed.</summary>
public sealed class VerdictCalibrationTests
{
    const int Records = 120;
    const double Level = CoincidenceAnalysis.Level;

    /// <summary>As a record tells it: traffic with hours or weekdays is turned by whole weeks only.</summary>
    static readonly RhythmFrame Frame = new(Calendars.Utc, Calendars.Whole);

    /// <summary>Three standard errors above the level.</summary>
    static double Most => Records * Level + 3 * Math.Sqrt(Records * Level * (1 - Level));

    public static TheoryData<TrafficFamily, string> Innocent() => new()
    {
        { TrafficFamily.Poisson, "anywhere" },
        { TrafficFamily.MarkovModulated, "anywhere" },
        { TrafficFamily.CoxOneDay, "trips" },
        { TrafficFamily.CoxFiveDays, "trips" },
        { TrafficFamily.CoxFiveDays, "three" },
        { TrafficFamily.OfficeHours, "weekdays" },
    };

    [Theory]
    [MemberData(nameof(Innocent))]
    public void Innocent_traffic_is_called_coincident_no_more_often_than_the_level(TrafficFamily family, string dates)
    {
        var called = 0;
        for (var i = 0; i < Records; i++)
            called += IsCalled(Calendars.Traffic(family, (ulong)(i * 6_007 + 11)), Dates(dates, (ulong)(i * 29 + 3)), null) ? 1 : 0;
        Assert.InRange(called, 0, Most);
    }

    /// <summary>METHODS §8, the row "trend / events in mid-window".</summary>
    [Fact]
    public void A_trend_with_all_events_in_mid_window_is_called_no_more_often_than_the_level()
    {
        var called = 0;
        for (var i = 0; i < Records; i++)
        {
            var random = new TrafficRandom((ulong)i + 400);
            HashSet<int> days = [];
            while (days.Count < Calendars.Events)
                days.Add((int)random.Uniform(Calendars.Days / 3, 2 * Calendars.Days / 3));
            called += IsCalled(Calendars.Curve((ulong)i + 900, share => .2 + .8 * share), Calendars.Dates(days), null) ? 1 : 0;
        }
        Assert.InRange(called, 0, Most);
    }

    [Fact]
    public void Of_ten_innocent_targets_one_is_called_in_no_more_records_than_the_level()
    {
        const int Targets = 10;
        var (called, uncorrected) = (0, 0);
        for (var i = 0; i < Records; i++)
        {
            var events = Calendars.Anywhere(new TrafficRandom((ulong)i + 70));
            var study = Calendars.Study(events);
            long[][] traffic = [.. Enumerable.Range(0, Targets).Select(target => Calendars.Traffic((TrafficFamily)(target % 5), (ulong)(i * 101 + target * 9_973)))];
            double[] lnP = [.. traffic.Select((times, target) => Math.Log(study.Screen(times, (ulong)target)!.Value))];
            var lnQ = MultipleTesting.BenjaminiYekutieli(lnP);
            called += Enumerable.Range(0, Targets).Any(target => lnQ[target] <= Math.Log(Level)
                && IsCalled(traffic[target], events, Math.Exp(lnQ[target]))) ? 1 : 0;
            uncorrected += lnP.Min() <= Math.Log(Level) ? 1 : 0;
        }
        Assert.InRange(called, 0, Most);
        Assert.True(uncorrected > Most, $"the targets are not innocent enough to show anything: {uncorrected} of {Records} without correction");
    }

    /// <summary>The other side: the word is said where it should be, so that the counts above are not those of a test that never speaks.</summary>
    [Fact]
    public void Traffic_that_follows_half_of_the_events_is_called()
    {
        const int Guilty = 25;
        var called = 0;
        for (var i = 0; i < Guilty; i++)
        {
            var events = Calendars.Anywhere(new TrafficRandom((ulong)i));
            called += IsCalled(Calendars.Traffic(TrafficFamily.Poisson, (ulong)(i * 101 + 1), events, 2), events, null) ? 1 : 0;
        }
        Assert.InRange(called, .9 * Guilty, Guilty);
    }

    static bool IsCalled(long[] times, List<DatedEvent> events, double? q) =>
        CoincidenceAnalysis.Of(Calendars.Study(events), times, [], Frame.Test(times), q, 1).Overall.Verdict == "coincident";

    static List<DatedEvent> Dates(string kind, ulong seed)
    {
        var random = new TrafficRandom(seed);
        return kind switch
        {
            "weekdays" => Calendars.Weekdays(random),
            "trips" => Calendars.Trips(random),
            "three" => [.. Calendars.Anywhere(random).Where((_, i) => i % 4 == 1)],
            _ => Calendars.Anywhere(random),
        };
    }
}
