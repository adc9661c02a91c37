using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Traffic;

public class CachedTrafficTests
{
    [Theory]
    [InlineData(300, .2)]
    [InlineData(300, 20)]
    [InlineData(3_600, 1)]
    [InlineData(3_600, 100)]
    public void Gaps_behind_a_cache_are_its_TTL_and_an_exponential_rest(double ttl, double demandPerTtl)
    {
        var gaps = CachedTraffic.Poisson(4, 20_000, ttl, demandPerTtl, resolution: 1_000).Gaps;
        var rest = gaps.Select(gap => gap - ttl).ToList();

        Assert.All(rest, r => Assert.InRange(r, -1e-5, double.MaxValue)); // times are floored to a microsecond
        Assert.InRange(rest.Average() / (ttl / demandPerTtl), .97, 1.03);
        Assert.InRange(rest.Average(r => r * r) / Math.Pow(rest.Average(), 2), 1.9, 2.1); // 2 when exponential
    }

    [Fact]
    public void A_cache_before_any_demand_lets_the_first_request_after_each_expiry_through()
    {
        var demand = BackgroundTraffic.Simulate(TrafficFamily.OfficeHours, 2, 20_000, 14 * 86_400);
        var seen = CachedTraffic.Behind(demand, 300);

        Assert.All(seen.Gaps, gap => Assert.True(gap >= 300));
        Assert.Equal(demand.Times[0], seen.Times[0]);
        Assert.All(demand.Times, time =>
        {
            var at = Array.BinarySearch(seen.Times, time);
            var copied = seen.Times[at >= 0 ? at : ~at - 1]; // the last request let through, at or before this one
            Assert.InRange(time - copied, 0, 300 * SimulatedSeries.Second - 1);
        });
    }
}
