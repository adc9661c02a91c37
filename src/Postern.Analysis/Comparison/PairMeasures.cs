using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Analysis.Numerics;
using Postern.Analysis.Rhythm;

namespace Postern.Analysis.Comparison;

/// <summary>A measure by its name; not a number where a record has no such thing.</summary>
readonly record struct Measure(string Name, double Value);

/// <summary>The measures and verdicts of one pair that are compared: those of the analyses, without what a correction over pairs decides.</summary>
static class PairMeasures
{
    const double Low = .05;

    /// <summary>The measures.</summary>
    /// <param name="pair">What was found.</param>
    /// <param name="times">Its contacts, ascending (ns).</param>
    public static IReadOnlyList<Measure> Of(PairFindings pair, ReadOnlySpan<long> times)
    {
        var starts = Occasions.Starts(times, Occasions.Gap(times));
        var gaps = new double[Math.Max(0, starts.Length - 1)];
        for (var i = 0; i < gaps.Length; i++)
            gaps[i] = (starts[i + 1] - starts[i]) / 1e9;
        Array.Sort(gaps);
        return
        [
            new("contacts", times.Length),
            new("occasions", starts.Length),
            new("medianGapSeconds", pair.Rate?.MedianGapSeconds ?? double.NaN),
            new("shortGapSeconds", gaps.Length == 0 ? double.NaN : gaps[(int)(Low * (gaps.Length - 1))]),
            new("longestGapSeconds", pair.End?.LongestGapSeconds ?? (gaps.Length == 0 ? double.NaN : gaps[^1])),
            new("dispersion", pair.Rate?.Dispersion ?? double.NaN),
            new("gapVariation", pair.Rate?.GapVariation ?? double.NaN),
            new("memory", pair.Rate?.Memory ?? double.NaN),
            new("regularity", -pair.Cadence?.Log10PValue ?? double.NaN),
            new("score", pair.Cadence?.Score ?? double.NaN),
            new("shareAtLimit", pair.Cache?.ShareAtLimit ?? double.NaN),
            new("changes", pair.Changes?.Count ?? double.NaN),
            new("largestChange", pair.Changes is null ? double.NaN : Reasons.Largest(pair.Changes) is { } change ? Reasons.Size(change) : 1),
            new("silenceSeconds", pair.End?.SilenceSeconds ?? double.NaN),
            new("busiestDayShare", BusiestShare(times, day: true)),
            new("busiestHourShare", BusiestShare(times, day: false)),
        ];
    }

    /// <summary>The verdicts by analysis.</summary>
    public static IEnumerable<(string Name, string Value)> Verdicts(PairFindings pair)
    {
        if (pair.Cadence is { } cadence)
            yield return ("cadence", cadence.Verdict);
        if (pair.Cache is { } cache)
            yield return ("cache", cache.Verdict);
        if (pair.End is { } end)
            yield return ("end", end.Verdict);
    }

    /// <summary>Share of the contacts in the busiest day (UTC), or in the busiest of the 24 hours of the day.</summary>
    static double BusiestShare(ReadOnlySpan<long> times, bool day)
    {
        const long Hour = 3_600_000_000_000;
        if (times.IsEmpty)
            return double.NaN;
        Dictionary<long, int> counts = [];
        foreach (var time in times)
        {
            var slot = day ? LocalDays.Day(time) : Floor.Div(time, Hour) - LocalDays.Hours * LocalDays.Day(time);
            counts[slot] = counts.GetValueOrDefault(slot) + 1;
        }
        return (double)counts.Values.Max() / times.Length;
    }
}
