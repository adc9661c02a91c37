using Postern.Gate.Configuration;

namespace Postern.Gate.Queue;

/// <summary>How long to wait between attempts: doubling from the first wait to the longest, each spread by a tenth either way so that
/// messages that failed together do not come again together.</summary>
static class RetrySchedule
{
    const double Spread = 0.1;

    /// <summary>The wait before the attempt that follows some that failed.</summary>
    /// <param name="settings">First and longest wait.</param>
    /// <param name="failed">Attempts that failed in a row; at least 1.</param>
    /// <param name="seed">What the spread comes from: the same number gives the same wait.</param>
    public static TimeSpan Wait(QueueSettings settings, int failed, long seed)
    {
        var doublings = Math.Min(failed - 1, 30);
        var wait = Math.Min(settings.FirstRetry.TotalSeconds * Math.Pow(2, doublings), settings.LongestRetry.TotalSeconds);
        return TimeSpan.FromSeconds(wait * (1 - Spread + 2 * Spread * Fraction((ulong)seed + (ulong)failed)));
    }

    // SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): neighbouring numbers give fractions that have nothing to do with each other.
    static double Fraction(ulong seed)
    {
        var z = seed * 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return ((z ^ z >> 31) >> 11) * (1.0 / (1UL << 53));
    }
}
