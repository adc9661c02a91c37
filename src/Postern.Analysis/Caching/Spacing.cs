namespace Postern.Analysis.Caching;

/// <summary>A series as occasions and the watched gaps between them.</summary>
/// <param name="Seconds">When each occasion began, seconds after the first contact.</param>
/// <param name="Gaps">Seconds between neighbours with no hole in the coverage between them, in time order.</param>
/// <param name="Tick">Step of the time stamps, seconds.</param>
/// <param name="CoveredSeconds">Covered time of the whole window.</param>
sealed record Spacing(double[] Seconds, double[] Gaps, double Tick, double CoveredSeconds)
{
    /// <summary>Contacts that follow the first of an occasion by no more than this belong to it: A beside AAAA, a quick retry (METHODS §0).</summary>
    public const double OccasionSeconds = 2;

    /// <summary>Occasions of ascending times (ns).</summary>
    public static Spacing Of(ReadOnlySpan<long> times, Watch watch)
    {
        var starts = Starts(times);
        var seconds = new double[starts.Count];
        List<double> gaps = new(Math.Max(0, starts.Count - 1));
        for (var i = 0; i < starts.Count; i++)
        {
            seconds[i] = (starts[i] - starts[0]) / 1e9;
            if (i > 0 && watch.Coverage.Unbroken(starts[i - 1], starts[i]))
                gaps.Add((starts[i] - starts[i - 1]) / 1e9);
        }
        return new Spacing(seconds, [.. gaps], watch.ResolutionSeconds, watch.Coverage.Seconds);
    }

    /// <summary>Number of occasions of ascending times (ns).</summary>
    public static int Count(ReadOnlySpan<long> times)
    {
        var (count, last) = (0, 0L);
        foreach (var time in times)
        {
            if (count > 0 && time - last <= (long)(OccasionSeconds * 1e9))
                continue;
            (count, last) = (count + 1, time);
        }
        return count;
    }

    static List<long> Starts(ReadOnlySpan<long> times)
    {
        List<long> starts = [];
        foreach (var time in times)
            if (starts.Count == 0 || time - starts[^1] > (long)(OccasionSeconds * 1e9))
                starts.Add(time);
        return starts;
    }
}
