using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.Comparison;

/// <summary>A pair by its names, for matching it between records.</summary>
public readonly record struct PairName(string Source, string Target, ContactKind Kind)
{
    /// <summary>The names of a pair of a table.</summary>
    public static PairName Of(ContactTable table, int pair) =>
        new(table.Sources.Text(table.Pairs[pair].Source), table.Targets.Text(table.Pairs[pair].Target), table.Pairs[pair].Kind);
}

/// <summary>What of a record and of a specification is compared.</summary>
/// <param name="Specified">Pairs that the specification can make.</param>
/// <param name="Names">Pair of the specification → pair of the record; empty when they have nothing in common.</param>
public sealed record PairMatch(IReadOnlyCollection<PairName> Specified, IReadOnlyDictionary<PairName, PairName> Names);

/// <summary>Measures and verdicts of one record, by pair and target.</summary>
/// <param name="Pairs">Of each pair.</param>
/// <param name="Targets">Of each target that several sources contact.</param>
sealed record RecordMeasures(
    IReadOnlyDictionary<PairName, (IReadOnlyList<Measure> Measures, IReadOnlyList<(string Name, string Value)> Verdicts)> Pairs,
    IReadOnlyDictionary<string, IReadOnlyList<Measure>> Targets)
{
    /// <summary>Measures one record: cut down to the pairs that are compared, it is analysed like any other.</summary>
    /// <param name="table">The record.</param>
    /// <param name="wanted">The pairs, and the names that they are compared under.</param>
    /// <param name="options">What to compute.</param>
    /// <param name="cancel">Ends the work.</param>
    public static RecordMeasures Of(
        ContactTable table, IReadOnlyDictionary<PairName, PairName> wanted, InvestigationOptions options, CancellationToken cancel)
    {
        List<(long, ContactKind, string, string)> kept = [];
        for (var pair = 0; pair < table.Pairs.Length; pair++)
        {
            if (!wanted.TryGetValue(PairName.Of(table, pair), out var name))
                continue;
            foreach (var time in table.Times(pair))
                kept.Add((time, name.Kind, name.Source, name.Target));
        }
        var cut = ContactTable.Of(kept);
        var found = Investigator.Run(cut, options, null, cancel);
        var described = found.Targets.SelectMany(t => t.Pairs).ToDictionary(p => (p.Source, p.Target, p.Kind));
        Dictionary<PairName, (IReadOnlyList<Measure>, IReadOnlyList<(string, string)>)> pairs = [];
        for (var pair = 0; pair < cut.Pairs.Length; pair++)
        {
            var name = PairName.Of(cut, pair);
            var its = described[(name.Source, name.Target, name.Kind.Word())];
            pairs.Add(name, (PairMeasures.Of(its, cut.Times(pair)), [.. PairMeasures.Verdicts(its)]));
        }
        return new RecordMeasures(pairs, found.Targets.Where(t => t.Sources > 1)
            .ToDictionary(t => t.Target, t => TargetMeasures.Of(t, Busiest(cut, t.Target)), StringComparer.Ordinal));
    }

    static (long[] First, long[] Second) Busiest(ContactTable table, string target)
    {
        var own = Enumerable.Range(0, table.Pairs.Length).Where(p => table.Targets.Text(table.Pairs[p].Target) == target)
            .OrderByDescending(table.ContactsOf).Take(2).ToList();
        return (table.Times(own[0]).ToArray(), own.Count > 1 ? table.Times(own[1]).ToArray() : []);
    }
}
