using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
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
    /// <param name="targets">Its targets.</param>
    /// <param name="seconds">Watched time of the record.</param>
    /// <param name="most">How many to tell.</param>
    public static List<NameFindings> Of(ContactTable table, TargetIndex targets, double seconds, int most)
    {
        List<Candidate> tried = [];
        for (var target = 0; target < table.Targets.Count; target++)
            foreach (var old in OldNames(table.Targets, target))
                Compare(table, (targets.First(target), targets.End(target)), (targets.First(old), targets.End(old)), seconds, tried);
        return CountedNames.Told(tried, c => c.LnP, _ => false, (candidate, lnQ) => Describe(table, targets, candidate, lnQ, tried.Count))
            .OrderBy(f => f.DelaySeconds).ThenBy(f => f.At, StringComparer.Ordinal).ThenBy(f => f.Name, StringComparer.Ordinal).Take(most).ToList();
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

    /// <summary>Sources that asked for both; pairs of a target are in the order of their sources.</summary>
    static void Compare(ContactTable table, (int First, int End) derived, (int First, int End) old, double seconds, List<Candidate> tried)
    {
        var at = old.First;
        for (var pair = derived.First; pair < derived.End; pair++)
        {
            var key = table.Pairs[pair];
            if (key.Kind != ContactKind.DnsLookup)
                continue;
            while (at < old.End && (table.Pairs[at].Source < key.Source || (table.Pairs[at].Source == key.Source && table.Pairs[at].Kind != key.Kind)))
                at++;
            if (at == old.End || table.Pairs[at].Source != key.Source)
                continue;
            var asked = table.Times(pair)[0];
            var before = table.Times(at);
            var latest = before.FirstAt(asked + 1) - 1;
            var delay = latest < 0 ? double.PositiveInfinity : (asked - before[latest]) / 1e9;
            tried.Add(new(pair, at, delay, delay > LongestDelay ? 0 : Math.Min(0, Math.Log(before.Length * Math.Max(1, delay) / Math.Max(1, seconds)))));
        }
    }

    static NameFindings Describe(ContactTable table, TargetIndex targets, Candidate candidate, double lnQ, int tried)
    {
        var (pair, old, delay) = (candidate.Pair, candidate.Old, candidate.Delay);
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
            OtherSources = targets.SourcesOf(table.Pairs[pair].Target) - 1,
            PValue = Math.Exp(candidate.LnP),
            QValue = Math.Exp(lnQ),
            Tried = tried,
            Text = $"{source} asked for {name} {Phrase.Duration(delay)} after {of}{end} ({Phrase.Count(times.Length, "time")} in all; so soon by chance {Phrase.Chance(candidate.LnP)}, "
                + $"with {CountedNames.Say(tried, "such look-up", "such look-ups", lnQ)}). "
                + $"A resolver's search list does this to a name that it did not find, until something else is shown. {SuffixOutcome.NotAsked}",
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

    /// <summary>A source that asked for a name and for the same with more labels.</summary>
    /// <param name="Pair">Pair of the source and the longer name.</param>
    /// <param name="Old">Pair of the source and the shorter one.</param>
    /// <param name="Delay">Seconds to the first look-up of the longer one from the latest of the shorter before it.</param>
    /// <param name="LnP">ln of the chance of so short a delay; 0 beyond an hour.</param>
    readonly record struct Candidate(int Pair, int Old, double Delay, double LnP);
}
