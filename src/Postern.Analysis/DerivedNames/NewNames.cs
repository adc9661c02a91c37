using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.DerivedNames;

/// <summary>Names first asked for after an old one ended, by a source of the old one.</summary>
/// <remarks>The record does not say which address a name stands for: that the new name replaces the old one is for the reader to show. What is said is how
/// soon it came, measured by how often this source asks for names that nobody asked for before, all names that ended counted.</remarks>
static class NewNames
{
    /// <summary>Names at the start of a record are all new; they count from this share of it on.</summary>
    const double Learning = .1;

    /// <summary>The names, the least likely first.</summary>
    /// <param name="table">The record.</param>
    /// <param name="targets">Its targets.</param>
    /// <param name="hasEnded">Whether a pair fell silent beyond the ordinary.</param>
    /// <param name="coverage">When anybody listened.</param>
    /// <param name="most">How many to tell.</param>
    public static List<NameFindings> Of(ContactTable table, TargetIndex targets, Predicate<int> hasEnded, Coverage coverage, int most)
    {
        var learned = coverage.From + (long)(Learning * (coverage.To - coverage.From));
        var days = coverage.SecondsBetween(learned, coverage.To);
        var fresh = Fresh(table, targets, learned);
        List<Candidate> tried = [];
        for (var old = 0; old < table.Targets.Count; old++)
        {
            var (first, end) = (targets.First(old), targets.End(old));
            var last = long.MinValue;
            for (var pair = first; pair < end; pair++)
                last = Math.Max(last, table.Times(pair)[^1]);
            for (var pair = first; pair < end; pair++)
            {
                var key = table.Pairs[pair];
                // Nobody asked for the old name any more when the new one came. A source of new names that asked for none afterwards was tried as well.
                if (key.Kind == ContactKind.DnsLookup && fresh.TryGetValue(key.Source, out var names) && hasEnded(pair))
                    tried.Add(Next(names, last) is { } next ? Weighed(pair, next, names.Count) : new(pair, default, 0, 0, 0));
            }
        }
        return CountedNames.Told(tried, c => c.LnP, (candidate, lnQ) => Describe(table, targets, candidate, lnQ, tried.Count))
            .OrderBy(f => f.PValue).ThenBy(f => f.Of, StringComparer.Ordinal).ThenBy(f => f.Source, StringComparer.Ordinal).Take(most).ToList();

        Candidate Weighed(int old, (long At, int Pair) name, int names)
        {
            var delay = coverage.SecondsBetween(table.Times(old)[^1], name.At);
            return new(old, name, delay, Math.Log(1 - Math.Exp(-names / Math.Max(1, days) * Math.Max(1, delay))), names);
        }
    }

    /// <summary>The first name after an instant; null when there is none.</summary>
    static (long At, int Pair)? Next(List<(long At, int Pair)> names, long after)
    {
        var at = names.BinarySearch((after, int.MaxValue));
        return (at < 0 ? ~at : at + 1) is var next && next < names.Count ? names[next] : null;
    }

    /// <summary>For each source the look-ups of names that nobody had asked for before, in time order.</summary>
    static Dictionary<int, List<(long At, int Pair)>> Fresh(ContactTable table, TargetIndex targets, long learned)
    {
        Dictionary<int, List<(long At, int Pair)>> fresh = [];
        for (var target = 0; target < table.Targets.Count; target++)
        {
            var (first, end) = (targets.First(target), targets.End(target));
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

    static NameFindings Describe(ContactTable table, TargetIndex targets, Candidate candidate, double lnQ, int tried)
    {
        var key = table.Pairs[candidate.Name.Pair];
        var others = targets.SourcesOf(key.Target) - 1;
        var (text, of, source) = (table.Targets.Text(key.Target), table.Targets.Text(table.Pairs[candidate.Old].Target), table.Sources.Text(key.Source));
        return new NameFindings
        {
            Kind = "new-name",
            Name = text,
            Of = of,
            Source = source,
            At = UnixTime.Format(candidate.Name.At),
            DelaySeconds = candidate.Delay,
            Contacts = table.ContactsOf(candidate.Name.Pair),
            OtherSources = others,
            PValue = Math.Exp(candidate.LnP),
            QValue = Math.Exp(lnQ),
            Tried = tried,
            Text = $"{source} was the first to ask for {text}, {Phrase.Duration(candidate.Delay)} after its last contact with {of}. It was the first to ask for {Phrase.Count(candidate.Names, "name")} "
                + $"of this record, so that one comes so soon by chance {Phrase.Chance(candidate.LnP)}, with {CountedNames.Say(tried, "name that ended", "names that ended", lnQ)}; "
                + $"{(others == 0 ? "nobody else asked for it" : $"{Phrase.Count(others, "other source")} asked for it later")}. "
                + "This is inferred from times and sources alone: answers are not looked at, so whether the new name stands for the old one's address is not shown.",
        };
    }

    /// <summary>A name that ended, and the next that its source was the first to ask for.</summary>
    /// <param name="Old">Pair of the source and the old name.</param>
    /// <param name="Name">First look-up of the new name, and its pair.</param>
    /// <param name="Delay">Watched seconds from the one to the other.</param>
    /// <param name="LnP">ln of the chance of so short a delay; 0 where no name came.</param>
    /// <param name="Names">Names that the source was the first to ask for.</param>
    readonly record struct Candidate(int Old, (long At, int Pair) Name, double Delay, double LnP, int Names);
}
