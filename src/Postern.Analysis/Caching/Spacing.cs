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
    /// <summary>Contacts at most so far apart were taken as one occasion, seconds: no gap is as short as this, whoever asks.</summary>
    public double Joined { get; init; }

    /// <summary>Whether any were.</summary>
    public bool Joins { get; init; }

    /// <summary>The shortest gap that can be seen: a tick beyond what is one occasion.</summary>
    public double Shortest => Joined + Tick;

    /// <summary>Occasions of ascending times (ns).</summary>
    public static Spacing Of(ReadOnlySpan<long> times, Watch watch, int? knownTtl = null) => Of(times, watch, Occasions.Gap(times, watch.Session), knownTtl);

    /// <summary>The same of occasions that end with a gap longer than <paramref name="joined"/> (ns).</summary>
    public static Spacing Of(ReadOnlySpan<long> times, Watch watch, long joined, int? knownTtl)
    {
        var starts = Occasions.Starts(times, joined);
        var seconds = new double[starts.Length];
        List<double> gaps = new(Math.Max(0, starts.Length - 1));
        for (var i = 0; i < starts.Length; i++)
        {
            seconds[i] = (starts[i] - starts[0]) / 1e9;
            if (i > 0 && watch.Coverage.Unbroken(starts[i - 1], starts[i]))
                gaps.Add((starts[i] - starts[i - 1]) / 1e9);
        }
        return new Spacing(seconds, [.. gaps], watch.ResolutionSeconds, watch.Coverage.Seconds, knownTtl) { Joined = joined / 1e9, Joins = starts.Length < times.Length };
    }
}
