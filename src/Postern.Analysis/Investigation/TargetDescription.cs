using Postern.Analysis.Cadence;
using Postern.Analysis.Coincidence;
using Postern.Analysis.Findings;
using Postern.Analysis.Rhythm;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>What is to be said of a target as a whole, for the targets that are shown.</summary>
sealed class TargetDescription(
    ContactTable table, InvestigationOptions options, RecordWatch watch, PairScreen screen, TargetIndex targets, TargetRhythms? rhythms, EventScreen? events)
{
    readonly TargetSources sources = new(table, options, watch, screen, targets);

    /// <summary>Pairs of sources that the record has to compare.</summary>
    public long SourcePairs => sources.Pairs;

    /// <summary>Describes target <paramref name="target"/>.</summary>
    public TargetView Of(int target, CadenceWorkspace workspace)
    {
        var (first, end) = (targets.First(target), targets.End(target));
        if (TargetTimes.Count(table, first, end) > TargetRhythms.MostContacts)
            return TargetView.None;
        var times = TargetTimes.Of(table, first, end);
        var (pairs, handOvers, asOne) = options.Analyses.HasFlag(Analyses.Synchrony) ? sources.Of(first, end, workspace) : (null, null, null);
        return new TargetView
        {
            Synchrony = pairs,
            HandOvers = handOvers,
            AsOne = asOne,
            Rhythm = rhythms is not null && end - first > 1 ? Rhythm(rhythms, target, table.Pairs[first].Kind, times) : null,
            Coincidence = events is null ? null : Coincidence(events, target, first, end, times),
        };
    }

    RhythmFindings Rhythm(TargetRhythms tested, int target, ContactKind kind, long[] times)
    {
        var found = RhythmAnalysis.Of(times, screen.Clocks.Of(kind), tested.LnQ(target), options.Level, null, RecordClocks.Seed(options.Seed, "target rhythm", target));
        return found with { Kind = kind.Word() };
    }

    CoincidenceFindings Coincidence(EventScreen screened, int target, int first, int end, long[] times)
    {
        var kind = table.Pairs[first].Kind;
        var study = screened.Of(kind);
        var watched = study.Watched(times);
        return CoincidenceAnalysis.Of(
            study, watched, watched.Length == 0 ? [] : TargetMoments.Of(table, screen, watch, study.List, first, end, watched), screen.Clocks.Of(kind)[0].Test(times),
            screened.Q(target), RecordClocks.Seed(options.Seed, "coincidence", target));
    }
}

/// <summary>A target as a whole.</summary>
sealed record TargetView
{
    /// <summary>Nothing is said.</summary>
    public static TargetView None { get; } = new();

    /// <summary>The rhythm of all sources together.</summary>
    public RhythmFindings? Rhythm { get; init; }

    /// <summary>Its sources, two by two.</summary>
    public IReadOnlyList<SynchronyFindings>? Synchrony { get; init; }

    /// <summary>Sources that took over from others.</summary>
    public IReadOnlyList<HandOver>? HandOvers { get; init; }

    /// <summary>Its circle, sources that act as one counted as one.</summary>
    public CircleAsOne? AsOne { get; init; }

    /// <summary>Its contacts and changes beside the events.</summary>
    public CoincidenceFindings? Coincidence { get; init; }
}
