using Postern.Analysis.Cadence;
using Postern.Analysis.Findings;
using Postern.Analysis.Synchrony;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>The sources of a target compared with one another.</summary>
sealed class TargetSources(ContactTable table, InvestigationOptions options, RecordWatch record, PairScreen screen, TargetIndex targets)
{
    /// <summary>Strangers are looked for among so many pairs of the record at most.</summary>
    const int MostLooked = 2_000;

    /// <summary>Targets of more sources are not compared: what so many share is the world's, not theirs.</summary>
    const int MostSources = 1_000;

    /// <summary>Occasions of parties that act as one lie at most so far apart (ns).</summary>
    const long OneOccasion = 60 * UnixTime.Second;

    readonly Lazy<int[]> calling = new(() =>
    [
        .. Enumerable.Range(0, table.Pairs.Length).Where(pair => table.ContactsOf(pair) is >= SynchronyAnalysis.FewestOccasions and <= SynchronyAnalysis.MostOccasions).Take(MostLooked),
    ]);

    readonly Lazy<long> compared = new(() => Compared(table, targets));

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
                found.Add(SynchronyAnalysis.Of(one, two, watch, Pairs, () => Strangers(one.Source, two.Source),
                    RecordClocks.Seed(options.Seed, $"synchrony {i} {j}", first)));
            }
        }
        return (found, HandOvers.Of(sources, watch), SecondReading.Of(found, sources, OneOccasion));
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
    List<long[]> Strangers(int one, int two) =>
    [
        .. calling.Value.Where(pair => table.Pairs[pair].Source != one && table.Pairs[pair].Source != two)
            .Select(pair => Occasions.Starts(table.Times(pair), Occasions.Gap(table.Times(pair)))),
    ];
}
