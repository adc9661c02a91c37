using Postern.Analysis.Cadence;
using Postern.Analysis.Caching;
using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Analysis.Silence;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>What every pair of a record is measured by before a few are described: columns, because there may be millions.</summary>
/// <remarks>About 40 bytes a pair. What is corrected over pairs (beat, end) is decided here, for all of them, so that how many
/// are shown changes no verdict.</remarks>
sealed class PairScreen
{
    /// <summary>Level at which one series alone is called regular (METHODS §2.3); over pairs the false discovery rate decides as well.</summary>
    public const double SingleLevel = 1e-3;

    readonly ContactTable table;
    readonly InvestigationOptions options;
    readonly RecordWatch watch;
    readonly double[] lnBeat;
    readonly double[] lnEnd;
    readonly float[] rank;
    readonly EndVerdict[] end;
    readonly CacheVerdict[] cache;
    int[]? order;

    PairScreen(ContactTable table, InvestigationOptions options, RecordWatch watch)
    {
        this.table = table;
        this.options = options;
        this.watch = watch;
        var pairs = table.Pairs.Length;
        (lnBeat, lnEnd) = (new double[pairs], new double[pairs]);
        Array.Fill(lnBeat, double.NaN);
        Array.Fill(lnEnd, double.NaN);
        (rank, end, cache) = (new float[pairs], new EndVerdict[pairs], new CacheVerdict[pairs]);
        (LnBeatQ, LnEndQ) = (lnBeat, lnEnd);
    }

    /// <summary>ln of the q-value of the beat; NaN where it was not tested.</summary>
    public double[] LnBeatQ { get; private set; }

    /// <summary>ln of the q-value of the silence at the end; NaN where it was not tested.</summary>
    public double[] LnEndQ { get; private set; }

    /// <summary>Pairs whose regularity was tested.</summary>
    public int BeatsTested => lnBeat.Count(p => !double.IsNaN(p));

    /// <summary>Pairs whose end was tested.</summary>
    public int EndsTested => lnEnd.Count(p => !double.IsNaN(p));

    /// <summary>Rank score R of the cadence tests; not a probability.</summary>
    public float Rank(int pair) => rank[pair];

    /// <summary>What the screen knows of a pair's interest.</summary>
    public PairSigns Signs(int pair, int targetSources) => new()
    {
        Beat = IsRegular(pair) ? -LnBeatQ[pair] / Math.Log(10) : 0,
        CacheLimited = cache[pair] == CacheVerdict.Limited,
        Stop = HasStopped(pair) ? -LnEndQ[pair] / Math.Log(10) : 0,
        Change = 1,
        TargetSources = targetSources,
        Contacts = table.ContactsOf(pair),
        Rank = rank[pair],
    };

    /// <summary>The beat of one pair in full.</summary>
    public CadenceFindings Beat(int pair, CadenceWorkspace workspace)
    {
        var times = table.Times(pair);
        var evidence = CadenceTests.Weigh(times, watch.Of(times), workspace);
        return new CadenceFindings { Verdict = double.IsNaN(evidence.LnP) ? "too-few" : IsRegular(pair) ? "periodic" : "irregular", Text = "" };
    }

    /// <summary>The end of one pair in full.</summary>
    public EndFindings End(int pair, CadenceWorkspace workspace)
    {
        var times = table.Times(pair);
        var watched = watch.Of(times);
        return EndAnalysis.Describe(EndOf(pair, workspace), times, watched, double.IsNaN(LnEndQ[pair]) ? null : Math.Exp(LnEndQ[pair]));
    }

    /// <summary>Whether the regularity of a pair is beyond chance, all pairs counted.</summary>
    public bool IsRegular(int pair) => lnBeat[pair] <= Math.Log(SingleLevel) && LnBeatQ[pair] <= Math.Log(options.Level);

    /// <summary>Whether a pair stopped, all pairs counted.</summary>
    public bool HasStopped(int pair) => end[pair] == EndVerdict.Stopped && LnEndQ[pair] <= Math.Log(options.Level);

    /// <summary>Whether a cache explains the regularity; asked only of look-ups that are regular.</summary>
    public CacheVerdict Cache(int pair) => cache[pair];

    /// <summary>Measures all pairs.</summary>
    public static PairScreen Of(
        ContactTable table, InvestigationOptions options, RecordWatch watch, Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        var screen = new PairScreen(table, options, watch);
        if (options.Analyses.HasFlag(Analyses.Cadence))
            screen.WeighBeats(progress, cancel);
        if (options.Analyses.HasFlag(Analyses.End))
            screen.WeighEnds(progress, cancel);
        return screen;
    }

    void WeighBeats(Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        Each("testing regularity", () => new CadenceWorkspace(), (pair, workspace) =>
        {
            var times = table.Times(pair);
            if (times.Length < CadenceTests.LeastOccasions)
                return;
            var evidence = CadenceTests.Weigh(times, watch.Of(times), workspace);
            (lnBeat[pair], rank[pair]) = (evidence.LnP, (float)evidence.RankScore);
        }, progress, cancel);
        LnBeatQ = MultipleTesting.BenjaminiYekutieli(lnBeat);
        if (!options.Analyses.HasFlag(Analyses.Cache))
            return;
        Each("looking for caches", () => 0, (pair, _) =>
        {
            if (table.Pairs[pair].Kind == ContactKind.DnsLookup && IsRegular(pair))
                cache[pair] = CacheAnalysis.Judge(Spacing.Of(table.Times(pair), watch.Of(table.Times(pair))));
        }, progress, cancel);
    }

    void WeighEnds(Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        Each("looking for ends", () => new CadenceWorkspace(), (pair, workspace) =>
        {
            var found = EndOf(pair, workspace);
            // Too few gaps decide nothing and must not cost the others anything either.
            var tested = found.Verdict != EndVerdict.Undetermined || found.Sensor is not null;
            (end[pair], lnEnd[pair]) = (found.Verdict, tested ? Math.Log(Math.Max(found.PValue, double.Epsilon)) : double.NaN);
        }, progress, cancel);
        LnEndQ = MultipleTesting.BenjaminiYekutieli(lnEnd);
    }

    /// <summary>The end of a pair; a silence longer than any before is counted in beats where the pair has one.</summary>
    SourceEnd EndOf(int pair, CadenceWorkspace workspace)
    {
        var times = table.Times(pair);
        var watched = watch.Of(times);
        var found = EndAnalysis.Of(times, watched, watch.Witnesses);
        if (!(found.SilenceSeconds > found.LongestGapSeconds) || !IsRegular(pair))
            return found;
        var beat = Beat(pair, workspace);
        return beat is { Verdict: "periodic", PeriodSeconds: { } period, MissedHigh: { } missed }
            ? EndAnalysis.Of(times, watched, watch.Witnesses, new KnownBeat(period, missed))
            : found;
    }

    /// <summary>Visits all pairs, the longest series first, so that no thread is left with one at the end.</summary>
    void Each<T>(string stage, Func<T> local, Action<int, T> body, Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        var sorted = order ??= LongestFirst();
        Workers.Run(sorted.Length, options.Threads, local, (i, scratch) => body(sorted[i], scratch),
            progress is null ? null : done => progress(new InvestigationProgress(stage, done, sorted.Length)), cancel);
    }

    int[] LongestFirst()
    {
        var order = new int[table.Pairs.Length];
        var keys = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            (order[i], keys[i]) = (i, -table.ContactsOf(i));
        Array.Sort(keys, order);
        return order;
    }
}
