using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Traffic;

public class BeaconTests
{
    [Fact]
    public void A_bare_beacon_is_exact()
    {
        var series = new Beacon { Beats = 200, PeriodSeconds = 300 }.Simulate(7);

        Assert.Equal(200, series.Times.Length);
        Assert.All(series.Gaps, gap => Assert.Equal(300, gap));
        Assert.Equal(60_000, series.Seconds);
    }

    [Fact]
    public void A_schedule_keeps_its_phase_and_a_sleep_drifts()
    {
        var schedule = Residuals(BeaconClock.Schedule);
        var sleep = Residuals(BeaconClock.Sleep);

        Assert.InRange(schedule, 0, 60.5); // never further than the jitter
        Assert.True(sleep > 150, $"a sleep of 400 beats wanders further than its jitter, not {sleep} s");

        static double Residuals(BeaconClock clock)
        {
            var times = new Beacon { Clock = clock, Beats = 400, PeriodSeconds = 300, Jitter = .1 }.Simulate(8, resolution: 1_000).Times;
            return times.Select((t, k) => Math.Abs((t - times[0]) / 1e9 - k * 300.0)).Max();
        }
    }

    // Neighbouring gap errors share a beat when the clock is a schedule (correlation -.5) and nothing when it sleeps.
    [Theory]
    [InlineData(BeaconClock.Schedule, -.55, -.45)]
    [InlineData(BeaconClock.Sleep, -.06, .06)]
    public void Gap_errors_are_correlated_as_the_clock_says(BeaconClock clock, double low, double high)
    {
        var gaps = new Beacon { Clock = clock, Beats = 5_000, PeriodSeconds = 300, Jitter = .2 }.Simulate(9, resolution: 1_000).Gaps;
        var mean = gaps.Average();
        var correlation = gaps.Zip(gaps.Skip(1), (a, b) => (a - mean) * (b - mean)).Sum() / gaps.Sum(g => (g - mean) * (g - mean));

        Assert.InRange(correlation, low, high);
        Assert.InRange(gaps.Max(), 300, clock == BeaconClock.Schedule ? 420.01 : 360.01);
    }

    [Fact]
    public void Beats_are_missed_and_noise_added_in_the_shares_asked_for()
    {
        var missing = new Beacon { Beats = 10_000, PeriodSeconds = 60, Missing = .4 }.Simulate(10);
        var noisy = new Beacon { Beats = 10_000, PeriodSeconds = 60, NoisePerBeat = 2, Noise = TrafficFamily.Sessions }.Simulate(10);

        Assert.InRange(missing.Times.Length, 5_850, 6_150);
        Assert.All(missing.Gaps, gap => Assert.Equal(0, gap % 60));
        Assert.InRange(noisy.Times.Length, 29_500, 30_500);
    }

    [Fact]
    public void Drawn_periods_lie_between_a_minute_and_an_hour_evenly_in_the_logarithm()
    {
        var periods = Enumerable.Range(0, 2_000).Select(seed => Beacon.WithDrawnPeriod((ulong)seed, 20).PeriodSeconds).ToList();

        Assert.InRange(periods.Min(), 60, 63);
        Assert.InRange(periods.Max(), 3_400, 3_600);
        Assert.InRange(periods.Count(p => p < Math.Sqrt(60 * 3_600)) / 2_000.0, .46, .54);
    }
}
