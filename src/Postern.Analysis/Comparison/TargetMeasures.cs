using Postern.Analysis.Findings;
using Postern.Analysis.Synchrony;
using Postern.Contacts;

namespace Postern.Analysis.Comparison;

/// <summary>The measures of one target that several sources contact.</summary>
static class TargetMeasures
{
    const long Minute = 60 * UnixTime.Second;

    /// <summary>The measures.</summary>
    /// <param name="target">What was found.</param>
    /// <param name="busiest">Contacts of the two busiest sources, ascending (ns), the busiest first.</param>
    public static IReadOnlyList<Measure> Of(TargetFindings target, (long[] First, long[] Second) busiest) =>
    [
        new("contacts", target.Contacts),
        new("sources", target.Sources),
        new("effectiveSources", target.Circle?.EffectiveSources ?? double.NaN),
        new("largestShare", target.Circle?.Sources is [var first, ..] ? first.Share : double.NaN),
        new("sharedMinutes", SharedMinutes(busiest.First, busiest.Second)),
    ];

    /// <summary>Share of the second source's contacts that have one of the first's within a minute.</summary>
    static double SharedMinutes(long[] first, long[] second) =>
        second.Length == 0 ? double.NaN : (double)Matching.Count(second, first, Minute) / second.Length;
}
