using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.DerivedNames;

/// <summary>Names first asked for after an old one ended, by a source of the old one.</summary>
/// <remarks>The record does not say which address a name stands for: that the new name replaces the old one is for the reader to show. What is said is how
/// soon it came, measured by how often this source asks for names that nobody asked for before.</remarks>
static class NewNames
{
    const double Level = .1;

    /// <summary>Names at the start of a record are all new; they count from this share of it on.</summary>
    const double Learning = .1;

    /// <summary>The names, the least likely first.</summary>
    /// <param name="table">The record.</param>
    /// <param name="pairsOf">First pair of a target and the pair after its last.</param>
    /// <param name="hasEnded">Whether a pair fell silent beyond the ordinary.</param>
    /// <param name="coverage">When anybody listened.</param>
    /// <param name="most">How many to tell.</param>
    public static List<NameFindings> Of(ContactTable table, Func<int, (int First, int End)> pairsOf, Predicate<int> hasEnded, Coverage coverage, int most)
    {
        var learned = coverage.From + (long)(Learning * (coverage.To - coverage.From));
        var days = coverage.SecondsBetween(learned, coverage.To);
        var fresh = Fresh(table, pairsOf, learned);
        List<NameFindings> found = [];
        for (var old = 0; old < table.Targets.Count; old++)
        {
            var (first, end) = pairsOf(old);
            var last = long.MinValue;
            for (var pair = first; pair < end; pair++)
                last = Math.Max(last, table.Times(pair)[^1]);
            for (var pair = first; pair < end; pair++)
            {
                var key = table.Pairs[pair];
                // Nobody asked for the old name any more when the new one came.
                if (key.Kind != ContactKind.DnsLookup || !fresh.TryGetValue(key.Source, out var names) || !hasEnded(pair))
                    continue;
                var next = names.FindIndex(n => n.At > last);
                if (next < 0)
                    continue;
                var delay = coverage.SecondsBetween(table.Times(pair)[^1], names[next].At);
                var chance = 1 - Math.Exp(-names.Count / Math.Max(1, days) * Math.Max(1, delay));
                if (chance <= Level)
                    found.Add(Describe(table, pairsOf, pair, names[next], delay, chance, names.Count));
            }
        }
        return [.. found.OrderBy(f => f.PValue).ThenBy(f => f.Of, StringComparer.Ordinal).ThenBy(f => f.Source, StringComparer.Ordinal).Take(most)];
    }

    /// <summary>For each source the look-ups of names that nobody had asked for before, in time order.</summary>
    static Dictionary<int, List<(long At, int Pair)>> Fresh(ContactTable table, Func<int, (int First, int End)> pairsOf, long learned)
    {
        Dictionary<int, List<(long At, int Pair)>> fresh = [];
        for (var target = 0; target < table.Targets.Count; target++)
        {
            var (first, end) = pairsOf(target);
            var earliest = -1;
            for (var pair = first; pair < end; pair++)
                if (table.Pairs[pair].Kind == ContactKind.DnsLookup && (earliest < 0 || table.Times(pair)[0] < table.Times(earliest)[0]))
                    earliest = pair;
            if (earliest < 0 || table.Times(earliest)[0] < learned || SearchSuffixes.IsDerived(table.Targets, target))
                continue;
            if (!fresh.TryGetValue(table.Pairs[earliest].Source, out var names))
                fresh[table.Pairs[earliest].Source] = names = [];
            names.Add((table.Times(earliest)[0], earliest));
        }
        foreach (var names in fresh.Values)
            names.Sort();
        return fresh;
    }

    static NameFindings Describe(
        ContactTable table, Func<int, (int First, int End)> pairsOf, int old, (long At, int Pair) name, double delay, double chance, int names)
    {
        var key = table.Pairs[name.Pair];
        var (first, end) = pairsOf(key.Target);
        var others = end - first - 1;
        var (text, of, source) = (table.Targets.Text(key.Target), table.Targets.Text(table.Pairs[old].Target), table.Sources.Text(key.Source));
        return new NameFindings
        {
            Kind = "new-name",
            Name = text,
            Of = of,
            Source = source,
            At = UnixTime.Format(name.At),
            DelaySeconds = delay,
            Contacts = table.ContactsOf(name.Pair),
            OtherSources = others,
            PValue = chance,
            Text = $"{source} was the first to ask for {text}, {Phrase.Duration(delay)} after its last contact with {of}. It was the first to ask for {Phrase.Count(names, "name")} "
                + $"of this record, so that one comes so soon by chance {Phrase.Chance(Math.Log(chance))}; {(others == 0 ? "nobody else asked for it" : $"{Phrase.Count(others, "other source")} asked for it later")}. "
                + "Whether the one name replaces the other is not in this record.",
        };
    }
}
