using Postern.Contacts;
using Postern.Simulation.Specification;

namespace Postern.Simulation.Demand;

/// <summary>The record cut into steps of at most five minutes, and the strength of every level in each of them.</summary>
sealed class RateSteps
{
    const long Longest = 300 * UnixTime.Second;

    readonly long[] edges; // steps + 1
    readonly Dictionary<LevelSpecification, double[]> steady = new(ReferenceEqualityComparer.Instance);

    /// <summary>Steps of a record; what is the same in every simulation of it is computed once.</summary>
    public RateSteps(RecordSpecification record)
    {
        var own = record.Parties.SelectMany(p => p.Demand).OfType<RandomDemand>().Select(d => d.Level);
        var all = record.Levels.Concat(own).ToList();
        SortedSet<long> cuts = [record.From, record.To];
        for (var time = record.From / Longest * Longest; time < record.To; time += Longest)
            cuts.Add(Math.Max(time, record.From));
        foreach (var change in all.SelectMany(l => l.Changes))
            cuts.UnionWith(new[] { change.From, change.To }.Where(t => t > record.From && t < record.To));
        edges = [.. cuts];
        foreach (var level in all)
            steady[level] = Steady(level);
    }

    /// <summary>Start of each step (ns), and the end of the last.</summary>
    public ReadOnlySpan<long> Edges => edges;

    /// <summary>Strength of a level in each step.</summary>
    /// <param name="level">Which.</param>
    /// <param name="random">Draws its drift.</param>
    public double[] Strength(LevelSpecification level, TrafficRandom random)
    {
        var strength = steady[level];
        if (level.Drift is not { } drift)
            return strength;
        strength = [.. strength];
        var log = random.Normal();
        for (var i = 0; i < strength.Length; i++)
        {
            strength[i] *= Math.Exp(drift.Spread * log - drift.Spread * drift.Spread / 2);
            var keep = Math.Exp(-(edges[i + 1] - edges[i]) / 1e9 / drift.MemorySeconds);
            log = keep * log + Math.Sqrt(1 - keep * keep) * random.Normal();
        }
        return strength;
    }

    double[] Steady(LevelSpecification level)
    {
        var strength = new double[edges.Length - 1];
        for (var i = 0; i < strength.Length; i++)
        {
            var middle = edges[i] + (edges[i + 1] - edges[i]) / 2;
            strength[i] = level.Hours is not { } hours || hours.Open.Include(DateTimeOffset.UnixEpoch.AddTicks(middle / 100)) ? 1 : hours.Otherwise;
            foreach (var change in level.Changes)
            {
                if (middle >= change.From && middle < change.To)
                    strength[i] *= change.Times;
            }
        }
        return strength;
    }
}
