using Postern.Simulation.Demand;
using Postern.Simulation.Specification;

namespace Postern.Simulation.Parties;

/// <summary>What is seen upstream of caches: the demand that finds no living copy (METHODS §3).</summary>
static class Caches
{
    /// <summary>The occasions that come through, all of them where there is no cache.</summary>
    /// <param name="occasions">Demand in time order.</param>
    /// <param name="cache">The caches, or null.</param>
    /// <param name="random">Draws which of several caches is asked.</param>
    public static IEnumerable<Occasion> Seen(List<Occasion> occasions, CacheSpecification? cache, TrafficRandom random)
    {
        if (cache is null)
            return occasions;
        var expires = new long[cache.Caches];
        Array.Fill(expires, long.MinValue);
        List<Occasion> seen = [];
        foreach (var occasion in occasions)
        {
            var asked = cache.Caches == 1 ? 0 : (int)random.Uniform(0, cache.Caches);
            if (occasion.IsFixed || occasion.Time >= expires[asked])
            {
                seen.Add(occasion);
                expires[asked] = occasion.Time + (long)(cache.TtlSeconds * 1e9);
            }
        }
        return seen;
    }
}
