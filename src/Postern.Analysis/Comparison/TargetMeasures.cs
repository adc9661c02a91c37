using Postern.Analysis.Findings;
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
    static double SharedMinutes(long[] first, long[] second)
    {
        var (shared, i) = (0, 0);
        foreach (var time in second)
        {
            while (i < first.Length && first[i] < time - Minute)
                i++;
            if (i < first.Length && first[i] <= time + Minute)
                shared++;
        }
        return second.Length == 0 ? double.NaN : (double)shared / second.Length;
    }
}
