using Postern.Simulation.Demand;
using Postern.Simulation.Specification;

namespace Postern.Simulation.Parties;

/// <summary>A contact of a party: of which of its sources, to which of its targets.</summary>
readonly record struct PartyContact(long Time, int Source, int Target, bool IsFixed, bool Fails);

/// <summary>One party in one simulation: demand, caches, sources, repeats, the sensor, and last the number asked for.</summary>
sealed class PartyRun
{
    /// <summary>Series whose drifting demand is kept; at 105,000 steps a year each takes most of a megabyte.</summary>
    const int FewSeries = 64;

    readonly PartySpecification party;
    readonly RecordSpecification record;
    readonly ulong seed;
    readonly DemandSeries[] series;

    /// <summary>The party in a simulation.</summary>
    /// <param name="party">Who.</param>
    /// <param name="record">The record it appears in.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="steps">Steps of the record.</param>
    /// <param name="levels">Strength of the levels that parties share, by name.</param>
    public PartyRun(PartySpecification party, RecordSpecification record, ulong seed, RateSteps steps, IReadOnlyDictionary<string, double[]> levels)
    {
        (this.party, this.record, this.seed) = (party, record, seed);
        var each = party.Together.How == Togetherness.Apart ? party.Sources.Count : 1;
        var count = each * party.Targets.Count;
        var expected = new ExpectedDemand(party, steps, levels);
        series = [.. Enumerable.Range(0, count).Select(i => new DemandSeries(party, i, seed, steps, expected, keep: count <= FewSeries))];
    }

    /// <summary>Random demand was made so many times as strong to reach the number asked for.</summary>
    public double Factor { get; private set; } = 1;

    /// <summary>Rates of each series' random entries at level 1 and factor 1, contacts an hour; null for other entries.</summary>
    public IReadOnlyList<IReadOnlyList<double?>> PerHour => [.. series.Select(s => s.PerHour.ToList())];

    /// <summary>The contacts in no order, or null with what is wrong.</summary>
    public IReadOnlyList<PartyContact>? Contacts(out string? problem)
    {
        problem = null;
        if (party.Contacts.Count == 0)
            return Made(1);
        var exact = new ExactCounts(party, Made, Streams.Of(seed, $"{party.Name}/dropped"));
        var contacts = exact.Find(out problem);
        Factor = exact.Factor;
        return contacts;
    }

    List<PartyContact> Made(double factor)
    {
        List<PartyContact> made = [];
        for (var i = 0; i < series.Length; i++)
        {
            var draws = Streams.Of(seed, $"{party.Name}/sources", i);
            var seen = Caches.Seen(series[i].Occasions(factor), party.Cache, Streams.Of(seed, $"{party.Name}/cache", i));
            var target = i % party.Targets.Count;
            var shared = party.Together.How == Togetherness.Apart
                ? seen.Select(o => new PartyContact(o.Time, i / party.Targets.Count, target, o.IsFixed, o.Fails))
                : SourceSharing.Of(seen, party, target, record, draws);
            made.AddRange(Repeated(shared, Streams.Of(seed, $"{party.Name}/repeats", i)));
        }
        made.RemoveAll(c => !c.IsFixed && (c.Time >= party.To || record.SensorOff.Any(off => c.Time >= off.From && c.Time < off.To)));
        return made;
    }

    IEnumerable<PartyContact> Repeated(IEnumerable<PartyContact> contacts, TrafficRandom random)
    {
        foreach (var contact in contacts)
        {
            yield return contact;
            if (party.Repeats is { } repeats && !contact.IsFixed && random.Uniform() < repeats.Share)
                yield return contact with { Time = contact.Time + (long)(random.Uniform(0, repeats.WithinSeconds) * 1e9) };
        }
    }
}
