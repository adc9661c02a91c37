using Postern.Simulation.Demand;
using Postern.Simulation.Specification;

namespace Postern.Simulation.Parties;

/// <summary>Which of a party's sources make an occasion.</summary>
static class SourceSharing
{
    /// <summary>The contacts of the sources.</summary>
    /// <param name="occasions">What comes through, in time order.</param>
    /// <param name="party">Whose.</param>
    /// <param name="target">Number of the target.</param>
    /// <param name="record">The record, for its extent.</param>
    /// <param name="random">Draws who makes it.</param>
    public static IEnumerable<PartyContact> Of(
        IEnumerable<Occasion> occasions, PartySpecification party, int target, RecordSpecification record, TrafficRandom random)
    {
        var together = party.Together;
        return together.How switch
        {
            Togetherness.Either => Either(occasions, party, target, random),
            Togetherness.All => All(occasions, party, target, random),
            _ => InTurn(occasions, party.Sources.Count, together, target, record, random),
        };
    }

    // With a number asked for of each source, they take part in proportion to it.
    static IEnumerable<PartyContact> Either(IEnumerable<Occasion> occasions, PartySpecification party, int target, TrafficRandom random)
    {
        var below = new double[party.Sources.Count];
        for (var i = 0; i < below.Length; i++)
            below[i] = (i == 0 ? 0 : below[i - 1]) + (party.Contacts.Count == below.Length ? party.Contacts[i] : 1);
        foreach (var o in occasions)
        {
            var drawn = random.Uniform() * below[^1];
            yield return new PartyContact(o.Time, Array.FindIndex(below, b => drawn < b), target, o.IsFixed, o.Fails);
        }
    }

    static IEnumerable<PartyContact> All(IEnumerable<Occasion> occasions, PartySpecification party, int target, TrafficRandom random)
    {
        var together = party.Together;
        foreach (var o in occasions)
        {
            var first = (int)random.Uniform(0, party.Sources.Count);
            var alone = random.Uniform() < together.AloneShare || o.IsFixed;
            yield return new PartyContact(o.Time, first, target, o.IsFixed, o.Fails);
            for (var i = 1; i < party.Sources.Count && !alone; i++)
            {
                var lag = (long)(random.Uniform(0, together.LagSeconds) * 1e9);
                yield return new PartyContact(o.Time + lag, (first + i) % party.Sources.Count, target, IsFixed: false, o.Fails);
            }
        }
    }

    static IEnumerable<PartyContact> InTurn(
        IEnumerable<Occasion> occasions, int sources, TogetherSpecification together, int target, RecordSpecification record, TrafficRandom random)
    {
        using var hands = HandOvers(together, record, random).GetEnumerator();
        var next = hands.MoveNext() ? hands.Current : long.MaxValue;
        var source = 0;
        foreach (var o in occasions)
        {
            for (; o.Time >= next; next = hands.MoveNext() ? hands.Current : long.MaxValue)
                source = (source + 1) % sources;
            yield return new PartyContact(o.Time, source, target, o.IsFixed, o.Fails);
        }
    }

    static IEnumerable<long> HandOvers(TogetherSpecification together, RecordSpecification record, TrafficRandom random)
    {
        if (together.HandOvers.Count > 0)
        {
            foreach (var time in together.HandOvers)
                yield return time;
            yield break;
        }
        for (var time = record.From; time < record.To;)
        {
            time += Math.Max(1, (long)(random.Exponential(together.StaySeconds) * 1e9));
            yield return time;
        }
    }
}
