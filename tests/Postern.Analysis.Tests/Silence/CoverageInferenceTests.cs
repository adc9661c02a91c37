using Postern.Analysis.Silence;
using Postern.Contacts;
using Postern.Simulation;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Silence;

public sealed class CoverageInferenceTests
{
    const double Day = 86_400;

    [Theory]
    [InlineData(TrafficFamily.Poisson, 20, 3)]
    [InlineData(TrafficFamily.Sessions, 20, 12)]
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

    [Theory]
    [InlineData(30, 20)]
    [InlineData(120, 6)]
    [InlineData(1_440, 2)]
    public void Silences_between_the_sessions_of_a_busy_record_are_no_holes(int minutes, int records)
    {
        for (var seed = 0; seed < records; seed++)
            Assert.Equal(1, Infer(Sessions(minutes * 60, _ => true, seed), .001).Coverage.Count);
    }

    [Theory]
    [InlineData(TrafficFamily.Sessions)]
    [InlineData(TrafficFamily.Hawkes)]
    [InlineData(TrafficFamily.Weibull)]
    [InlineData(TrafficFamily.LogNormal)]
    [InlineData(TrafficFamily.DayWave)]
    [InlineData(TrafficFamily.CoxOneDay)]
    public void Bursts_of_a_thousand_contacts_a_day_are_no_holes(TrafficFamily family)
    {
        for (var seed = 0; seed < 6; seed++)
            Assert.Equal(1, Infer(Sources(family, 10, 3, _ => true, seed, perDay: 1_000)).Coverage.Count);
    }

    [Theory]
    [InlineData(120, 15)]
    [InlineData(1_440, 20)]
    public void A_hole_among_sessions_is_found(int minutes, int holeMinutes)
    {
        var from = SimulatedSeries.Monday + minutes * 60L / 3 * UnixTime.Second;
        var to = from + holeMinutes * 60L * UnixTime.Second;
        for (var seed = 0; seed < 4; seed++)
        {
            var stretches = Infer(Sessions(minutes * 60, time => time < from || time >= to, seed), .001).Coverage.Stretches.ToList();
            Assert.Equal(2, stretches.Count);
            Assert.True(stretches[0].To <= from + UnixTime.Second && stretches[1].From >= to);
        }
    }

    [Fact]
    public void Nine_equal_holes_do_not_hide_each_other()
    {
        bool Kept(long time) => (time - SimulatedSeries.Monday) % UnixTime.Day < 23 * 3_600L * UnixTime.Second + (time / UnixTime.Day % 2) * 3_600 * UnixTime.Second;
        Assert.Equal(10, Infer(Sources(TrafficFamily.Poisson, 15, 20, Kept, perDay: 200)).Coverage.Count);
    }

    [Fact]
    public void All_sources_calling_at_the_full_minute_leave_no_hole_in_every_minute()
    {
        var sources = Enumerable.Range(0, 20).Select(i => ($"host{i}", Enumerable.Range(0, 5 * 600)
            .Select(k => SimulatedSeries.Monday + (k / 5 * 60L + (k % 5 == 4 ? 1 : 0)) * UnixTime.Second).ToArray()));
        Assert.Equal(1, Infer([.. sources]).Coverage.Count);
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

    static InferredCoverage Infer((string Source, long[] Times)[] sources, double resolution = 1)
    {
        var table = EndAnalysisTests.Table(sources);
        return CoverageInference.Of(table, PooledCounts.Of(table), resolution);
    }

    static (string Source, long[] Times)[] Sources(TrafficFamily family, int count, double days, Func<long, bool> kept, int seed = 0, int perDay = 20) =>
        [.. Enumerable.Range(0, count).Select(i =>
            ($"source{i}", BackgroundTraffic.Simulate(family, (ulong)(seed * 1_000 + i + 1), (int)(perDay * days), days * Day).Times.Where(kept).ToArray()))];

    /// <summary>Twelve sources that browse: each a session every four minutes on average, of twenty contacts half a second apart.</summary>
    static (string Source, long[] Times)[] Sessions(double seconds, Func<long, bool> kept, int seed)
    {
        const double Each = 240;
        return [.. Enumerable.Range(0, 12).Select(i => ($"source{i}", Times(new TrafficRandom((ulong)(seed * 100 + i + 1)))))];

        long[] Times(TrafficRandom random)
        {
            List<long> times = [];
            for (var start = random.Exponential(Each); start < seconds; start += random.Exponential(Each))
            {
                var time = start;
                for (var left = random.Geometric(20); left > 0 && time < seconds; left--, time += random.Exponential(.5))
                    times.Add(SimulatedSeries.Monday + (long)(time * 1_000) * 1_000_000);
            }
            return [.. times.Where(kept).Order()];
        }
    }
}
