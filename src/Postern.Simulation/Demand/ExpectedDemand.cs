using Postern.Simulation.Specification;

namespace Postern.Simulation.Demand;

/// <summary>The random demand of one party that is to be expected, summed over the steps of the record.</summary>
/// <remarks>A record of a year has 105,000 steps, and a party may have thousands of series: what is the same for all of them stands once.</remarks>
/// <param name="party">Whose.</param>
/// <param name="steps">Steps of the record.</param>
/// <param name="levels">Strength of the levels that parties share, by name.</param>
sealed class ExpectedDemand(PartySpecification party, RateSteps steps, IReadOnlyDictionary<string, double[]> levels)
{
    readonly double[]?[] shared = new double[]?[party.Demand.Count];

    /// <summary>Whether each series of an entry has demand of its own, for its level drifts by chance.</summary>
    public bool DiffersBySeries(int entry) => party.Demand[entry] is RandomDemand { Level.Drift: not null };

    /// <summary>Expected contacts before each edge of the steps, for a rate of one contact an hour at level 1.</summary>
    /// <param name="entry">Entry of the party's demand.</param>
    /// <param name="draws">Draws the drift where series differ.</param>
    public double[] Before(int entry, TrafficRandom draws)
    {
        var demand = (RandomDemand)party.Demand[entry];
        return DiffersBySeries(entry) ? Sum(demand, draws) : shared[entry] ??= Sum(demand, draws);
    }

    double[] Sum(RandomDemand demand, TrafficRandom draws)
    {
        List<double[]> strengths = [.. demand.Follows.Select(name => levels[name])];
        if (!demand.Level.IsFlat)
            strengths.Add(steps.Strength(demand.Level, draws));
        var edges = steps.Edges;
        var before = new double[edges.Length];
        for (var i = 0; i + 1 < edges.Length; i++)
        {
            var hours = (Math.Min(edges[i + 1], demand.To) - Math.Max(edges[i], demand.From)) / 3.6e12;
            var strength = 1.0;
            foreach (var level in strengths)
                strength *= level[i];
            before[i + 1] = before[i] + Math.Max(0, hours) * strength;
        }
        return before;
    }
}
