using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Traffic;

public class BackgroundTrafficTests
{
    const double Days182 = 182 * 86_400.0;

    public static TheoryData<TrafficFamily> Families => [.. Enum.GetValues<TrafficFamily>()];

    [Theory, MemberData(nameof(Families))]
    public void Every_family_fills_its_window_with_the_number_asked_for(TrafficFamily family)
    {
        foreach (var count in new[] { 0, 1, 7, 2_000 })
        {
            var series = BackgroundTraffic.Simulate(family, 11, count, 90_000);

            Assert.Equal(count, series.Times.Length);
            Assert.Equal(series.Times.Order(), series.Times);
            Assert.All(series.Times, time => Assert.InRange(time, series.From, series.To - 1));
            Assert.All(series.Times, time => Assert.Equal(0, time % SimulatedSeries.Second));
            Assert.Equal(90_000, series.Seconds);
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void The_seed_decides(TrafficFamily family)
    {
        var one = BackgroundTraffic.Simulate(family, 1, 300, 1e6, resolution: 1_000);

        Assert.Equal(one.Times, BackgroundTraffic.Simulate(family, 1, 300, 1e6, resolution: 1_000).Times);
        Assert.NotEqual(one.Times, BackgroundTraffic.Simulate(family, 2, 300, 1e6, resolution: 1_000).Times);
    }

    // Variance over mean of daily counts of 2,000 contacts in 182 days, averaged over seeds: 1 without memory, several with it.
    [Theory]
    [InlineData(TrafficFamily.Poisson, .85, 1.15)]
    [InlineData(TrafficFamily.DayWave, .8, 1.2)] // each day the same: over-dispersed by the hour only
    [InlineData(TrafficFamily.OfficeHours, 6, 40)]
    [InlineData(TrafficFamily.Sessions, 2, 20)]
    [InlineData(TrafficFamily.Weibull, 2.5, 8)] // squared CV of a Weibull of shape .5 is 5
    [InlineData(TrafficFamily.LogNormal, 2, 25)]
    [InlineData(TrafficFamily.Hawkes, 6, 14)] // 1 / (1 - .7)^2 = 11.1 in the limit
    [InlineData(TrafficFamily.MarkovModulated, 6, 60)]
    [InlineData(TrafficFamily.CoxOneDay, 5, 25)]
    [InlineData(TrafficFamily.CoxFiveDays, 5, 30)]
    public void Daily_counts_are_dispersed_as_the_family_says(TrafficFamily family, double low, double high)
    {
        var dispersion = Enumerable.Range(0, 40).Average(seed =>
        {
            var counts = BackgroundTraffic.Simulate(family, (ulong)seed, 2_000, Days182).Counts(182);
            var mean = counts.Average();
            return counts.Sum(c => (c - mean) * (c - mean)) / (counts.Length - 1) / mean;
        });

        Assert.InRange(dispersion, low, high);
    }

    // Correlation of the counts of neighbouring six-hour stretches.
    [Theory]
    [InlineData(TrafficFamily.Poisson, -.1, .1)]
    [InlineData(TrafficFamily.Sessions, -.1, .1)] // sessions are short
    [InlineData(TrafficFamily.MarkovModulated, .15, .6)]
    [InlineData(TrafficFamily.CoxOneDay, .35, .8)]
    [InlineData(TrafficFamily.CoxFiveDays, .5, .95)]
    public void Neighbouring_counts_are_correlated_only_where_the_rate_has_a_memory(
        TrafficFamily family, double low, double high)
    {
        var correlation = Enumerable.Range(0, 40).Average(seed =>
            Lag1(BackgroundTraffic.Simulate(family, (ulong)seed, 2_000, Days182).Counts(182 * 4)));

        Assert.InRange(correlation, low, high);
    }

    [Fact]
    public void Office_traffic_keeps_to_working_hours()
    {
        var series = BackgroundTraffic.Simulate(TrafficFamily.OfficeHours, 5, 5_000, Days182);

        var inside = series.Times.Count(time =>
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(time / SimulatedSeries.Second);
            return at.DayOfWeek is >= DayOfWeek.Monday and <= DayOfWeek.Friday && at.Hour is >= 8 and < 18;
        });

        // 50 hours at 1 against 118 at .05: 89 % expected.
        Assert.InRange(inside / 5_000.0, .85, .93);
    }

    [Fact]
    public void A_day_wave_returns_at_the_same_hour()
    {
        var series = BackgroundTraffic.Simulate(TrafficFamily.DayWave, 3, 20_000, Days182);
        var hours = new int[24];
        foreach (var time in series.Times)
            hours[time / SimulatedSeries.Second / 3_600 % 24]++;

        Assert.True(hours.Max() > 10 * hours.Min());
        var firstHalf = new SimulatedSeries(
            [.. series.Times.Take(10_000)], series.From, series.To);
        var half = new int[24];
        foreach (var time in firstHalf.Times)
            half[time / SimulatedSeries.Second / 3_600 % 24]++;
        Assert.All(hours.Zip(half), pair => Assert.InRange(pair.Second, .35 * pair.First - 20, .65 * pair.First + 20));
    }

    [Fact]
    public void A_day_wave_in_an_hour_is_one_wave()
    {
        var counts = BackgroundTraffic.Simulate(TrafficFamily.DayWave, 4, 3_000, 3_600).Counts(24);

        Assert.True(counts.Max() > 10 * counts.Min(), string.Join(' ', counts));
    }

    // Gap statistics of the two renewal families and of Poisson: CV 1, about sqrt(5), and above 1.3.
    [Theory]
    [InlineData(TrafficFamily.Poisson, .95, 1.05)]
    [InlineData(TrafficFamily.Weibull, 2.0, 2.45)]
    [InlineData(TrafficFamily.LogNormal, 1.3, 5)]
    public void Gaps_vary_as_the_family_says(TrafficFamily family, double low, double high)
    {
        var variation = Enumerable.Range(0, 20).Average(seed =>
        {
            var gaps = BackgroundTraffic.Simulate(family, (ulong)seed, 5_000, 1e7, resolution: 1_000).Gaps;
            var mean = gaps.Average();
            return Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean))) / mean;
        });

        Assert.InRange(variation, low, high);
    }

    static double Lag1(int[] counts)
    {
        var mean = counts.Average();
        return counts.Zip(counts.Skip(1), (a, b) => (a - mean) * (b - mean)).Sum() / counts.Sum(c => (c - mean) * (c - mean));
    }
}
