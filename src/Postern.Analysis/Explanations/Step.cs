using Postern.Analysis.Caching;

namespace Postern.Analysis.Explanations;

/// <summary>One gap between two occasions: the unit of data that every explanation must predict.</summary>
/// <param name="Start">When the earlier occasion began, UTC nanoseconds.</param>
/// <param name="Gap">Seconds to the next.</param>
/// <param name="Before">The gap before this one, seconds; not a number for the first.</param>
/// <remarks>A likelihood of a series, given its first contact, is a product over its gaps, so that any subset of the gaps may
/// stand for all of them as long as every explanation sees the same ones.</remarks>
readonly record struct Step(long Start, double Gap, double Before)
{
    /// <summary>Most steps compared; more are thinned evenly.</summary>
    const int Most = 500;

    /// <summary>When the later occasion began, UTC nanoseconds.</summary>
    public long End => Start + (long)Math.Round(Gap * 1e9);

    /// <summary>The steps of a series whose first contact is at <paramref name="first"/>: watched gaps only.</summary>
    public static Step[] Of(Spacing series, long first, Watch watch)
    {
        List<Step> steps = new(series.Gaps.Length);
        var before = double.NaN;
        for (var i = 1; i < series.Seconds.Length; i++)
        {
            var start = first + (long)Math.Round(series.Seconds[i - 1] * 1e9);
            var gap = series.Seconds[i] - series.Seconds[i - 1];
            var watched = watch.Coverage.Unbroken(start, start + (long)Math.Round(gap * 1e9));
            if (watched)
                steps.Add(new Step(start, gap, before));
            before = watched ? gap : double.NaN;
        }
        if (steps.Count <= Most)
            return [.. steps];
        var thinned = new Step[Most];
        for (var i = 0; i < Most; i++)
            thinned[i] = steps[(int)((long)i * steps.Count / Most)];
        return thinned;
    }
}
