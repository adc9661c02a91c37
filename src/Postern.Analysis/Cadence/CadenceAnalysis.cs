using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Cadence;

/// <summary>What is said of a series' beat, once its evidence has been corrected over all pairs (METHODS §2.4).</summary>
/// <remarks>
/// Verdicts: <c>periodic</c> needs p at most .001 for the series alone, a q-value at most the level over all pairs, and a
/// fixed period that explains the series better than any smooth law of gaps. Regularity without such a period is
/// <c>irregular</c> and said to be regular spacing.
/// </remarks>
public static class CadenceAnalysis
{
    const int MostBeats = 4;
    /// <summary>Least difference of two beats' periods, as a share; the greater where several contacts a beat drift together.</summary>
    const double LeastApart = 0.001, MembersApart = 0.01;
    /// <summary>What a schedule must gain over a cache: by chance behind one it does less than once in 1,000 (simulated: lifetimes of
    /// 300 and 3,600 s in whole seconds, demands of .2 to 100 a lifetime, 12 look-ups and more).</summary>
    const double GainOverCache = 16;
    const double Ln10 = 2.302585092994046;
    /// <summary>ln of the p-value at which one series alone is called regular (METHODS §2.3).</summary>
    internal static readonly double LnSingle = Math.Log(1e-3);

    /// <summary>Describes one series; dear only when it is significant.</summary>
    /// <param name="timesNs">Contacts, ascending, nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="watch">How the series was watched.</param>
    /// <param name="evidence">What <see cref="CadenceTests"/> said of the same contacts.</param>
    /// <param name="lnQ">ln of the q-value over all pairs; NaN when the series was not tested.</param>
    /// <param name="level">False discovery rate that decides.</param>
    /// <param name="cacheSeconds">Lifetime of the cached answer when a cache was found to decide the gaps, else null.</param>
    /// <param name="workspace">Scratch of the calling thread.</param>
    /// <param name="cacheGain">Log-likelihood that a cache gains over gaps without memory, where it cannot be told from a timer by
    /// the gaps alone; else null. A beat is then claimed only of a schedule, which unlike a cache keeps its phase.</param>
    /// <param name="lnLimit">ln of the largest p at which the series would be called regular among all pairs; 0 where it is alone.</param>
    public static CadenceFindings Describe(
        ReadOnlySpan<long> timesNs, Watch watch, CadenceEvidence evidence, double lnQ, double level, double? cacheSeconds, CadenceWorkspace workspace,
        double? cacheGain = null, double lnLimit = 0)
    {
        if (double.IsNaN(evidence.LnP))
        {
            return new CadenceFindings
            {
                Verdict = "too-few",
                Score = evidence.Score,
                Text = CadenceText.TooFew(evidence.Occasions),
            };
        }
        var findings = new CadenceFindings
        {
            Verdict = "irregular",
            Score = evidence.Score,
            PValue = Math.Max(Math.Exp(evidence.LnP), 1e-300),
            Log10PValue = evidence.LnP / Ln10,
            QValue = double.IsNaN(lnQ) ? null : Math.Max(Math.Exp(lnQ), 1e-300),
            Text = "",
        };
        if (cacheSeconds is { } lifetime)
            return findings with { Verdict = "cache-limited", Text = CadenceText.CacheLimited(lifetime, evidence) };
        if (!(evidence.LnP <= LnSingle && lnQ <= Math.Log(level)))
        {
            var seen = evidence.DetectableShare(Math.Min(LnSingle, lnLimit));
            var share = double.IsNaN(seen) ? (double?)null : seen;
            return findings with { DetectableShare = share, Text = CadenceText.NoBeat(evidence, lnQ, share) };
        }
        var estimate = Estimate(timesNs, watch, evidence, workspace);
        if (cacheGain is { } gain && estimate.Period is { } either && !KeepsPhase(estimate, gain))
            return findings with { Text = CadenceText.PerhapsCache(either, evidence) };
        if (estimate.Beat is { } beat)
            return Periodic(findings, evidence, estimate, beat, watch, workspace);
        if (estimate.Line is not { } line)
            return findings with { Text = CadenceText.NoPeriod(evidence, IsTooFine(workspace.Series), estimate.TooFewVisits) };
        return findings with
        {
            Verdict = "periodic",
            PeriodSeconds = line.Period,
            PeriodLow = line.Low,
            PeriodHigh = line.High,
            Text = CadenceText.Line(line, evidence),
        };
    }

    /// <summary>Whether a beat is a schedule's, beyond what a cache's chain of expiries gives by chance.</summary>
    static bool KeepsPhase(BeatEstimate estimate, double cacheGain) =>
        estimate is { Clock: BeatClock.Schedule, Beat: { } beat } && beat.Gain >= cacheGain + GainOverCache;

