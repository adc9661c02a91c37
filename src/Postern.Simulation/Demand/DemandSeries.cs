using Postern.Simulation.Specification;

namespace Postern.Simulation.Demand;

/// <summary>All demand of one series of a party: its timers, its random arrivals, its exact instants.</summary>
sealed class DemandSeries
{
    readonly PartySpecification party;
    readonly ulong seed;
    readonly int number;
    readonly RandomArrivals?[] random;

    /// <summary>The demand of a series.</summary>
    /// <param name="party">Whose.</param>
    /// <param name="number">Which of the party's series.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="steps">Steps of the record.</param>
    /// <param name="expected">The party's demand that is to be expected.</param>
    /// <param name="keep">Whether demand that is this series' own is kept between uses; else it is summed again each time.</param>
    public DemandSeries(PartySpecification party, int number, ulong seed, RateSteps steps, ExpectedDemand expected, bool keep)
    {
        (this.party, this.seed, this.number) = (party, seed, number);
        random = new RandomArrivals?[party.Demand.Count];
        for (var i = 0; i < random.Length; i++)
        {
            if (party.Demand[i] is not RandomDemand demand)
                continue;
            var entry = i;
            var draws = Stream("random", i);
            var before = expected.Before(i, draws); // draws before the rate does
            var again = !keep && expected.DiffersBySeries(i);
            random[i] = new RandomArrivals(demand, steps, again ? () => expected.Before(entry, Stream("random", entry)) : Kept(before), draws);
        }
    }

    /// <summary>Rates of the random entries at level 1, contacts an hour; null for the others.</summary>
    public IEnumerable<double?> PerHour => random.Select(r => r?.PerHour);

    /// <summary>The occasions in time order, with random demand so many times as strong; those of an outage are left out.</summary>
    public List<Occasion> Occasions(double factor)
    {
        List<Occasion> all = [];
        for (var i = 0; i < party.Demand.Count; i++)
        {
            var own = party.Demand[i] switch
            {
                ExactDemand exact => exact.At.Select(time => new Occasion(time, IsFixed: true)),
                TimerDemand timer => TimerBeats.Times(timer, Stream("timer", i)),
                _ => random[i]!.Times(factor),
            };
            all.AddRange(RetryAttempts.Of(own, party.Demand[i].Retries, Stream("retries", i)));
        }
        all.RemoveAll(o => !o.IsFixed && (o.Time < party.From || o.Time >= party.To || party.Off.Any(off => o.Time >= off.From && o.Time < off.To)));
        all.Sort((a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.IsFixed.CompareTo(b.IsFixed));
        return all;
    }

    /// <summary>Apart from the other function, which must not hold what is summed again.</summary>
    static Func<double[]> Kept(double[] before) => () => before;

    TrafficRandom Stream(string purpose, int entry) => Streams.Of(seed, $"{party.Name}/{purpose}", number, entry);
}
