using Postern.Analysis.Changes;
using Postern.Analysis.Findings;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Changes;

/// <summary>Records of several levels: each step is found, and said to last as long as it does.</summary>
public sealed class ChangeLevelsTests
{
    const double Day = 86_400;

    [Fact]
    public void Two_steps_that_go_up_and_far_down_are_both_found()
    {
        var both = Seeds(20).Count(seed => Found(Levels(TrafficFamily.Poisson, seed, (20, 2), (10, 10), (12, .2))) is
            [{ Kind: "burst", PValue: < 1e-4 } up, { Kind: "fall", PValue: < 1e-4 } down]
            && Near(up.From, 20) && Near(up.Until, 30) && Near(down.From, 30) && Near(down.Until, 42));
        Assert.InRange(both, 19, 20);
    }

    [Fact]
    public void A_rise_in_two_steps_says_how_long_the_first_lasted()
    {
        var both = 0;
        foreach (var seed in Seeds(20))
        {
            if (Found(Levels(TrafficFamily.Poisson, seed, (10, 1), (10, 5), (10, 25))) is
                not [{ Kind: "rise", PValue: < .01 } first, { Kind: "rise", PValue: < .01 } second])
                continue;
            both++;
            Assert.True(Near(first.From, 10) && Near(first.Until, 20) && Near(second.From, 20) && Near(second.Until, 30), first.Text);
            Assert.DoesNotContain(" on (start", first.Text, StringComparison.Ordinal);
            Assert.Contains(" on (start", second.Text, StringComparison.Ordinal);
        }
        Assert.InRange(both, 19, 20);
    }

    [Fact]
    public void What_a_change_within_a_part_is_compared_with_is_named()
    {
        foreach (var change in Found(Levels(TrafficFamily.Poisson, 5, (10, 1), (10, 5), (10, 25), (10, 5), (10, 1))))
        {
            var whole = Near(change.From, 0) || change.Text.Contains("that of the rest (", StringComparison.Ordinal);
            Assert.True(whole || change.Text.Contains("from 2", StringComparison.Ordinal) || change.Text.Contains("that before (", StringComparison.Ordinal), change.Text);
            Assert.True(change.Kind is "rise" or "fall" == Near(change.Until, 50), change.Text);
        }
    }

    [Theory]
    [InlineData(TrafficFamily.OfficeHours, 14)]
    [InlineData(TrafficFamily.Sessions, 14)]
    [InlineData(TrafficFamily.DayWave, 17)]
    public void Steps_of_traffic_that_varies_by_itself_are_found_too(TrafficFamily family, int least)
    {
        var found = Seeds(20).Count(seed =>
        {
            var changes = Found(Levels(family, seed, (42, 1), (21, 6), (35, .15)));
            return changes.Any(change => Near(change.From, 42, 3)) && changes.Any(change => Near(change.From, 63, 3));
        });
        Assert.InRange(found, least, 20);
    }

    [Theory]
    [InlineData(TrafficFamily.Poisson)]
    [InlineData(TrafficFamily.OfficeHours)]
    [InlineData(TrafficFamily.Sessions)]
    [InlineData(TrafficFamily.Hawkes)]
    [InlineData(TrafficFamily.CoxOneDay)]
    public void Beside_true_steps_none_is_added_more_often_than_stated(TrafficFamily family)
    {
        const int Records = 60;
        var more = Seeds(Records).Count(seed => Found(Levels(family, seed, (42, 1), (21, 6), (35, .15)))
            .Any(change => !Near(change.From, 42, 6) && !Near(change.From, 63, 6)));
        // Three parts, each searched by itself: at most as often as three records.
        Assert.InRange(more, 0, Records * 3 * ChangeAnalysis.Level + 3 * Math.Sqrt(Records * 3 * ChangeAnalysis.Level));
    }

