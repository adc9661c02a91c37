using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.Charts;

/// <summary>Makes the charts of a record for the targets and pairs that its findings show.</summary>
public static class Charting
{
    // Numbers that all pairs, all targets share: with them a page of 1,000 pairs stays below a few megabytes.
    const int BinsOfPairs = 200_000, BinsOfTargets = 150_000, BinsOfRecord = 4_000;
    const int PhasesOfPairs = 60_000;
    const int NamedSources = 4;

    /// <summary>The charts.</summary>
    /// <param name="table">The record that was investigated.</param>
    /// <param name="findings">What was found in it.</param>
    /// <param name="threads">Threads to use; the charts do not depend on it.</param>
    /// <param name="cancel">Ends the work soon, with <see cref="OperationCanceledException"/>.</param>
    public static ChartSet Of(ContactTable table, InvestigationFindings findings, int threads, CancellationToken cancel)
    {
        var places = new PairPlaces(table);
        var observers = Observers(findings.Record);
        var pairs = findings.Targets.SelectMany(t => t.Pairs).ToList();
        var drawing = new PairDrawing(table, findings.Record.ResolutionSeconds, observers, Share(BinsOfPairs, pairs.Count, 64, 1_000),
            Share(PhasesOfPairs, pairs.Count, 60, 600), pairs.Count <= 200 ? 100 : 40);
        var drawn = new PairCharts[pairs.Count];
        Workers.Run(pairs.Count, threads, () => 0, (i, _) => drawn[i] = drawing.Of(places.Of(pairs[i]), pairs[i]), null, cancel);
        var targets = new TargetCharts[findings.Targets.Count];
        var first = new int[targets.Length];
        for (var target = 1; target < first.Length; target++)
            first[target] = first[target - 1] + findings.Targets[target - 1].Pairs.Count;
        var bins = Share(BinsOfTargets, targets.Length, 96, 2_000);
        Workers.Run(targets.Length, threads, () => 0, (i, _) =>
        {
            var of = places.OfTarget(findings.Targets[i].Target);
            targets[i] = new TargetCharts(Parts(table, of, bins), drawing.Blocks(of), drawn[first[i]..(first[i] + findings.Targets[i].Pairs.Count)]);
        }, null, cancel);
        int[] all = [.. Enumerable.Range(0, table.Pairs.Length)];
        return new ChartSet
        {
            Record = CountBins.Of(table, all, CountBins.StepFor(table, all, BinsOfRecord)),
            Targets = targets,
        };
    }

    /// <summary>An equal share of a number for each of so many, within limits.</summary>
    static int Share(int all, int among, int least, int most) => Math.Clamp(all / Math.Max(1, among), least, most);

    /// <summary>The contacts of a target by source; those of the same number in the order of the table.</summary>
    static List<SourcePart> Parts(ContactTable table, IReadOnlyList<int> pairs, int bins)
    {
        var step = CountBins.StepFor(table, pairs, bins);
        var sources = pairs.GroupBy(pair => table.Pairs[pair].Source)
            .Select(group => (Source: group.Key, Pairs: group.ToList(), Contacts: group.Sum(pair => (long)table.ContactsOf(pair))))
            .OrderByDescending(s => s.Contacts).ThenBy(s => s.Source).ToList();
        var named = sources.Count <= NamedSources + 1 ? sources.Count : NamedSources;
        List<SourcePart> parts = [.. sources.Take(named).Select(s => new SourcePart(table.Sources.Text(s.Source), 1, s.Contacts, CountBins.Of(table, s.Pairs, step)))];
        var rest = sources.Skip(named).ToList();
        if (rest.Count > 0)
            parts.Add(new SourcePart(null, rest.Count, rest.Sum(s => s.Contacts), CountBins.Of(table, [.. rest.SelectMany(s => s.Pairs)], step)));
        return parts;
    }

    /// <summary>Who watched, and when, as the findings say.</summary>
    static List<ObserverCoverage> Observers(RecordFindings record) =>
    [
        .. record.Coverage.GroupBy(stretch => string.Join(' ', stretch.Kinds), StringComparer.Ordinal)
            .Select(group => new ObserverCoverage(group.First().Kinds, new Coverage(group.Select(s => new TimeSpanNs(UnixTime.Parse(s.From), UnixTime.Parse(s.To)))))),
    ];
}

/// <summary>When the observer of some kinds of contacts was listening.</summary>
sealed record ObserverCoverage(IReadOnlyList<string> Kinds, Coverage Coverage);

/// <summary>Finds the pairs of findings in their table.</summary>
sealed class PairPlaces(ContactTable table)
{
    readonly Dictionary<string, int> targets = Numbers(table.Targets);
    readonly Dictionary<string, int> sources = Numbers(table.Sources);
    readonly TargetIndex index = new(table);

    /// <summary>The pair that some findings tell of.</summary>
    public int Of(PairFindings pair)
    {
        var (target, source) = (targets[pair.Target], sources[pair.Source]);
        for (var i = index.First(target); i < index.End(target); i++)
            if (table.Pairs[i].Source == source && table.Pairs[i].Kind.Word() == pair.Kind)
                return i;
        throw new ArgumentException($"the record has no pair {pair.Source} to {pair.Target}", nameof(pair));
    }

    /// <summary>All pairs of a target, also those that the findings leave out.</summary>
    public IReadOnlyList<int> OfTarget(string target) =>
        [.. Enumerable.Range(index.First(targets[target]), index.End(targets[target]) - index.First(targets[target]))];

    static Dictionary<string, int> Numbers(NameTable names)
    {
        var numbers = new Dictionary<string, int>(names.Count, StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
            numbers[names.Text(i)] = i;
        return numbers;
    }
}

/// <summary>Draws one pair after the other.</summary>
sealed class PairDrawing(
    ContactTable table, double resolutionSeconds, IReadOnlyList<ObserverCoverage> observers, int bins, int phases, int perDecade)
{
    /// <summary>The charts of pair <paramref name="pair"/> of the table, of which <paramref name="found"/> tells.</summary>
    public PairCharts Of(int pair, PairFindings found)
    {
        var times = table.Times(pair);
        var coverage = ObserverOf(pair)?.Coverage ?? Coverage.Whole(times[0], times[^1] + 1);
        var watch = new Watch(coverage, SeriesResolution.Of(times, resolutionSeconds));
        return new PairCharts
        {
            Bins = CountBins.Of(table, [pair], CountBins.StepFor(table, [pair], bins)),
            Blocks = RateBlock.Each(times, watch),
            Gaps = GapHistogram.Of(times, coverage, perDecade),
            Phases = BeatPhases.Of(times, watch, found.Cadence, phases),
        };
    }

    /// <summary>Blocks of one rate of several pairs together, which stand one after the other in the table; none where they were not watched by one observer.</summary>
    public IReadOnlyList<RateBlock> Blocks(IReadOnlyList<int> pairs)
    {
        if (pairs.Count < 2 || ObserverOf(pairs[0]) is not { } observer || pairs.Any(pair => ObserverOf(pair) != observer))
            return [];
        var times = TargetTimes.Of(table, pairs[0], pairs[^1] + 1);
        return RateBlock.Each(times, new Watch(observer.Coverage, SeriesResolution.Of(times, resolutionSeconds)));
    }

    ObserverCoverage? ObserverOf(int pair) => observers.FirstOrDefault(o => o.Kinds.Contains(table.Pairs[pair].Kind.Word(), StringComparer.Ordinal));
}
