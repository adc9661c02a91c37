using System.Runtime.CompilerServices;
using Postern.Analysis.Cadence;
using Postern.Analysis.Caching;
using Postern.Analysis.Changes;
using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Analysis.Rhythm;
using Postern.Analysis.Silence;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>What every pair of a record is measured by before a few are described: columns, because there may be millions.</summary>
/// <remarks>About 80 bytes a pair. What is corrected over pairs (beat, end) is decided here, for all of them, so that how many
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
    readonly (double LnP, double Size)[]?[] changes; // of each pair, by its own variation alone
    readonly double[] lnChange;
    double lnBeatLimit; // ln of the largest p at which one more pair would be called regular
    readonly EndVerdict[] end;
    readonly CacheVerdict[] cache;
    readonly StrongBox<CadenceEvidence>?[] evidence; // of the pairs that may be regular
    readonly CadenceFindings?[] beats; // found before, where no cache's lifetime is said with them
    int[]? order;

    PairScreen(ContactTable table, InvestigationOptions options, RecordWatch watch)
    {
        Clocks = new RecordClocks(watch, options.Zones, options.Holidays);
        this.table = table;
        this.options = options;
        this.watch = watch;
        var pairs = table.Pairs.Length;
        (lnBeat, lnEnd, lnChange) = (Untested(pairs), Untested(pairs), Untested(pairs));
        (changes, end, cache) = (new (double, double)[]?[pairs], new EndVerdict[pairs], new CacheVerdict[pairs]);
        (evidence, beats) = (new StrongBox<CadenceEvidence>?[pairs], new CadenceFindings?[pairs]);
        (LnBeatQ, LnEndQ) = (lnBeat, lnEnd);
        (LnDailyQ, LnWeeklyQ) = ([], []);
    }

    /// <summary>The clocks of the zones asked for.</summary>
    public RecordClocks Clocks { get; }

    /// <summary>ln of the q-value of a rhythm of the day; NaN where it was not tested. Empty when rhythms were not asked for.</summary>
    public double[] LnDailyQ { get; private set; }

    /// <summary>ln of the q-value of a rhythm of the week.</summary>
    public double[] LnWeeklyQ { get; private set; }

    /// <summary>Pairs tested for a rhythm.</summary>
    public int RhythmsTested => LnDailyQ.Count(q => !double.IsNaN(q));

    /// <summary>ln of the q-value of the beat; NaN where it was not tested.</summary>
    public double[] LnBeatQ { get; private set; }

    /// <summary>ln of the q-value of the silence at the end; NaN where it was not tested.</summary>
    public double[] LnEndQ { get; private set; }

    /// <summary>ln of the largest p at which a change of rate is believed, all pairs counted; minus infinity when none is.</summary>
    public double LnChangeLimit { get; private set; } = double.NegativeInfinity;

    /// <summary>Pairs in which changes were looked for.</summary>
    public int ChangesTested => lnChange.Count(p => !double.IsNaN(p));

    /// <summary>Pairs whose regularity was tested.</summary>
    public int BeatsTested => lnBeat.Count(p => !double.IsNaN(p));

    /// <summary>Pairs whose end was tested.</summary>
    public int EndsTested => lnEnd.Count(p => !double.IsNaN(p));

    /// <summary>-log10 of the p-value of a pair's regularity alone; 0 where it was not tested.</summary>
    public double Steadiness(int pair) => double.IsNaN(lnBeat[pair]) ? 0 : -lnBeat[pair] / Math.Log(10);

    /// <summary>What the screen knows of a pair's interest.</summary>
    public PairSigns Signs(int pair, int targetSources) => new()
    {
        Beat = IsRegular(pair) ? -LnBeatQ[pair] / Math.Log(10) : 0,
        CacheLimited = cache[pair] == CacheVerdict.Limited,
        Stop = HasStopped(pair) ? -LnEndQ[pair] / Math.Log(10) : 0,
        Change = LargestChange(pair),
        TargetSources = targetSources,
        Contacts = table.ContactsOf(pair),
        Steadiness = Steadiness(pair),
    };

    /// <summary>The beat of one pair in full.</summary>
    /// <param name="pair">Which pair.</param>
    /// <param name="ttlSeconds">Lifetime of the answer where a cache decides the gaps.</param>
    /// <param name="workspace">Scratch of the calling thread.</param>
    public CadenceFindings Beat(int pair, double? ttlSeconds, CadenceWorkspace workspace)
    {
        var limited = cache[pair] == CacheVerdict.Limited ? ttlSeconds : null;
        return limited is null ? beats[pair] ??= Fitted(pair, null, workspace) : Fitted(pair, limited, workspace);
    }

    CadenceFindings Fitted(int pair, double? limited, CadenceWorkspace workspace)
    {
        var times = table.Times(pair);
        var watched = Watched(pair);
        var weighed = evidence[pair]?.Value ?? CadenceTests.Weigh(times, watched, workspace);
        var rival = cache[pair] == CacheVerdict.Undetermined ? CacheAnalysis.GainOf(Spacing(pair)) : (double?)null;
        return CadenceAnalysis.Describe(times, watched, weighed, LnBeatQ[pair], options.Level, limited, workspace, rival, lnBeatLimit);
    }

    /// <summary>How one pair was watched.</summary>
    Watch Watched(int pair) => watch.Of(table.Times(pair), table.Pairs[pair].Kind);

    /// <summary>The gaps of one pair, for the questions of a cache.</summary>
    public Spacing Spacing(int pair)
    {
        var times = table.Times(pair);
        var key = table.Pairs[pair];
        return Caching.Spacing.Of(times, Watched(pair), options.Lifetimes.Count == 0 ? null : options.TtlOf(table.Targets.Text(key.Target)));
    }

    /// <summary>The changes of one pair that stand when all pairs are counted; null where there was too little to look at.</summary>
    public IReadOnlyList<ChangeFindings>? Changes(int pair)
    {
        var found = ChangesOf(pair);
        return found is null ? null : [.. found.Where(change => Math.Log(change.PValue ?? 1) <= LnChangeLimit)];
    }

    /// <summary>Factor of the largest change that stands when all pairs are counted, at least 1.</summary>
    double LargestChange(int pair)
    {
        var largest = 1.0;
        foreach (var (lnP, size) in changes[pair] ?? [])
            largest = lnP <= LnChangeLimit ? Math.Max(largest, size) : largest;
        return largest;
    }

    /// <summary>The changes of one pair, by its own variation alone.</summary>
    IReadOnlyList<ChangeFindings>? ChangesOf(int pair)
    {
        var times = table.Times(pair);
        return ChangeAnalysis.Of(options.BurstGap == 0 ? times : Occasions.Starts(times, options.BurstGap), Watched(pair), options.ShortestBurst);
    }

    /// <summary>The rhythm of one pair in full.</summary>
    public RhythmFindings Rhythm(int pair, CadenceFindings? cadence)
    {
        var found = RhythmAnalysis.Of(table.Times(pair), Clocks.Of(table.Pairs[pair].Kind), (LnDailyQ[pair], LnWeeklyQ[pair]), options.Level, cadence,
            RecordClocks.Seed(options.Seed, "rhythm", pair));
        return found with { Kind = table.Pairs[pair].Kind.Word() };
    }

    /// <summary>The end of one pair in full.</summary>
    public EndFindings End(int pair, CadenceWorkspace workspace)
    {
        var times = table.Times(pair);
        var watched = Watched(pair);
        return EndAnalysis.Describe(EndOf(pair, workspace), times, watched, double.IsNaN(LnEndQ[pair]) ? null : Math.Exp(LnEndQ[pair]), options.Level);
    }

    /// <summary>Whether the regularity of a pair is beyond chance, all pairs counted.</summary>
    public bool IsRegular(int pair) => lnBeat[pair] <= Math.Log(SingleLevel) && LnBeatQ[pair] <= Math.Log(options.Level);

    /// <summary>Whether a pair stopped, all pairs counted.</summary>
    public bool HasStopped(int pair) => end[pair] == EndVerdict.Stopped && IsSilentAmongAll(pair);

    /// <summary>Whether a pair alone is silent beyond the ordinary at the end, whoever witnesses that the sensor listened.</summary>
    public bool IsSilent(int pair) => lnEnd[pair] <= Math.Log(EndAnalysis.Level);

    /// <summary>The same with all pairs counted.</summary>
    public bool IsSilentAmongAll(int pair) => LnEndQ[pair] <= Math.Log(options.Level);

    /// <summary>Whether the rate of a pair changed, all pairs counted.</summary>
    public bool HasChanged(int pair) => lnChange[pair] <= LnChangeLimit;

    /// <summary>Whether a cache explains the regularity; asked only of look-ups that are regular.</summary>
    public CacheVerdict Cache(int pair) => cache[pair];

    /// <summary>Measures all pairs.</summary>
    public static PairScreen Of(
        ContactTable table, InvestigationOptions options, RecordWatch watch, Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        var screen = new PairScreen(table, options, watch);
        if (options.Analyses.HasFlag(Analyses.Cadence))
            screen.WeighBeats(progress, cancel);
        if (options.Analyses.HasFlag(Analyses.Changes))
            screen.WeighChanges(progress, cancel);
        if ((options.Analyses & (Analyses.End | Analyses.Names)) != Analyses.None)
            screen.WeighEnds(progress, cancel);
        if (options.Analyses.HasFlag(Analyses.Rhythm))
            screen.WeighRhythms(progress, cancel);
        return screen;
    }

    void WeighBeats(Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        Each("testing regularity", () => new CadenceWorkspace(), (pair, workspace) =>
        {
            var times = table.Times(pair);
            if (times.Length < CadenceTests.LeastOccasions)
                return;
            // A p above the level can make nothing significant, whatever the others are.
            var weighed = CadenceTests.Weigh(times, Watched(pair), workspace, Math.Log(options.Level));
            lnBeat[pair] = weighed.LnP;
            // A band of gaps that few gaps cannot make significant is still a period to try.
            if (weighed.LnP <= Math.Log(SingleLevel))
                evidence[pair] = new(double.IsNaN(weighed.BandSeconds) ? CadenceTests.Weigh(times, Watched(pair), workspace) : weighed);
        }, progress, cancel);
        LnBeatQ = MultipleTesting.BenjaminiYekutieli(lnBeat);
        lnBeatLimit = MultipleTesting.LnLimit(lnBeat, options.Level, further: 1);
        if (!options.Analyses.HasFlag(Analyses.Cache))
            return;
        Each("looking for caches", () => 0, (pair, _) =>
        {
            if (table.Pairs[pair].Kind == ContactKind.DnsLookup && IsRegular(pair))
                cache[pair] = CacheAnalysis.Judge(Spacing(pair));
        }, progress, cancel);
    }

    void WeighChanges(Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        Each("looking for changes", () => 0, (pair, _) =>
        {
            if (ChangesOf(pair) is not { } found)
                return;
            changes[pair] = [.. found.Select(change => (Math.Log(change.PValue ?? 1), Reasons.Size(change)))];
            lnChange[pair] = found.Count == 0 ? 0 : changes[pair]!.Min(change => change.LnP);
        }, progress, cancel);
        LnChangeLimit = MultipleTesting.LnLimit(lnChange, options.Level);
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

    void WeighRhythms(Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        var (daily, weekly) = (Untested(table.Pairs.Length), Untested(table.Pairs.Length));
        Each("testing rhythms", () => 0, (pair, _) =>
        {
            var tests = Clocks.Of(table.Pairs[pair].Kind)[0].Test(table.Times(pair));
            (daily[pair], weekly[pair]) = (tests.LnDaily, tests.LnWeekly);
        }, progress, cancel);
        (LnDailyQ, LnWeeklyQ) = (MultipleTesting.BenjaminiYekutieli(daily), MultipleTesting.BenjaminiYekutieli(weekly));
    }

    /// <summary>The end of a pair; a silence longer than any before is counted in beats where the pair has one.</summary>
    SourceEnd EndOf(int pair, CadenceWorkspace workspace)
    {
        var times = table.Times(pair);
        var watched = Watched(pair);
        var found = EndAnalysis.Of(times, watched, watch.WitnessesOf(table.Pairs[pair].Kind));
        if (!(found.SilenceSeconds > found.LongestGapSeconds) || !IsRegular(pair))
            return found;
        var beat = cache[pair] == CacheVerdict.Limited ? null : Beat(pair, null, workspace);
        return beat is { Verdict: "periodic", PeriodSeconds: { } period, MissedHigh: { } missed }
            ? EndAnalysis.Of(times, watched, watch.WitnessesOf(table.Pairs[pair].Kind), new KnownBeat(period, missed))
            : found;
    }

    /// <summary>Visits all pairs, the longest series first, so that no thread is left with one at the end.</summary>
    void Each<T>(string stage, Func<T> local, Action<int, T> body, Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        var sorted = order ??= LongestFirst();
        Workers.Run(sorted.Length, options.Threads, local, (i, scratch) => body(sorted[i], scratch),
            progress is null ? null : done => progress(new InvestigationProgress(stage, done, sorted.Length)), cancel);
    }

    static double[] Untested(int pairs)
    {
        var lnP = new double[pairs];
        Array.Fill(lnP, double.NaN);
        return lnP;
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
