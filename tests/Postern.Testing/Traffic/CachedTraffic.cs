using Postern.Simulation;

namespace Postern.Testing.Traffic;

/// <summary>What is seen upstream of a cache: only the requests that find no living copy (METHODS §3).</summary>
public static class CachedTraffic
{
    /// <summary>Poisson requests behind an empty cache: gaps of <paramref name="ttlSeconds"/> + Exp(rate).</summary>
    /// <param name="seed">Same arguments and seed, same series.</param>
    /// <param name="count">Contacts seen upstream.</param>
    /// <param name="ttlSeconds">How long a copy lives; 300 and 3600 are the usual ones.</param>
    /// <param name="demandPerTtl">Mean requests per TTL; 20 is a busy name, .2 a rare one.</param>
    /// <param name="from">Start of the window (ns), which ends one tick after the last contact.</param>
    /// <param name="resolution">Step that times are floored to (ns).</param>
    public static SimulatedSeries Poisson(
        ulong seed, int count, double ttlSeconds, double demandPerTtl,
        long from = SimulatedSeries.Monday, long resolution = SimulatedSeries.Second)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ttlSeconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(demandPerTtl);
        var random = new TrafficRandom(seed);
        var offsets = new double[count];
        var time = 0.0;
        for (var i = 0; i < count; i++)
        {
            offsets[i] = time += random.Exponential(ttlSeconds / demandPerTtl);
            time += ttlSeconds;
        }
        var end = count == 0 ? ttlSeconds : offsets[^1];
        return SimulatedSeries.Of(offsets, end + resolution / 1e9, from, resolution);
    }

    /// <summary>Any demand behind an empty cache: the requests that come at least <paramref name="ttlSeconds"/> after the last one let through.</summary>
    public static SimulatedSeries Behind(SimulatedSeries demand, double ttlSeconds)
    {
        List<long> seen = [];
        var expires = long.MinValue;
        foreach (var time in demand.Times)
        {
            if (time < expires)
                continue;
            seen.Add(time);
            expires = time + (long)(ttlSeconds * 1e9);
        }
        return demand with { Times = [.. seen] };
    }
}
