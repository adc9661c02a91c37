using Postern.Analysis.Silence;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Silence;

public sealed class CoverageInferenceTests
{
    const double Day = 86_400;

    [Theory]
    [InlineData(TrafficFamily.Poisson, 20, 3)]
    [InlineData(TrafficFamily.Sessions, 20, 6)]
    [InlineData(TrafficFamily.OfficeHours, 60, 48)]
    public void A_time_in_which_all_fall_silent_is_a_hole_and_its_ends_are_the_contacts_around_it(TrafficFamily family, double days, double hours)
    {
        var from = SimulatedSeries.Monday + (long)((.4 * days + .4) * Day * 1e9); // in office hours of a weekday
        var to = from + (long)(hours * 3_600 * 1e9);
        var sources = Sources(family, 15, days, time => time < from || time >= to);
        var all = sources.SelectMany(source => source.Times).ToList();
        var coverage = Infer(sources);
        Assert.True(coverage.Witnessed);
        Assert.Equal(
            [(all.Where(time => time < from).Max() + UnixTime.Second, all.Where(time => time >= to).Min())],
            coverage.Coverage.Stretches.Zip(coverage.Coverage.Stretches.Skip(1), (a, b) => (a.To, b.From)));
    }

    [Theory]
    [InlineData(TrafficFamily.Poisson, 20)]
    [InlineData(TrafficFamily.DayWave, 20)]
    [InlineData(TrafficFamily.OfficeHours, 2)]
    [InlineData(TrafficFamily.OfficeHours, 9)]
    [InlineData(TrafficFamily.OfficeHours, 60)]
    [InlineData(TrafficFamily.MarkovModulated, 20)]
    [InlineData(TrafficFamily.CoxOneDay, 20)]
    public void Nights_weekends_and_chance_are_no_holes(TrafficFamily family, double days)
    {
        for (var seed = 0; seed < 10; seed++)
            Assert.Equal(1, Infer(Sources(family, 6, days, _ => true, seed)).Coverage.Count);
    }

    [Fact]
    public void One_busy_source_that_pauses_is_no_hole()
    {
        var from = SimulatedSeries.Monday + 8 * UnixTime.Day;
        var busy = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 1, 5_000, 20 * Day).Times.Where(time => time < from || time > from + UnixTime.Day);
        var rare = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 2, 30, 20 * Day).Times.Where(time => time < from || time > from + UnixTime.Day);
        Assert.Equal(1, Infer([("busy", [.. busy]), ("rare", [.. rare])]).Coverage.Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public void Years_between_two_files_are_a_hole(double days)
    {
        // Two records of the same sources, 719 days apart; the rate over all of them says nothing of either.
        var apart = 719 * UnixTime.Day;
        var early = Sources(TrafficFamily.OfficeHours, 8, days, _ => true);
        var coverage = Infer([.. early, .. early.Select(s => (s.Source + "-later", s.Times.Select(t => t + apart).ToArray()))]).Coverage;
        var (before, after) = (early.SelectMany(s => s.Times).Max() + UnixTime.Second, early.SelectMany(s => s.Times).Min() + apart);
        Assert.Equal([(before, after)], coverage.Stretches.Zip(coverage.Stretches.Skip(1), (a, b) => (a.To, b.From)));
    }

    [Fact]
    public void A_hole_within_one_of_two_files_is_seen_beside_the_years_between_them()
    {
        var (from, to) = (SimulatedSeries.Monday + 9 * UnixTime.Day, SimulatedSeries.Monday + 10 * UnixTime.Day);
        var early = Sources(TrafficFamily.Poisson, 15, 20, time => time < from || time >= to);
        var later = early.Select(s => (s.Source, s.Times.Select(t => t + 719 * UnixTime.Day).ToArray()));
        Assert.Equal(4, Infer([.. early, .. later]).Coverage.Count);
    }

    [Fact]
    public void Two_weeks_of_holiday_in_a_year_are_no_hole()
    {
        var from = SimulatedSeries.Monday + 100 * UnixTime.Day;
        var sources = Sources(TrafficFamily.CoxFiveDays, 3, 200, time => time < from || time >= from + 15 * UnixTime.Day);
        Assert.Equal(1, Infer([.. sources.Select(s => (s.Source, s.Times.Where((_, i) => i % 400 == 0).ToArray()))]).Coverage.Count);
    }

    [Fact]
    public void An_empty_record_has_no_coverage()
    {
        var table = ContactTable.Of([]);
        Assert.Equal(0, CoverageInference.Of(table, PooledCounts.Of(table), 1).Coverage.Seconds);
    }

    static InferredCoverage Infer((string Source, long[] Times)[] sources)
    {
        var table = EndAnalysisTests.Table(sources);
        return CoverageInference.Of(table, PooledCounts.Of(table), 1);
    }

    static (string Source, long[] Times)[] Sources(TrafficFamily family, int count, double days, Func<long, bool> kept, int seed = 0) =>
        [.. Enumerable.Range(0, count).Select(i =>
            ($"source{i}", BackgroundTraffic.Simulate(family, (ulong)(seed * 1_000 + i + 1), (int)(20 * days), days * Day).Times.Where(kept).ToArray()))];
}
