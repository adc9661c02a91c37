using Postern.Simulation.Specification;

namespace Postern.Simulation.Demand;

/// <summary>Arrivals of a Poisson process whose rate is a step function, and what each of them causes.</summary>
/// <remarks>The arrivals are the same points of cumulative demand whatever the factor, so that a larger factor adds arrivals to the
/// series and does not draw another one: an exact number can be searched for.</remarks>
sealed class RandomArrivals
{
    readonly RandomDemand demand;
    readonly RateSteps steps;
    readonly Func<double[]> expected;
    readonly ulong seed;

    /// <summary>The process of one series.</summary>
    /// <param name="demand">What it is like.</param>
    /// <param name="steps">The steps of the record.</param>
    /// <param name="expected">Gives the contacts to be expected before each edge of the steps, for one contact an hour at level 1.</param>
    /// <param name="random">Draws the rate of the series and the seeds of the rest.</param>
    public RandomArrivals(RandomDemand demand, RateSteps steps, Func<double[]> expected, TrafficRandom random)
    {
        (this.demand, this.steps, this.expected) = (demand, steps, expected);
        PerHour = demand.PerHour == demand.PerHourMost ? demand.PerHour : random.LogUniform(demand.PerHour, demand.PerHourMost);
        seed = random.Next();
    }

    /// <summary>Contacts an hour at level 1 of this series.</summary>
    public double PerHour { get; }

    /// <summary>The arrivals with demand so many times as strong, those that others caused behind their cause; throws <see cref="DemandLimitException"/>.</summary>
    public IEnumerable<Occasion> Times(double factor)
    {
        var before = expected();
        if (before[^1] * PerHour * factor > DemandLimit.Most)
            throw new DemandLimitException();
        var apart = 1 / (factor * PerHour);
        var random = new TrafficRandom(seed);
        var step = 0;
        var number = 0;
        for (var reached = random.Exponential(apart); reached < before[^1]; reached += random.Exponential(apart))
        {
            while (before[step + 1] <= reached)
                step++;
            var (from, to) = (Math.Max(steps.Edges[step], demand.From), Math.Min(steps.Edges[step + 1], demand.To));
            var time = from + (long)((reached - before[step]) / (before[step + 1] - before[step]) * (to - from));
            yield return new Occasion(time);
            if (demand.Children is { } children)
            {
                foreach (var child in Descendants(time, children, Streams.Of(seed, "children", number)))
                    yield return child;
            }
            number++;
        }
    }

    /// <summary>The branching form of a Hawkes process (Hawkes and Oakes 1974): everyone caused causes others.</summary>
    IEnumerable<Occasion> Descendants(long first, ChildrenSpecification children, TrafficRandom random)
    {
        List<long> family = [first];
        for (var parent = 0; parent < family.Count; parent++)
        {
            for (var left = random.Poisson(children.Mean); left > 0; left--)
            {
                var time = family[parent] + (long)(random.Exponential(children.WithinSeconds) * 1e9);
                if (time >= demand.To)
                    continue;
                family.Add(time);
                yield return new Occasion(time);
            }
        }
    }
}
