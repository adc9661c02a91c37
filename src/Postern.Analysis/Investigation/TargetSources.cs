using Postern.Analysis.Cadence;
using Postern.Analysis.Findings;
using Postern.Analysis.Synchrony;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>The sources of a target compared with one another.</summary>
sealed class TargetSources(ContactTable table, InvestigationOptions options, RecordWatch record, PairScreen screen, TargetIndex targets)
{
    /// <summary>Targets of more sources are not compared: what so many share is the world's, not theirs.</summary>
    const int MostSources = 1_000;

    /// <summary>Occasions of parties that act as one lie at most so far apart (ns).</summary>
    const long OneOccasion = 60 * UnixTime.Second;

    readonly Lazy<(int[] First, int[] Pairs, int[] Calling)> bySource = new(() => BySource(table));

    readonly Lazy<long> compared = new(() => Compared(table, targets));

    readonly Lazy<long> handOvers = new(() => HandOverCandidates(table, record, targets));

    /// <summary>Pairs of sources that the record has to compare: of each target those of its busiest that have enough contacts.</summary>
    public long Pairs => compared.Value;

    static long Compared(ContactTable table, TargetIndex targets)
    {
        var pairs = 0L;
        for (var target = 0; target < table.Targets.Count; target++)
        {
            var enough = 0L;
            for (var pair = targets.First(target); pair < targets.End(target) && enough < SynchronyAnalysis.MostSources; pair++)
                enough += table.ContactsOf(pair) >= SynchronyAnalysis.FewestOccasions ? 1 : 0;
            pairs += enough * (enough - 1) / 2;
        }
        return Math.Max(1, pairs);
    }

    /// <summary>Pairs of an end and a beginning that the record has to compare.</summary>
    static long HandOverCandidates(ContactTable table, RecordWatch record, TargetIndex targets)
    {
        var candidates = 0L;
        for (var target = 0; target < table.Targets.Count; target++)
            if (targets.SourcesOf(target) is >= 2 and <= MostSources)
                candidates += HandOvers.Candidates(Stays(table, targets.First(target), targets.End(target)), record.Of(table.Pairs[targets.First(target)].Kind));
        return candidates;
    }

    /// <summary>How long each source of the pairs from <paramref name="first"/> to before <paramref name="end"/> was there.</summary>
    static List<Stay> Stays(ContactTable table, int first, int end)
    {
        List<Stay> stays = [];
        for (var pair = first; pair < end; pair++)
        {
            var times = table.Times(pair);
            if (pair > first && table.Pairs[pair].Source == table.Pairs[pair - 1].Source)
                stays[^1] = new(stays[^1].Contacts + times.Length, Math.Min(stays[^1].First, times[0]), Math.Max(stays[^1].Last, times[^1]));
            else
                stays.Add(new(times.Length, times[0], times[^1]));
        }
        return stays;
    }

    /// <summary>Compares the sources of the pairs from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public (IReadOnlyList<SynchronyFindings> Pairs, IReadOnlyList<HandOver> HandOvers, CircleAsOne? AsOne) Of(int first, int end, CadenceWorkspace workspace)
    {
        var sources = Sources(first, end, workspace);
        if (sources.Count is < 2 or > MostSources)
            return ([], [], null);
        var kind = table.Pairs[first].Kind;
        var watch = record.Of(sources[0].Occasions, kind);
        List<SynchronyFindings> found = [];
        var compared = sources.Take(SynchronyAnalysis.MostSources)
            .Where((s, i) => s.Occasions.Length <= SynchronyAnalysis.MostOccasions && (i < 2 || s.Occasions.Length >= SynchronyAnalysis.FewestOccasions)).ToList();
        for (var i = 0; i < compared.Count; i++)
        {
            for (var j = i + 1; j < compared.Count; j++)
            {
                var (one, two) = (compared[i], compared[j]);
                found.Add(SynchronyAnalysis.Of(one, two, watch, (Pairs, options.Level), () => StrangersTo(one.Source, two.Source),
                    RecordClocks.Seed(options.Seed, $"synchrony {i} {j}", first)));
            }
        }
        return (found, HandOvers.Of(sources, watch, handOvers.Value, options.Level), SecondReading.Of(found, sources, OneOccasion));
    }

    /// <summary>The sources, those with most contacts first; pairs of one source in several ways are one.</summary>
    List<SourceSeries> Sources(int first, int end, CadenceWorkspace workspace)
    {
        List<SourceSeries> sources = [];
        for (var pair = first; pair < end;)
        {
            var next = pair + 1;
            while (next < end && table.Pairs[next].Source == table.Pairs[pair].Source)
                next++;
            var times = TargetTimes.Of(table, pair, next);
            var beat = next == pair + 1 && options.Analyses.HasFlag(Analyses.Cadence) && screen.IsRegular(pair) ? screen.Beat(pair, null, workspace) : null;
            sources.Add(new(table.Pairs[pair].Source, table.Sources.Text(table.Pairs[pair].Source), times.Length, Occasions.Starts(times, Occasions.Gap(times, options.Session)), beat));
            pair = next;
        }
        return [.. sources.OrderByDescending(s => s.Contacts).ThenBy(s => s.Source)];
    }

    /// <summary>Other sources of the record, with their contacts of any target.</summary>
    Strangers StrangersTo(int one, int two)
    {
        var (first, pairs, calling) = bySource.Value;
        int[] others = [.. calling.Where(source => source != one && source != two)];
        return new Strangers(others.Length, number =>
        {
            List<long> times = [];
            foreach (var pair in pairs.AsSpan(first[others[number]]..first[others[number] + 1]))
                times.AddRange(table.Times(pair));
            times.Sort();
            var all = times.ToArray();
            return Occasions.Starts(all, Occasions.Gap(all, options.Session));
        });
    }

    /// <summary>The pairs of each source, and the sources with as many contacts as are compared.</summary>
    static (int[] First, int[] Pairs, int[] Calling) BySource(ContactTable table)
    {
        var (first, contacts) = (new int[table.Sources.Count + 1], new long[table.Sources.Count]);
        for (var pair = 0; pair < table.Pairs.Length; pair++)
        {
            first[table.Pairs[pair].Source + 1]++;
            contacts[table.Pairs[pair].Source] += table.ContactsOf(pair);
        }
        for (var source = 0; source < contacts.Length; source++)
            first[source + 1] += first[source];
        var (pairs, next) = (new int[table.Pairs.Length], (int[])first.Clone());
        for (var pair = 0; pair < pairs.Length; pair++)
            pairs[next[table.Pairs[pair].Source]++] = pair;
        return (first, pairs, [.. Enumerable.Range(0, contacts.Length).Where(source => contacts[source] is >= SynchronyAnalysis.FewestOccasions and <= SynchronyAnalysis.MostOccasions)]);
    }
}
