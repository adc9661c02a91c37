using Postern.Analysis.Investigation;
using Postern.Analysis.Rate;
using Postern.Analysis.Tests.Investigation;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Rate;

public sealed class RateAnalysisTests
{
    const double Day = 86_400;

    [Theory]
    [InlineData(TrafficFamily.Poisson, .9)]
    [InlineData(TrafficFamily.Sessions, .85)]
    [InlineData(TrafficFamily.Hawkes, .85)]
    public void The_interval_widened_by_the_dispersion_covers_the_mean_rate(TrafficFamily family, double least)
    {
        // Of a record ten times as long; the looks are at tenths of it.
        const int Records = 40;
        var held = 0;
        for (var i = 0; i < Records; i++)
        {
            var series = BackgroundTraffic.Simulate(family, (ulong)(i * 31 + 5), 3_000, 300 * Day);
            for (var part = 0; part < 10; part++)
            {
                var (from, to) = (series.From + (long)(part * 30 * Day * 1e9), series.From + (long)((part + 1) * 30 * Day * 1e9));
                var rate = RateAnalysis.Of([.. series.Times.Where(time => time >= from && time < to)], new Watch(Coverage.Whole(from, to), 1));
                held += rate is not null && rate.Low <= 10 / 24.0 && 10 / 24.0 <= rate.High ? 1 : 0;
            }
        }
        Assert.InRange(held, least * 10 * Records, 10 * Records);
    }

    [Fact]
    public void A_rate_is_over_covered_time_and_gaps_across_a_hole_do_not_count()
    {
        const long Start = SimulatedSeries.Monday;
        // Every hour for ten days, but the sensor was off for five days between.
        long[] times = [.. Enumerable.Range(0, 240).Where(hour => hour is < 60 or >= 180).Select(hour => Start + hour * 3_600 * UnixTime.Second)];
        var coverage = new Coverage([new(Start, Start + 60 * 3_600 * UnixTime.Second), new(Start + 180 * 3_600 * UnixTime.Second, Start + 240 * 3_600 * UnixTime.Second)]);
        var rate = RateAnalysis.Of(times, new Watch(coverage, 1))!;
        Assert.Equal(1, rate.PerHour!.Value, 1e-12);
        Assert.Equal(3_600, rate.MedianGapSeconds);
        Assert.Equal(0, rate.GapVariation!.Value, 1e-12);
        Assert.InRange(1, rate.Low!.Value, rate.High!.Value);
    }

    [Fact]
    public void Contacts_of_one_occasion_count_in_the_rate_but_not_in_the_gaps()
    {
        const long Start = SimulatedSeries.Monday;
        long[] times = [.. Enumerable.Range(0, 100).SelectMany(i => new[] { 0, 0, 1 }.Select(second => Start + (i * 600 + second) * UnixTime.Second))];
        var watch = new Watch(Coverage.Whole(Start, Start + 60_000 * UnixTime.Second), 1);
        Assert.Equal(18, RateAnalysis.Of(times, watch)!.PerHour!.Value, 1e-9);
        Assert.Equal(600, RateAnalysis.Of(times, watch, occasionGap: 2 * UnixTime.Second)!.MedianGapSeconds);
        Assert.Equal(1, RateAnalysis.Of(times, watch)!.MedianGapSeconds!.Value, 1e-9); // 100 gaps of 1 s, 99 of 599 s
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0, 0)]
    [InlineData(0, 3_600, 7_200)]
    public void A_record_that_few_contacts_make_has_no_rate(params int[] seconds)
    {
        var record = ContactTable.Of(seconds.Select((second, i) =>
            (SimulatedSeries.Monday + second * UnixTime.Second, ContactKind.DnsLookup, $"host{i % 2}", "target")));
        foreach (var pair in Records.Investigate(record, new InvestigationOptions()).Targets.SelectMany(target => target.Pairs))
        {
            Assert.Equal((null, null, null), (pair.Rate!.PerHour, pair.Rate.Low, pair.Rate.High));
            Assert.Contains("no rate", pair.Rate.Text, StringComparison.Ordinal);
        }
        var given = new InvestigationOptions { Coverage = Coverage.Whole(SimulatedSeries.Monday, SimulatedSeries.Monday + UnixTime.Day) };
        Assert.All(Records.Investigate(record, given).Targets.SelectMany(target => target.Pairs),
            pair => Assert.Equal(pair.Contacts / 24.0, pair.Rate!.PerHour!.Value, 1e-9));
    }

    [Fact]
    public void Without_a_contact_in_the_coverage_there_is_no_rate() =>
        Assert.Null(RateAnalysis.Of([1, 2], new Watch(Coverage.Whole(10, 20), 1)));
}
