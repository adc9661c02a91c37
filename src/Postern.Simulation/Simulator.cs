using Postern.Settings;
using Postern.Simulation.Demand;
using Postern.Simulation.Parties;
using Postern.Simulation.Specification;

namespace Postern.Simulation;

/// <summary>Makes records of a specification: the same specification and seed give the same record, everywhere.</summary>
/// <remarks>Safe for several threads. What a party draws depends on the seed, its own name and the levels that it follows: another
/// party that is added changes nothing of it.</remarks>
/// <param name="record">What records are made of.</param>
public sealed class Simulator(RecordSpecification record)
{
    readonly RateSteps steps = new(record);

    /// <summary>What records are made of.</summary>
    public RecordSpecification Specification => record;

    /// <summary>Makes a record.</summary>
    /// <param name="seed">Seed of every draw.</param>
    /// <param name="problem">What cannot be: a number of contacts that its demand does not reach.</param>
    /// <returns>The record; null with a problem.</returns>
    public SimulatedRecord? Run(ulong seed, out SettingsProblem? problem)
    {
        problem = null;
        var levels = record.Levels.ToDictionary(
            level => level.Name, level => steps.Strength(level, Streams.Of(seed, $"level {level.Name}")), StringComparer.Ordinal);
        Dictionary<SimulatedPair, int> numbers = [];
        List<SimulatedPair> pairs = [];
        List<SimulatedContact> contacts = [];
        List<PartyAccount> accounts = [];
        foreach (var party in record.Parties)
        {
            var run = new PartyRun(party, record, seed, steps, levels);
            if (Contacts(run, party, out var wrong) is not { } made)
            {
                problem = new SettingsProblem(record.File, party.ContactsPlace.Line, party.ContactsPlace.Column, wrong!);
                return null;
            }
            HashSet<int> own = [];
            foreach (var contact in made)
            {
                var pair = new SimulatedPair(party.Sources[contact.Source], party.Targets[contact.Target], party.Kind);
                if (!numbers.TryGetValue(pair, out var number))
                {
                    numbers.Add(pair, number = pairs.Count);
                    pairs.Add(pair);
                }
                own.Add(number);
                contacts.Add(new SimulatedContact(Cut(contact.Time), number, contact.Fails || party.Fails));
            }
            accounts.Add(new PartyAccount(party, made.Count, run.Factor, run.PerHour, own));
        }
        Order(contacts, seed);
        return new SimulatedRecord(record, seed, pairs, contacts, accounts);
    }

    /// <summary>The seed of one of many records that belong together.</summary>
    /// <param name="seed">Seed of all of them.</param>
    /// <param name="run">Number of the record.</param>
    public static ulong SeedOf(ulong seed, int run) => Streams.SeedOf(seed, run);

    static IReadOnlyList<PartyContact>? Contacts(PartyRun run, PartySpecification party, out string? problem)
    {
        try
        {
            return run.Contacts(out problem);
        }
        catch (DemandLimitException)
        {
            problem = $"parties.{party.Name} makes too many demands, with its levels and numbers: {DemandLimit.Advice}";
            return null;
        }
    }

    long Cut(long time) => time - (time % record.Resolution + record.Resolution) % record.Resolution;

    void Order(List<SimulatedContact> contacts, ulong seed)
    {
        // A total order first, so that neither the order of parties nor the sort decides anything that is seen.
        var sorted = contacts.OrderBy(c => c.Time).ThenBy(c => c.Pair).ThenBy(c => c.Fails).ToArray();
        if (record.Order == RecordOrder.Shuffled)
        {
            var random = Streams.Of(seed, "order");
            for (var i = sorted.Length - 1; i > 0; i--)
            {
                var other = (int)random.Uniform(0, i + 1);
                (sorted[i], sorted[other]) = (sorted[other], sorted[i]);
            }
        }
        contacts.Clear();
        contacts.AddRange(sorted);
    }
}

/// <summary>What one party contributed to a record.</summary>
/// <param name="Party">The party.</param>
/// <param name="Contacts">Its contacts in the record.</param>
/// <param name="Factor">Random demand was so many times as strong as specified, to reach the number asked for.</param>
/// <param name="PerHour">Rates of each series' random entries, contacts an hour at level 1 and factor 1; null for other entries.</param>
/// <param name="Pairs">Numbers of the pairs that its contacts are of.</param>
public sealed record PartyAccount(
    PartySpecification Party, int Contacts, double Factor, IReadOnlyList<IReadOnlyList<double?>> PerHour, IReadOnlySet<int> Pairs);
