using Postern.Analysis.Cadence;
using Postern.Analysis.Caching;
using Postern.Analysis.Explanations;
using Postern.Analysis.Findings;
using Postern.Analysis.Rate;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>Everything there is to say of one pair, for the pairs that are shown.</summary>
sealed class PairDescription(ContactTable table, InvestigationOptions options, RecordWatch record, PairScreen screen)
{
    /// <summary>Describes pair <paramref name="pair"/>; <paramref name="targetSources"/> sources contact its target.</summary>
    public PairFindings Of(int pair, int targetSources, CadenceWorkspace workspace)
    {
        var times = table.Times(pair);
        var key = table.Pairs[pair];
        var watch = record.Of(times, key.Kind);
        var occasionGap = Occasions.Gap(times, watch.Session);
        var cache = Asked(Analyses.Cache) && key.Kind == ContactKind.DnsLookup ? CacheAnalysis.Describe(screen.Spacing(pair)) : null;
        var cadence = Asked(Analyses.Cadence) ? screen.Beat(pair, cache?.TtlSeconds, workspace) : null;
        var found = new PairFindings
        {
            Source = table.Sources.Text(key.Source),
            Target = table.Targets.Text(key.Target),
            Kind = key.Kind.Word(),
            Contacts = times.Length,
            Occasions = Occasions.Count(times, occasionGap),
            From = UnixTime.Format(times[0]),
            To = UnixTime.Format(times[^1]),
            Rate = Asked(Analyses.Rate) ? RateAnalysis.Of(times, watch, occasionGap) : null,
            Cadence = cadence,
            Cache = cache,
            Rhythm = Asked(Analyses.Rhythm) ? screen.Rhythm(pair, cadence) : null,
            Changes = Asked(Analyses.Changes) ? screen.Changes(pair) ?? [] : null,
            End = Asked(Analyses.End) ? screen.End(pair, workspace) : null,
            Explanations = Asked(Analyses.Explanations) ? ExplanationAnalysis.Compare(times, key.Kind, watch, cadence, screen.Spacing(pair).KnownTtl) : null,
            Sketch = Sketch.Of(times, record.Coverage),
        };
        return found with
        {
            Interest = Interest.Of(Signs(found, pair, targetSources)),
            Why = Reasons.OfPair(found, targetSources, options.Level),
        };
    }

    PairSigns Signs(PairFindings found, int pair, int targetSources) => new()
    {
        Beat = screen.IsRegular(pair) ? -screen.LnBeatQ[pair] / Math.Log(10) : 0,
        NoPeriod = found.Cadence?.Verdict == "irregular",
        CacheLimited = found.Cadence?.Verdict == "cache-limited",
        CommonPeriod = found.Cadence?.PeriodSeconds is { } period && Interest.IsCommon(period),
        Missed = found.Cadence?.MissedShare ?? 0,
        Stop = found.End?.Verdict == "stopped" ? -screen.LnEndQ[pair] / Math.Log(10) : 0,
        Change = Reasons.Largest(found.Changes) is { } change ? Reasons.Size(change) : 1,
        TargetSources = targetSources,
        Contacts = found.Contacts,
        Steadiness = screen.Steadiness(pair),
    };

    bool Asked(Analyses analysis) => options.Analyses.HasFlag(analysis);
}
