using System.Text.Json;
using Postern.Analysis.Caching;
using Postern.Testing;

namespace Postern.Analysis.Tests.Caching;

/// <summary>Every case of <c>methods/ttl_cache.json</c>.</summary>
public sealed class CacheVectorTests
{
    [Fact]
    public void Every_vector_is_met()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("methods", "ttl_cache.json")));
        var met = 0;
        foreach (var item in file.RootElement.GetProperty("cases").EnumerateArray())
        {
            Check(item.GetProperty("fn").GetString()!, item.GetProperty("input"), item.GetProperty("expected"));
            met++;
        }
        Assert.Equal(18, met);
    }

    static void Check(string function, JsonElement input, JsonElement expected)
    {
        switch (function)
        {
            case "ttl_known":
                Same(expected, CacheDemand.LifetimeKnown(Row(input, "gaps"), Number(input, "ttl"), Number(input, "resolution")));
                break;
            case "ttl_unknown":
                var gaps = Row(input, "gaps");
                Same(expected, CacheDemand.LifetimeUnknown(gaps)!.Value);
                Close(Number(expected, "floor_p"), Math.Exp(CacheFloor.LogPValue(gaps.Min(), gaps.Average(), gaps.Length)));
                break;
            case "periodic_demand_bounds":
                var demand = CacheDemand.Periodic(Number(input, "miss_interval"), Number(input, "ttl"))!.Value;
                Assert.Equal((int)Number(expected, "max_queries_per_miss"), demand.QueriesPerMiss);
                Close(Number(expected, "shortest_period"), demand.Shortest);
                Close(Number(expected, "longest_period"), demand.Longest);
                break;
            case "min_caches":
                Assert.Equal((int)Number(expected, "min_caches"), CacheDemand.LeastCaches(Row(input, "timestamps"), Number(input, "ttl")));
                break;
            default:
                Assert.Fail($"no function {function}");
                break;
        }
    }

    static void Same(JsonElement expected, DemandRate rate)
    {
        Close(Number(expected, "rate"), rate.PerSecond);
        Close(Number(expected, "lo95"), rate.Low);
        Close(Number(expected, "hi95"), rate.High);
    }

    static void Close(double expected, double actual) => Assert.InRange(actual / expected, 1 - 1e-8, 1 + 1e-8);

    static double Number(JsonElement of, string name) => of.GetProperty(name).GetDouble();

    static double[] Row(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
}