    [Fact]
    public void A_burst_of_seconds_is_told_once_however_uneven_it_is()
    {
        foreach (var seed in Seeds(20))
        {
            var (times, from, until) = PollerWithBurst(seed);
            var burst = Assert.Single(ChangeAnalysis.Of(times, new Watch(Coverage.Whole(times[0], times[^1]), 1e-6))!);
            Assert.Equal("burst", burst.Kind);
            Assert.True(UnixTime.Parse(burst.From) >= from - UnixTime.Second && UnixTime.Parse(burst.Until) <= until, burst.Text); // a call may stand just before it
            var seconds = (UnixTime.Parse(burst.Until) - UnixTime.Parse(burst.From)) / 1e9;
            Assert.InRange(burst.Contacts, Within(times, burst, -1_000_000), Within(times, burst, 1_000_000)); // dates are told to the millisecond
            Assert.Equal(3_600 * burst.Contacts / seconds, burst.RateDuring, 1e-3 * burst.RateDuring);
            Assert.True(burst.Contacts >= 40, burst.Text);
        }
    }

    static int Within(long[] times, ChangeFindings change, long margin) =>
        times.Count(time => time >= UnixTime.Parse(change.From) - margin && time <= UnixTime.Parse(change.Until) + margin);

    /// <summary>Two calls every 23 s for fifty minutes, and within ten seconds of them a hundred in four knots, each denser than the one before.</summary>
    static (long[] Times, long From, long Until) PollerWithBurst(ulong seed)
    {
        const long Milli = 1_000_000, Start = SimulatedSeries.Monday;
        var from = Start + 300_000 * Milli;
        List<long> times = [.. Enumerable.Range(0, 130).SelectMany(i => new[] { Start + i * 23_040L * Milli, Start + i * 23_040L * Milli + 31 * Milli })];
        (double Seconds, int Contacts)[] knots = [(5, 10), (2, 30), (.3, 20), (2, 40)];
        var at = from;
        foreach (var (seconds, contacts) in knots)
        {
            var knot = BackgroundTraffic.Simulate(TrafficFamily.Poisson, seed + (ulong)contacts, contacts, seconds, at, resolution: Milli / 1_000);
            times.AddRange(knot.Times);
            at = knot.To;
        }
        times.Sort();
        return ([.. times], from, at);
    }

    [Fact]
    public void Before_1970_weeks_have_the_same_days()
    {
        var calm = BackgroundTraffic.Simulate(TrafficFamily.OfficeHours, 3, 800, 60 * Day);
        var burst = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 4, 300, 7_200, calm.From + 22 * UnixTime.Day);
        long[] times = [.. calm.Times.Concat(burst.Times).Order()];
        const long Back = 70L * 52 * 7 * UnixTime.Day;
        var change = Assert.Single(Of(times, calm.From, calm.To));
        var earlier = Assert.Single(Of([.. times.Select(time => time - Back)], calm.From - Back, calm.To - Back));
        Assert.StartsWith("19", earlier.From, StringComparison.Ordinal);
        Assert.Equal((change.PValue, change.Factor), (earlier.PValue, earlier.Factor));
    }

    static IEnumerable<ulong> Seeds(int count) => Enumerable.Range(1, count).Select(i => (ulong)i * 7_919);

    static bool Near(string instant, double days, double latitude = 1) =>
        Math.Abs((UnixTime.Parse(instant) - SimulatedSeries.Monday) / 1e9 / Day - days) < latitude;

    static IReadOnlyList<ChangeFindings> Found(SimulatedSeries series) => Of(series.Times, series.From, series.To);

    static IReadOnlyList<ChangeFindings> Of(long[] times, long from, long to) => ChangeAnalysis.Of(times, new Watch(Coverage.Whole(from, to), 1))!;

    /// <summary>Stretches of so many days at so many contacts an hour: one series, thinned to each rate.</summary>
    static SimulatedSeries Levels(TrafficFamily family, ulong seed, params (double Days, double Rate)[] levels)
    {
        var (most, days) = (levels.Max(level => level.Rate), levels.Sum(level => level.Days));
        var full = BackgroundTraffic.Simulate(family, seed, (int)(most * 24 * days), days * Day);
        var times = full.Times.Where((time, i) =>
        {
            var at = (time - full.From) / 1e9 / Day;
            var level = 0;
            while (level < levels.Length - 1 && at >= levels[level].Days)
                at -= levels[level++].Days;
            return (uint)((i + (int)seed) * 2_654_435_761) / 4_294_967_296.0 < levels[level].Rate / most; // a hash of its number
        });
        return full with { Times = [.. times] };
    }
}
