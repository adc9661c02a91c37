using Postern.Analysis.Numerics;
using Postern.Analysis.Rate;
using Postern.Contacts;

namespace Postern.Analysis.Synchrony;

/// <summary>Do two series share times: matches as they are against matches with the second shifted (METHODS §7).</summary>
/// <remarks>Shifts of five minutes to two hours keep hours and weekdays and all slower changes, and so test for common events. Whole weeks keep common
/// clocks as well. Tolerances are counted by Westfall and Young's min-p on common shifts.</remarks>
/// <param name="PValue">Chance of so many matches, tolerances counted.</param>
/// <param name="WeeksPValue">The same by whole weeks at the best tolerance; not a number below three weeks.</param>
/// <param name="Tolerance">The tolerance that tells most (ns).</param>
/// <param name="Matched">Matches at that tolerance.</param>
/// <param name="Expected">Their mean over the shifts.</param>
/// <param name="Shifts">Shifts tried.</param>
/// <param name="Tail">Chance beyond the resolution of the shifts: by a negative binomial law of their mean and variance, tolerances counted by Bonferroni's rule.</param>
readonly record struct ShiftTest(double PValue, double WeeksPValue, long Tolerance, int Matched, double Expected, int Shifts, double Tail)
{
    const long Second = UnixTime.Second, Nearest = 300 * Second, Farthest = 7_200 * Second, Step = 30 * Second, Week = 7 * UnixTime.Day;

    /// <summary>Shifts of the cheap first look, and the chance above which it ends there.</summary>
    const int FirstLook = 24;
    const double Hopeless = .2;

    // Not wider: within a quarter of an hour office hours alone match more unshifted than shifted.
    static readonly long[] Tolerances = [5 * Second, 60 * Second, 300 * Second];

    /// <summary>Tests two series.</summary>
    /// <param name="a">The one with fewer occasions, ascending, nanoseconds.</param>
    /// <param name="b">The other.</param>
    /// <param name="resolution">Step of the stamps (ns): no tolerance is finer.</param>
    /// <param name="from">Start of the window (ns).</param>
    /// <param name="to">Its end.</param>
    public static ShiftTest Of(ReadOnlySpan<long> a, ReadOnlySpan<long> b, long resolution, long from, long to)
    {
        long[] tolerances = [.. Tolerances.Select(t => Math.Max(t, resolution)).Distinct()];
        var look = Statistics(a, b, tolerances, Grid((Farthest - Nearest) / (FirstLook / 2 - 1) / (Step * 10) * (Step * 10)));
        var found = Weigh(look, tolerances);
        if (found.PValue <= Hopeless)
            found = Weigh(Statistics(a, b, tolerances, Grid(Step)), tolerances);
        return found with { WeeksPValue = found.PValue <= Hopeless ? ByWeeks(a, b, found.Tolerance, from, to) : double.NaN };
    }

    /// <summary>Occasions of the second with one of the first within a tolerance, mean over the same shifts.</summary>
    public static double ExpectedOfOther(ReadOnlySpan<long> a, ReadOnlySpan<long> b, long tolerance) => Mean(Statistics(b, a, [tolerance], Grid(Step))[0]);

    static ShiftTest Weigh(long[][] statistics, long[] tolerances)
    {
        var (p, adjusted) = WestfallYoung.MinP(statistics);
        // Of equal chances the tolerance that adds most matches to chance tells most; of equal ones the finer.
        var best = 0;
        for (var k = 1; k < p.Length; k++)
            if (p[k] < p[best] - 1e-12 || (p[k] <= p[best] + 1e-12 && Excess(statistics[k]) > 1.1 * Excess(statistics[best])))
                best = k;
        return new(adjusted.Min(), double.NaN, tolerances[best], (int)statistics[best][0], Mean(statistics[best]), statistics[best].Length - 1,
            Math.Min(1, statistics.Length * statistics.Min(TailOf)));
    }

    static double TailOf(long[] statistic)
    {
        var mean = Math.Max(Mean(statistic), 1.0 / statistic.Length);
        var variance = statistic.Skip(1).Sum(c => (c - mean) * (c - mean)) / (statistic.Length - 2);
        return Math.Exp(variance > mean * 1.001 ? Tails.NegativeBinomialAtLeast(statistic[0], mean, mean * mean / (variance - mean)) : Tails.PoissonAtLeast(statistic[0], mean));
    }

    static double Mean(long[] statistic) => statistic.AsSpan(1).ToArray().Average();

    static double Excess(long[] statistic) => statistic[0] - Mean(statistic);

    static long[][] Statistics(ReadOnlySpan<long> a, ReadOnlySpan<long> b, long[] tolerances, List<long> shifts)
    {
        var statistics = new long[tolerances.Length][];
        for (var k = 0; k < statistics.Length; k++)
        {
            statistics[k] = new long[shifts.Count];
            for (var s = 0; s < shifts.Count; s++)
                statistics[k][s] = Matching.Count(a, b, tolerances[k], shifts[s]);
        }
        return statistics;
    }

    /// <summary>No shift, then both ways from the nearest to the farthest. The step divides five minutes, so that common clocks come back to themselves.</summary>
    static List<long> Grid(long step)
    {
        List<long> shifts = [0];
        for (var shift = Nearest; shift <= Farthest; shift += step)
            shifts.AddRange([shift, -shift]);
        return shifts;
    }

    /// <summary>Turned by whole weeks, the record cut to whole weeks.</summary>
    static double ByWeeks(ReadOnlySpan<long> a, ReadOnlySpan<long> b, long tolerance, long from, long to)
    {
        var weeks = (to - from) / Week;
        if (weeks < 3)
            return double.NaN;
        var start = to - weeks * Week;
        var first = a[a.FirstAt(start)..a.FirstAt(to)];
        var second = b[b.FirstAt(start)..b.FirstAt(to)];
        var observed = Matching.Count(first, second, tolerance);
        var asMany = 1;
        for (var week = 1; week < weeks; week++)
            asMany += Matching.Turned(first, second, tolerance, week * Week, weeks * Week) >= observed ? 1 : 0;
        return asMany / (double)weeks;
    }
}
