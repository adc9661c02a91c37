using Postern.Analysis.Cadence;
using Postern.Analysis.Circle;
using Postern.Analysis.DerivedNames;
using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>The whole way from a record to its findings: every pair is measured and corrected for, the most telling are described.</summary>
public static class Investigator
{
    /// <summary>What a target gains in rank when fewer sources make its contacts than at 95 % of comparable targets.</summary>
    const double Concentrated = .25;

    /// <summary>Sources listed of one circle, unless all pairs are asked for: those beyond make next to nothing each.</summary>
    const int MostSources = 100;

    /// <summary>Derived names told of each kind.</summary>
    const int MostNames = 20;

    /// <summary>Investigates a record.</summary>
    /// <param name="table">The record.</param>
    /// <param name="options">What to compute.</param>
    /// <param name="progress">Told how far the work is, from any thread, never twice at once; null when nobody asks.</param>
    /// <param name="cancel">Ends the work soon, with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Findings without what only the reader of the files knows: <see cref="RecordFindings.Files"/>,
    /// <see cref="RecordFindings.Duplicates"/> and <see cref="InvestigationFindings.Settings"/> are the caller's to add.</returns>
    public static InvestigationFindings Run(
        ContactTable table, InvestigationOptions options, Action<InvestigationProgress>? progress = null, CancellationToken cancel = default)
    {
        var watch = RecordWatch.Of(table, options.Coverage, options.Session);
        var screen = PairScreen.Of(table, options, watch, progress, cancel);
        var targets = new TargetIndex(table);
        var ranked = Ranked(table, screen, targets);
        if (options.Chosen is { } chosen)
            ranked = [.. ranked.Where(pair => chosen.Contains((table.Sources.Text(table.Pairs[pair].Source), table.Targets.Text(table.Pairs[pair].Target), table.Pairs[pair].Kind.Word())))];
        var shown = options.Top is { } top ? Math.Clamp(top, 0, ranked.Length) : ranked.Length;
        // The headline says the same however many are shown, so that its own pairs are described in any case.
        var described = ranked[..Math.Max(shown, Math.Min(Headline.Looked, ranked.Length))];
        var pairs = Described(table, options, watch, screen, targets, described, progress, cancel);
        var circles = Circles(table, options, targets, described, cancel);
        var events = EventScreen.Of(table, options, watch, screen, targets, progress, cancel);
        var rhythms = TargetRhythms.Of(table, options, screen, targets, progress, cancel);
        var describe = new TargetDescription(table, options, watch, screen, targets, rhythms, events);
        var views = Views(table, options, describe, described, progress, cancel);
        List<TargetFindings> Targets(int first) => TargetsOf(table, options, targets, described[..first], pairs, circles, views);
        var notShown = table.Pairs.Length - shown;
        return new InvestigationFindings
        {
            Record = Record(table, watch) with { Clocks = options.Analyses.HasFlag(Analyses.Rhythm) ? screen.Clocks.Findings() : [] },
            Settings = new Dictionary<string, object?>(StringComparer.Ordinal),
            Targets = Targets(shown),
            PairsNotShown = notShown,
            Events = events?.Findings(),
            Holidays = screen.Clocks.Holidays(),
            Names = options.Analyses.HasFlag(Analyses.Names) ? Names(table, options, watch, screen, targets) : null,
            Headline = Headline.Of(table, options, watch, screen, Targets(Math.Min(Headline.Looked, described.Length))),
            Caveats = RecordCaveats.Of(table, options, watch, screen, rhythms, events, describe.SourcePairs, notShown),
        };
    }

    static RecordFindings Record(ContactTable table, RecordWatch watch)
    {
        var (first, last) = table.Ends();
        return new RecordFindings
        {
            Files = [],
            From = table.Count == 0 ? null : UnixTime.Format(first),
            To = table.Count == 0 ? null : UnixTime.Format(last),
            Contacts = table.Count,
            Sources = table.Sources.Count,
            Targets = table.Targets.Count,
            Pairs = table.Pairs.Length,
            ResolutionSeconds = watch.ResolutionSeconds,
            Coverage = [.. watch.Observers.SelectMany(Stretches)],
            CoverageFrom = watch.From,
        };
    }

    static List<NameFindings> Names(ContactTable table, InvestigationOptions options, RecordWatch watch, PairScreen screen, TargetIndex targets)
    {
        if (table.Count == 0)
            return [];
        return
        [
            .. NewNames.Of(table, targets, screen, watch.Coverage, options.Answers, MostNames),
            .. SearchSuffixes.Of(table, targets, watch.Coverage.Seconds, MostNames),
        ];
    }

    static IEnumerable<StretchFindings> Stretches(ObserverWatch observer)
    {
        var kinds = observer.Contacts.Kinds;
        return observer.Watch.Coverage.Stretches.Select(s => new StretchFindings(UnixTime.Format(s.From), UnixTime.Format(s.To), kinds));
    }

