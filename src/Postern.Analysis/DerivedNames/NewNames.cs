using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.DerivedNames;

/// <summary>Names first asked for after an old one ended, by a source of the old one.</summary>
/// <remarks>What is said is how soon the new name came, measured by how often this source asks for names that nobody asked for before, all names that
/// ended counted; and, where somebody can say it, whether both names stood for one address (<see cref="AddressEvidence"/>).</remarks>
static class NewNames
{
    /// <summary>Names at the start of a record are all new; they count from this share of it on.</summary>
    const double Learning = .1;

    /// <summary>The names: those at an old address first, then the least likely.</summary>
    /// <param name="table">The record.</param>
    /// <param name="targets">Its targets.</param>
    /// <param name="screen">Says which pairs fell silent beyond the ordinary.</param>
    /// <param name="coverage">When anybody listened.</param>
    /// <param name="answers">Says what names were answered with; null when nobody can.</param>
    /// <param name="most">How many to tell.</param>
    public static List<NameFindings> Of(
        ContactTable table, TargetIndex targets, PairScreen screen, Coverage coverage, AnswerSource? answers, int most)
    {
        var learned = coverage.From + (long)(Learning * (coverage.To - coverage.From));
        var days = coverage.SecondsBetween(learned, coverage.To);
        List<Ended> ended = [.. EndedNames(table, targets, screen, Fresh(table, targets, learned))];
        var byTimes = CountedNames.StandOut([.. ended.Select(name => Weighed(name, null))], c => c.LnP);
        var found = AddressEvidence.Of(table, ended, byTimes, answers);
        List<Candidate> tried = [.. ended.Select((name, i) => Weighed(name, found[i]))];
        return CountedNames.Told(tried, c => c.LnP, c => c.Evidence is { IsLead: true }, (candidate, lnQ) => Describe(table, targets, candidate, lnQ, tried.Count))
            .OrderBy(f => f.Evidence == AddressEvidence.Seen ? 0 : 1)
            .ThenBy(f => f.PValue).ThenBy(f => f.Of, StringComparer.Ordinal).ThenBy(f => f.Source, StringComparer.Ordinal).Take(most).ToList();

        // A source of new names that asked for none afterwards was tried as well.
        Candidate Weighed(Ended name, AddressFound? found)
        {
            if (name.After == 0)
                return new(name, default, 0, 0, null);
            var next = name[found is { IsLead: true } ? found.Place : 0];
            var delay = coverage.SecondsBetween(table.Times(name.Old)[^1], next.At);
            return new(name, next, delay, Math.Log(1 - Math.Exp(-name.Fresh.Count / Math.Max(1, days) * Math.Max(1, delay))), found);
        }
    }

    /// <summary>Every pair that fell silent with its name, of a source that was the first to ask for others.</summary>
    static IEnumerable<Ended> EndedNames(ContactTable table, TargetIndex targets, PairScreen screen, Dictionary<int, List<(long At, int Pair)>> fresh)
    {
        for (var old = 0; old < table.Targets.Count; old++)
        {
            var (first, end) = (targets.First(old), targets.End(old));
            var last = long.MinValue;
            for (var pair = first; pair < end; pair++)
                last = Math.Max(last, table.Times(pair)[^1]);
            for (var pair = first; pair < end; pair++)
            {
                var key = table.Pairs[pair];
                // Nobody asked for the old name any more when the new one came.
                if (key.Kind == ContactKind.DnsLookup && fresh.TryGetValue(key.Source, out var names) && screen.IsSilent(pair))
                    yield return new Ended(pair, names, FirstAfter(names, last), screen.IsSilentAmongAll(pair));
            }
        }
    }

    static int FirstAfter(List<(long At, int Pair)> names, long time)
    {
        var at = names.BinarySearch((time, int.MaxValue));
        return at < 0 ? ~at : at + 1;
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
        var (text, of, source) = (table.Targets.Text(key.Target), table.Targets.Text(table.Pairs[candidate.Of.Old].Target), table.Sources.Text(key.Source));
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
            Evidence = candidate.Evidence?.Word ?? AddressEvidence.TimesOnly,
            Addresses = candidate.Evidence?.Shared ?? [],
            NamesAtAddress = candidate.Evidence?.OthersThere,
            NamesLookedAt = candidate.Evidence?.LookedAt,
            Text = $"{source} was the first to ask for {text}, {Phrase.Duration(candidate.Delay)} after its last contact with {of}. It was the first to ask for {Phrase.Count(candidate.Of.Fresh.Count, "name")} "
                + $"of this record, so that one comes so soon by chance {Phrase.Chance(candidate.LnP)}, with {CountedNames.Say(tried, "name that ended", "names that ended", lnQ)}; "
                + $"{(others == 0 ? "nobody else asked for it" : $"{Phrase.Count(others, "other source")} asked for it later")}. {AddressEvidence.Say(candidate.Evidence)}",
        };
    }

    /// <summary>A name that ended, and the name that its source was then the first to ask for.</summary>
    /// <param name="Of">The name that ended.</param>
    /// <param name="Name">First look-up of the new name (ns), and its pair.</param>
    /// <param name="Delay">Watched seconds from the one to the other.</param>
    /// <param name="LnP">ln of the chance that some new name comes so soon; 0 where none came.</param>
    /// <param name="Evidence">What answers say; null when nobody could say.</param>
    readonly record struct Candidate(Ended Of, (long At, int Pair) Name, double Delay, double LnP, AddressFound? Evidence);
}

/// <summary>A name that everybody stopped asking for, by one of its sources.</summary>
/// <param name="Old">Pair of the source and the name.</param>
/// <param name="Fresh">First look-ups (ns) of names that the source was the first to ask for, in time order, with their pairs.</param>
/// <param name="First">Place of the first of them after the old name ended.</param>
/// <param name="Stands">Whether the silence stands with all pairs of the record counted.</param>
readonly record struct Ended(int Old, List<(long At, int Pair)> Fresh, int First, bool Stands)
{
    /// <summary>How many of them came after the old name ended.</summary>
    public int After => Fresh.Count - First;

    /// <summary>One of those, counted from 0.</summary>
    public (long At, int Pair) this[int place] => Fresh[First + place];
}
