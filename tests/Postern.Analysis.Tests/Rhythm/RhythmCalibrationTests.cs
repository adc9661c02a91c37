using Postern.Analysis.Numerics;
using Postern.Analysis.Rhythm;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Rhythm;

/// <summary>METHODS §12, S11, seeds fixed: traffic without a rhythm gets none, office hours are always seen.</summary>
public sealed class RhythmCalibrationTests
{
    const int Records = 150, Days = 60, Contacts = 600;

    static RhythmFrame Frame(SimulatedSeries series) =>
        new(ZoneClock.Of(TimeZoneInfo.Utc, series.From, series.To), Coverage.Whole(series.From, series.To));

    [Theory]
    [InlineData(TrafficFamily.Poisson)]
    [InlineData(TrafficFamily.Sessions)]
    [InlineData(TrafficFamily.Weibull)]
    [InlineData(TrafficFamily.Hawkes)]
    [InlineData(TrafficFamily.MarkovModulated)]
    [InlineData(TrafficFamily.CoxOneDay)]
    [InlineData(TrafficFamily.CoxFiveDays)]
    public void Traffic_without_a_rhythm_gets_one_no_more_often_than_stated(TrafficFamily family)
    {
        var (daily, weekly, naive) = (0, 0, 0);
        for (var i = 0; i < Records; i++)
        {
            var series = BackgroundTraffic.Simulate(family, (ulong)(i * 37 + 11), Contacts, Days * 86_400.0);
            var tests = Frame(series).Test(series.Times);
            daily += tests.LnDaily <= Math.Log(.05) ? 1 : 0;
            weekly += tests.LnWeekly <= Math.Log(.05) ? 1 : 0;
            naive += RhythmVectorTests.Naive([.. series.Times.Select(t => (t - series.From) / 1e9)], 86_400) <= .05 ? 1 : 0;
        }
        Assert.InRange(daily / (double)Records, 0, .08);
        Assert.InRange(weekly / (double)Records, 0, .08);
        if (family is TrafficFamily.MarkovModulated or TrafficFamily.Weibull)
            Assert.InRange(naive / (double)Records, .2, 1);
    }

    [Fact]
    public void Office_hours_are_always_seen()
    {
        for (var i = 0; i < 50; i++)
        {
            var series = BackgroundTraffic.Simulate(TrafficFamily.OfficeHours, (ulong)i, 300, Days * 86_400.0);
            Assert.InRange(Frame(series).Test(series.Times).LnDaily, double.NegativeInfinity, Math.Log(1e-3));
        }
    }

    [Fact]
    public void A_sensor_that_sleeps_at_night_makes_no_rhythm()
    {
        var (rejected, careless) = (0, 0);
        for (var i = 0; i < Records; i++)
        {
            var series = BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)i, 2 * Contacts, Days * 86_400.0);
            var coverage = new Coverage(Enumerable.Range(0, Days).Select(day =>
                new TimeSpanNs(series.From + day * UnixTime.Day + 6 * 3_600 * UnixTime.Second, series.From + day * UnixTime.Day + 20 * 3_600 * UnixTime.Second)));
            long[] seen = [.. series.Times.Where(coverage.Contains)];
            rejected += new RhythmFrame(ZoneClock.Of(TimeZoneInfo.Utc, series.From, series.To), coverage).Test(seen).LnDaily <= Math.Log(.05) ? 1 : 0;
            careless += Frame(series).Test(seen).LnDaily <= Math.Log(.05) ? 1 : 0;
        }
        Assert.InRange(rejected / (double)Records, 0, .08);
        Assert.Equal(Records, careless);
    }

    [Fact]
    public void The_quiet_window_and_the_weekend_of_even_traffic_are_ordinary()
    {
        var (quiet, weekend) = (0, 0);
        for (var i = 0; i < Records; i++)
        {
            var series = BackgroundTraffic.Simulate(i % 2 == 0 ? TrafficFamily.Poisson : TrafficFamily.CoxOneDay, (ulong)i + 70, Contacts, Days * 86_400.0);
            var days = Frame(series).Days;
            quiet += new DayHours(days, series.Times).QuietWindow(new SplitMix64((ulong)i))!.PValue <= .05 ? 1 : 0;
            weekend += WeekendTest.Of(days, series.Times, new SplitMix64((ulong)i))!.PValue <= .05 ? 1 : 0;
        }
        Assert.InRange(quiet / (double)Records, 0, .1);
        Assert.InRange(weekend / (double)Records, 0, .1);
    }

    [Theory]
    [InlineData(TrafficFamily.Poisson, 1_200, 0, .08, 0, .08)]
    [InlineData(TrafficFamily.Poisson, 420, 0, .08, 0, .08)] // seven a day: the fewest that are asked for are five
    [InlineData(TrafficFamily.MarkovModulated, 1_200, 0, .02, .95, 1)]
    public void Counts_of_days_of_independent_contacts_vary_as_chance_does_and_those_of_bursts_more(
        TrafficFamily family, int contacts, double evenLow, double evenHigh, double unevenLow, double unevenHigh)
    {
        var (even, uneven) = (0, 0);
        for (var i = 0; i < 2 * Records; i++)
        {
            var series = BackgroundTraffic.Simulate(family, (ulong)i + 300, contacts, Days * 86_400.0);
            var found = DayCounts.Of(Frame(series).Days, series.Times)!;
            even += found.PValueEven <= .05 ? 1 : 0;
            uneven += found.PValueUneven <= .05 ? 1 : 0;
        }
        Assert.InRange(even / (2.0 * Records), evenLow, evenHigh);
        Assert.InRange(uneven / (2.0 * Records), unevenLow, unevenHigh);
    }
}