    /// <summary>The pairs, by what the screen says of them.</summary>
    static int[] Ranked(ContactTable table, PairScreen screen, TargetIndex targets)
    {
        var order = new int[table.Pairs.Length];
        var interest = new double[order.Length];
        for (var pair = 0; pair < order.Length; pair++)
        {
            order[pair] = pair;
            interest[pair] = -Interest.Of(screen.Signs(pair, targets.SourcesOf(table.Pairs[pair].Target)));
        }
        // Equal interest keeps the order of the table, whatever the sort does.
        Array.Sort(order, (a, b) => interest[a] != interest[b] ? interest[a].CompareTo(interest[b]) : a.CompareTo(b));
        return order;
    }

    static PairFindings[] Described(
        ContactTable table, InvestigationOptions options, RecordWatch watch, PairScreen screen, TargetIndex targets, int[] shown,
        Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        var describe = new PairDescription(table, options, watch, screen);
        var pairs = new PairFindings[shown.Length];
        Workers.Run(shown.Length, options.Threads, () => new CadenceWorkspace(),
            (i, workspace) => pairs[i] = describe.Of(shown[i], targets.SourcesOf(table.Pairs[shown[i]].Target), workspace),
            progress is null ? null : done => progress(new InvestigationProgress("describing", done, shown.Length)), cancel);
        return pairs;
    }

    /// <summary>Targets of the given pairs, ranked; <paramref name="pairs"/> holds at least their findings, in the same order.</summary>
    static List<TargetFindings> TargetsOf(
        ContactTable table, InvestigationOptions options, TargetIndex targets, int[] shown, PairFindings[] pairs,
        Dictionary<int, CircleFindings> circles, Dictionary<int, TargetView> views)
    {
        var groups = shown.Select((pair, i) => (table.Pairs[pair].Target, Pair: pair, Found: pairs[i]))
            .GroupBy(p => p.Target)
            .Select(group => (Target: group.Key, Circle: circles.GetValueOrDefault(group.Key),
                Pairs: group.OrderByDescending(p => p.Found.Interest).ThenBy(p => p.Pair).Select(p => p.Found).ToList()));
        return
        [
            .. groups.OrderByDescending(group => group.Pairs[0].Interest + (group.Circle?.ConcentrationPercentile >= .95 ? Concentrated : 0))
                .ThenBy(group => group.Target)
                .Select(group => Target(table, options, targets, group.Target, group.Pairs, group.Circle, views.GetValueOrDefault(group.Target, TargetView.None))),
        ];
    }

    /// <summary>The circle of every target of the given pairs; none when circles are not asked for.</summary>
    static Dictionary<int, CircleFindings> Circles(
        ContactTable table, InvestigationOptions options, TargetIndex targets, int[] pairs, CancellationToken cancel)
    {
        if (!options.Analyses.HasFlag(Analyses.Circle))
            return [];
        int[] wanted = [.. pairs.Select(pair => table.Pairs[pair].Target).Distinct()];
        var counts = new CircleCounts[table.Targets.Count];
        Workers.Run(counts.Length, options.Threads, () => 0,
            (target, _) => counts[target] = CircleAnalysis.Count(table, targets.First(target), targets.End(target)), null, cancel);
        var baseline = new CircleBaseline(counts);
        var circles = new CircleFindings[wanted.Length];
        Workers.Run(wanted.Length, options.Threads, () => 0, (i, _) => circles[i] = CircleAnalysis.Of(
            table, targets.First(wanted[i]), targets.End(wanted[i]), baseline, options.Top is { } top ? Math.Min(top, MostSources) : int.MaxValue), null, cancel);
        return wanted.Zip(circles).ToDictionary(circle => circle.First, circle => circle.Second);
    }

    /// <summary>What is said of each target of the given pairs as a whole.</summary>
    static Dictionary<int, TargetView> Views(
        ContactTable table, InvestigationOptions options, TargetDescription describe, int[] pairs, Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        int[] wanted = [.. pairs.Select(pair => table.Pairs[pair].Target).Distinct()];
        var views = new TargetView[wanted.Length];
        Workers.Run(wanted.Length, options.Threads, () => new CadenceWorkspace(), (i, workspace) => views[i] = describe.Of(wanted[i], workspace),
            progress is null ? null : done => progress(new InvestigationProgress("describing targets", done, wanted.Length)), cancel);
        return wanted.Zip(views).ToDictionary(view => view.First, view => view.Second);
    }

    static TargetFindings Target(
        ContactTable table, InvestigationOptions options, TargetIndex targets, int target, List<PairFindings> pairs, CircleFindings? circle, TargetView view)
    {
        var (contacts, first, last) = (0L, long.MaxValue, long.MinValue);
        for (var pair = targets.First(target); pair < targets.End(target); pair++)
        {
            var times = table.Times(pair);
            contacts += times.Length;
            (first, last) = (Math.Min(first, times[0]), Math.Max(last, times[^1]));
        }
        return new TargetFindings
        {
            Target = table.Targets.Text(target),
            Contacts = contacts,
            Sources = targets.SourcesOf(target),
            From = UnixTime.Format(first),
            To = UnixTime.Format(last),
            Why = Reasons.OfTarget(circle, pairs[0], contacts, targets.SourcesOf(target), options.Level),
            Circle = circle,
            CircleAsOne = view.AsOne,
            Rhythm = view.Rhythm,
            Synchrony = view.Synchrony,
            HandOvers = view.HandOvers,
            Coincidence = view.Coincidence,
            Pairs = pairs,
        };
    }
}