    /// <summary>The beat of the visits; where they keep none, one within them. The series that it was found in stays loaded.</summary>
    static BeatEstimate Estimate(ReadOnlySpan<long> timesNs, Watch watch, CadenceEvidence evidence, CadenceWorkspace workspace)
    {
        var series = workspace.Series;
        series.Load(timesNs, watch);
        var longest = Visits.LongestGap(series, workspace);
        if (longest == 0)
            return BeatEstimate.Of(series, evidence, workspace);
        series.Join(longest);
        var visits = series.Count;
        var ofVisits = BeatEstimate.Of(series, CadenceTests.Weigh(series, workspace), workspace);
        if (ofVisits.Period is not null)
            return ofVisits;
        series.Load(timesNs, watch);
        var within = BeatEstimate.Of(series, evidence, workspace);
        // The pace within bursts is a beat of the source only where it hardly pauses.
        return within.Period <= longest * series.TickSeconds && !(within.Beat?.Missed > KeptBeats.MostMissed) ? within
            : new(null, null, [], null) { TooFewVisits = visits < CadenceTests.LeastOccasions ? visits : null };
    }

    static CadenceFindings Periodic(
        CadenceFindings findings, CadenceEvidence evidence, BeatEstimate estimate, Beat beat, Watch watch, CadenceWorkspace workspace)
    {
        var series = workspace.Series;
        var missed = MissedBeats.Of(series, beat, watch.Coverage);
        beat = beat with { Scheduled = Math.Max(beat.Scheduled - missed.Unwatched, beat.Kept) };
        List<PeriodChange> changes = [];
        foreach (var step in estimate.Steps)
            changes.Add(new(UnixTime.Format(series.Times[step.At]), step.Before, step.After));
        var period = beat.PeriodLimits;
        var missedLimits = beat.MissedLimits;
        var described = findings with
        {
            Verdict = "periodic",
            Clock = Word(estimate.Clock),
            PeriodSeconds = beat.Period,
            PeriodLow = period.Low,
            PeriodHigh = period.High,
            JitterSeconds = beat.Jitter,
            MissedShare = beat.Missed,
            MissedLow = missedLimits.Low,
            MissedHigh = missedLimits.High,
            MemberShare = (double)beat.Members.Length / series.Count,
            OccasionsPerBeat = beat.OccasionsEach(),
            PeriodChanges = changes.Count == 0 ? null : changes,
            MissedRuns = missed.Runs.Count == 0 ? null : missed.Runs,
        };
        var others = OtherBeats(beat, described.OccasionsPerBeat is null ? LeastApart : MembersApart, workspace);
        described = described with { OtherBeats = others.Count == 0 ? null : others };
        return described with { Text = CadenceText.Periodic(described, evidence) };
    }

    /// <summary>Takes the members out and looks again, until nothing more is found (METHODS §2.4, 7).</summary>
    /// <param name="first">The strongest beat.</param>
    /// <param name="apart">Least difference of two periods, as a share, that is one.</param>
    /// <param name="workspace">With the series that it was found in.</param>
    static List<BeatFindings> OtherBeats(Beat first, double apart, CadenceWorkspace workspace)
    {
        List<BeatFindings> others = [];
        List<Beat> known = [first];
        while (known.Count < MostBeats)
        {
            var series = workspace.Series;
            var taken = new bool[series.Count];
            foreach (var member in known[^1].Members)
                taken[member] = true;
            series.Remove(taken);
            var evidence = CadenceTests.Weigh(series, workspace);
            if (!(evidence.LnP <= LnSingle))
                break;
            var estimate = BeatEstimate.Of(series, evidence, workspace);
            if (estimate.Beat is not { } beat || known.Exists(k => IsEcho(beat, k, apart)))
                break;
            known.Add(beat);
            var limits = beat.PeriodLimits;
            others.Add(new(Word(estimate.Clock), beat.Period, limits.Low, limits.High, beat.Jitter, beat.Missed, evidence.LnP / Ln10));
        }
        return others;
    }

    /// <summary>Whether a beat is what taking another one out leaves behind: the strays that stood close to it are gone too, and
    /// that pattern of holes has the other's period and its harmonics.</summary>
    static bool IsEcho(Beat beat, Beat of, double apart)
    {
        var ratio = of.Period / beat.Period;
        var nearest = Math.Round(ratio);
        var error = Math.Sqrt(Math.Pow(beat.PeriodError / beat.Period, 2) + Math.Pow(of.PeriodError / of.Period, 2));
        return nearest is >= 1 and <= 12 && Math.Abs(ratio / nearest - 1) < Math.Max(apart, 4 * error);
    }

    /// <summary>Whether most gaps are shorter than a period that the time stamps could show (METHODS §2.4: four ticks).</summary>
    static bool IsTooFine(OccasionSeries series) => series.GapCount > 0 && series.SortedGaps[series.GapCount / 2] < 4;

    static string? Word(BeatClock? clock) => clock switch
    {
        BeatClock.Schedule => "schedule",
        BeatClock.Sleep => "sleep",
        _ => null,
    };
}
