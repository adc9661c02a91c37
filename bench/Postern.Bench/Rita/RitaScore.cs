namespace Postern.Bench.Rita;

/// <summary>The time part of RITA v5's beacon score, written from its published description (METHODS §2.5, §13): the yardstick.</summary>
/// <remarks>Three scores of 0 to 1, each rounded to three digits. Data sizes, which RITA scores too, are not in our records.</remarks>
/// <param name="Timestamp">How symmetric and how narrow the distribution of the gaps is.</param>
/// <param name="Histogram">How even the counts of 24 equal parts of the window are, or how few levels they have.</param>
/// <param name="Duration">How much of the window lies between the first and the last contact, or how long an unbroken run is.</param>
readonly record struct RitaScore(double Timestamp, double Histogram, double Duration)
{
    const int Bars = 24;
    const double LeastSpread = 10; // seconds between the quartiles below which skewness is not judged
    const int LeastBarsForLevels = 11;
    const int LeastBarsForDuration = 6;
    const double IdealRun = 12;
    const double LevelWidth = .05; // counts within this share of the largest are one level

    /// <summary>Mean of the three parts.</summary>
    public double Composite => (Timestamp + Histogram + Duration) / 3;

    /// <summary>Scores contacts of one pair.</summary>
    /// <param name="seconds">Times, ascending, whole seconds.</param>
    /// <param name="from">Start of the window, seconds.</param>
    /// <param name="to">End of the window, seconds.</param>
    public static RitaScore Of(ReadOnlySpan<double> seconds, double from, double to)
    {
        if (seconds.Length < 2)
            return default;
        Span<int> bars = stackalloc int[Bars];
        foreach (var time in seconds)
            bars[Math.Clamp((int)((time - from) / (to - from) * Bars), 0, Bars - 1)]++;
        return new RitaScore(
            OfGaps(seconds), OfBars(bars, seconds.Length), OfDuration(bars, (seconds[^1] - seconds[0]) / (to - from)));
    }

    /// <summary>Mean of 1 - |Bowley skewness| and 1 - median absolute deviation / median, over gaps that are not zero.</summary>
    public static double OfGaps(ReadOnlySpan<double> seconds)
    {
        var gaps = new double[Math.Max(0, seconds.Length - 1)];
        var count = 0;
        for (var i = 1; i < seconds.Length; i++)
        {
            if (seconds[i] > seconds[i - 1])
                gaps[count++] = seconds[i] - seconds[i - 1];
        }
        if (count < 2)
            return 0;
        var sorted = gaps.AsSpan(0, count);
        sorted.Sort();
        var median = Median(sorted);
        var low = Median(sorted[..(count / 2)]);
        var high = Median(sorted[((count + 1) / 2)..]);
        var skewed = high - low >= LeastSpread && median != low && median != high;
        var skewness = skewed ? (low + high - 2 * median) / (high - low) : 0;
        foreach (ref var gap in sorted)
            gap = Math.Abs(gap - median);
        sorted.Sort();
        var narrowness = median < 1 ? 0 : Math.Max(0, (median - Median(sorted)) / median);
        return Math.Round((1 - Math.Abs(skewness) + narrowness) / 2, 3);
    }

    static double OfBars(ReadOnlySpan<int> bars, int contacts)
    {
        var mean = contacts / (double)Bars;
        var squares = 0.0;
        foreach (var bar in bars)
            squares += (bar - mean) * (bar - mean);
        var even = Math.Max(0, 1 - Math.Sqrt(squares / Bars) / mean);
        return Math.Round(Math.Max(even, OfLevels(bars)), 3);
    }

    /// <summary>Share of the occupied bars, one allowed to stray, that stand at one of the two commonest levels.</summary>
    static double OfLevels(ReadOnlySpan<int> bars)
    {
        var largest = 0;
        foreach (var bar in bars)
            largest = Math.Max(largest, bar);
        var width = (int)Math.Ceiling(LevelWidth * largest);
        Span<int> levels = stackalloc int[(int)(1 / LevelWidth) + 2];
        levels.Clear();
        var occupied = 0;
        foreach (var bar in bars)
        {
            if (bar == 0)
                continue;
            occupied++;
            levels[bar / width]++;
        }
        if (occupied < LeastBarsForLevels)
            return 0;
        levels.Sort();
        return Math.Min(1, (levels[^1] + levels[^2]) / (double)(occupied - 1));
    }

    static double OfDuration(ReadOnlySpan<int> bars, double covered)
    {
        int occupied = 0, run = 0, longest = 0;
        for (var i = 0; i < 2 * Bars; i++) // twice round: a run may pass the end of the window
        {
            run = bars[i % Bars] > 0 ? run + 1 : 0;
            longest = Math.Max(longest, run);
            if (i < Bars && bars[i] > 0)
                occupied++;
        }
        if (occupied < LeastBarsForDuration)
            return 0;
        var score = Math.Max(covered, Math.Min(longest, Bars) / IdealRun);
        return Math.Min(1, Math.Ceiling(score * 1_000 - 1e-9) / 1_000);
    }

    static double Median(ReadOnlySpan<double> sorted)
    {
        var half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
