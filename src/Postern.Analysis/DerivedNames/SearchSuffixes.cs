using Postern.Analysis.Findings;
using Postern.Analysis.Rate;
using Postern.Contacts;

namespace Postern.Analysis.DerivedNames;

/// <summary>Look-ups of an old name with more labels behind it: what a resolver's search list makes of a name that was not found.</summary>
static class SearchSuffixes
{
    const int FewestLabels = 2;
    const double LongestDelay = 3_600;

    /// <summary>The names, those soonest after the old name first.</summary>
    /// <param name="table">The record.</param>
    /// <param name="pairsOf">First pair of a target and the pair after its last.</param>
    /// <param name="seconds">Watched time of the record.</param>
    /// <param name="most">How many to tell.</param>
    public static List<NameFindings> Of(ContactTable table, Func<int, (int First, int End)> pairsOf, double seconds, int most)
    {
        List<(double Delay, NameFindings Found)> found = [];
        for (var target = 0; target < table.Targets.Count; target++)
            foreach (var old in OldNames(table.Targets, target))
                Compare(table, pairsOf(target), pairsOf(old), seconds, found);
        return [.. found.OrderBy(f => f.Delay).ThenBy(f => f.Found.At, StringComparer.Ordinal).ThenBy(f => f.Found.Name, StringComparer.Ordinal).Take(most).Select(f => f.Found)];
    }

    /// <summary>Whether a name is another of the record with more labels behind it.</summary>
    public static bool IsDerived(NameTable names, int name) => OldNames(names, name).Count > 0;

    /// <summary>The names of the record that a name begins with, longest first.</summary>
    static List<int> OldNames(NameTable names, int number)
    {
        List<int> old = [];
        var name = names[number];
        for (var end = name.LastIndexOf((byte)'.'); end > 0; end = name[..end].LastIndexOf((byte)'.'))
        {
            if (name[..end].Count((byte)'.') + 1 < FewestLabels)
                break;
            if (Find(names, name[..end]) is var known and >= 0)
                old.Add(known);
        }
        return old;
    }

    /// <summary>Sources that asked for both, soon one after the other; pairs of a target are in the order of their sources.</summary>
    static void Compare(ContactTable table, (int First, int End) derived, (int First, int End) old, double seconds, List<(double, NameFindings)> found)
    {
        var at = old.First;
        for (var pair = derived.First; pair < derived.End; pair++)
        {
            var key = table.Pairs[pair];
            while (at < old.End && table.Pairs[at].Source < key.Source)
                at++;
            if (key.Kind != ContactKind.DnsLookup || at == old.End || table.Pairs[at].Source != key.Source || table.Pairs[at].Kind != key.Kind)
                continue;
            var times = table.Times(pair);
            var before = table.Times(at);
            var latest = before.FirstAt(times[0] + 1) - 1;
            if (latest < 0 || (times[0] - before[latest]) / 1e9 is var delay && delay > LongestDelay)
                continue;
            found.Add((delay, Describe(table, pair, at, derived.End - derived.First, delay, Math.Min(1, before.Length * Math.Max(1, delay) / Math.Max(1, seconds)))));
        }
    }

    static NameFindings Describe(ContactTable table, int pair, int old, int sources, double delay, double chance)
    {
        var times = table.Times(pair);
        var before = table.Times(old);
        var (name, of, source) = (table.Targets.Text(table.Pairs[pair].Target), table.Targets.Text(table.Pairs[old].Target), table.Sources.Text(table.Pairs[pair].Source));
        var last = (before[^1] - times[0]) / 1e9;
        var end = last >= 0 ? $", {Phrase.Duration(last)} before its last contact with that name" : "";
        return new NameFindings
        {
            Kind = "search-suffix",
            Name = name,
            Of = of,
            Source = source,
            At = UnixTime.Format(times[0]),
            DelaySeconds = delay,
            BeforeLastSeconds = last >= 0 ? last : null,
            Contacts = times.Length,
            OtherSources = sources - 1,
            PValue = chance,
            Text = $"{source} asked for {name} {Phrase.Duration(delay)} after {of}{end} ({Phrase.Count(times.Length, "time")} in all; so soon by chance {Phrase.Chance(Math.Log(chance))}). "
                + "A resolver's search list does this to a name that it did not find, until something else is shown.",
        };
    }

    /// <summary>Number of a name; names are in the order of their bytes.</summary>
    static int Find(NameTable names, ReadOnlySpan<byte> name)
    {
        int low = 0, high = names.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = names[middle].SequenceCompareTo(name);
            if (order == 0)
                return middle;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return -1;
    }
}
