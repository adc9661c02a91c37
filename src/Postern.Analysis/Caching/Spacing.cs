using Postern.Analysis.Investigation;

namespace Postern.Analysis.Caching;

/// <summary>A series as occasions and the watched gaps between them.</summary>
/// <param name="Seconds">When each occasion began, seconds after the first contact.</param>
/// <param name="Gaps">Seconds between neighbours with no hole in the coverage between them, in time order.</param>
/// <param name="Tick">Step of the time stamps, seconds.</param>
/// <param name="CoveredSeconds">Covered time of the whole window.</param>
/// <param name="KnownTtl">Lifetime of the answers where somebody said it, seconds; null where it must be read off the gaps.</param>
sealed record Spacing(double[] Seconds, double[] Gaps, double Tick, double CoveredSeconds, int? KnownTtl = null)
{
    /// <summary>Occasions of ascending times (ns).</summary>
    public static Spacing Of(ReadOnlySpan<long> times, Watch watch, int? knownTtl = null)
    {
        var starts = Occasions.Starts(times, Occasions.Gap(times, watch.Session));
        var seconds = new double[starts.Length];
        List<double> gaps = new(Math.Max(0, starts.Length - 1));
        for (var i = 0; i < starts.Length; i++)
        {
            seconds[i] = (starts[i] - starts[0]) / 1e9;
            if (i > 0 && watch.Coverage.Unbroken(starts[i - 1], starts[i]))
                gaps.Add((starts[i] - starts[i - 1]) / 1e9);
        }
        return new Spacing(seconds, [.. gaps], watch.ResolutionSeconds, watch.Coverage.Seconds, knownTtl);
    }
}
