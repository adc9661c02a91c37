using Postern.Simulation.Specification;

namespace Postern.Simulation.Parties;

/// <summary>Exactly as many contacts as were asked for: random demand as strong as that needs, and what is then too much dropped at random.</summary>
/// <param name="party">The party with its numbers.</param>
/// <param name="make">Its contacts with random demand so many times as strong.</param>
/// <param name="random">Draws what is dropped.</param>
sealed class ExactCounts(PartySpecification party, Func<double, List<PartyContact>> make, TrafficRandom random)
{
    /// <summary>Doublings of random demand before it is given up.</summary>
    const int MostDoublings = 24;

    /// <summary>With fewer contacts it is too early to say that a cache lets through no more.</summary>
    const int FewContacts = 50;

    /// <summary>With so many contacts for each that was asked for, whoever still lacks some gets none at all.</summary>
    const int MostForEach = 100;

    /// <summary>Halvings between too little and enough: the excess to be dropped is then a few contacts.</summary>
    const int Halvings = 14;

    /// <summary>Random demand is so many times as strong as specified.</summary>
    public double Factor { get; private set; } = 1;

    /// <summary>The contacts, or null with what is wrong.</summary>
    public IReadOnlyList<PartyContact>? Find(out string? problem)
    {
        problem = null;
        var made = make(1);
        if (party.Demand.Any(d => d is RandomDemand))
            made = Strengthened(made);
        var missing = Missing(made);
        if (missing > 0)
        {
            problem = $"parties.{party.Name}.contacts asks for {party.Contacts.Sum():N0}, {missing:N0} more than its demand can make; "
                + "ask for fewer, add demand, or let the cache forget sooner";
            return null;
        }
        return Thinned(made, out problem);
    }

    List<PartyContact> Strengthened(List<PartyContact> made)
    {
        var (low, high) = (0.0, 1.0);
        var (missing, gained) = (Missing(made), 0L);
        for (var i = 0; i < MostDoublings && missing > 0; i++)
        {
            (low, high) = (high, high * 2);
            made = make(high);
            var (before, more) = (missing, gained);
            missing = Missing(made);
            gained = before - missing;
            // Behind a cache every doubling gains half of what the one before did: all further ones together as much as this one.
            var saturated = party.Cache is not null && gained < .75 * more && missing > 3 * gained && made.Count > FewContacts;
            if (saturated || made.Count > MostForEach * (long)party.Contacts.Sum() + 10_000)
                return made;
        }
        if (missing > 0)
            return made;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            var tried = make(middle);
            if (Missing(tried) > 0)
                low = middle;
            else
                (high, made) = (middle, tried);
        }
        Factor = high;
        return made;
    }

    /// <summary>Contacts that are missing, over all sources that have too few.</summary>
    long Missing(List<PartyContact> made)
    {
        var counts = Counts(made);
        return counts.Zip(party.Contacts, (have, wanted) => Math.Max(0L, wanted - have)).Sum();
    }

    long[] Counts(List<PartyContact> made)
    {
        var counts = new long[party.Contacts.Count];
        foreach (var contact in made)
            counts[Group(contact)]++;
        return counts;
    }

    int Group(PartyContact contact) => party.Contacts.Count == 1 ? 0 : contact.Source;

    List<PartyContact>? Thinned(List<PartyContact> made, out string? problem)
    {
        problem = null;
        var dropped = new bool[made.Count];
        for (var group = 0; group < party.Contacts.Count; group++)
        {
            int[] own = [.. Enumerable.Range(0, made.Count).Where(i => Group(made[i]) == group)];
            int[] loose = [.. own.Where(i => !made[i].IsFixed)];
            var excess = own.Length - party.Contacts[group];
            if (excess > loose.Length)
            {
                problem = $"parties.{party.Name}.contacts asks for {party.Contacts[group]:N0}, fewer than the {own.Length - loose.Length:N0} that its `at` names; ask for as many at least";
                return null;
            }
            for (var i = 0; i < excess; i++)
            {
                var pick = i + (int)random.Uniform(0, loose.Length - i);
                (loose[i], loose[pick]) = (loose[pick], loose[i]);
                dropped[loose[i]] = true;
            }
        }
        return [.. made.Where((_, i) => !dropped[i])];
    }
}
