using Postern.Analysis.Coincidence;
using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;

namespace Postern.Analysis.Rhythm;

/// <summary>Holidays against the same weekdays around them (METHODS §4): re-dated, as events are (§8), by whole weeks.</summary>
/// <remarks>Holidays at most three days apart move together, so that a week of them is one piece of evidence; they move by up to four weeks, to days that were
/// watched and are no holidays. Each place, their own among them, is equally likely where holidays are days like others.</remarks>
static class HolidayTest
{
    const int Weeks = 4, Tied = 3, FewestForLimits = 3;

    const double Watched = .9 * 23 * 3_600; // of the shortest day

    /// <summary>The effect; null where no holiday between the first and the last contact was watched and has another day to be compared with.</summary>
    /// <param name="days">The days.</param>
    /// <param name="classes">Which of them are holidays.</param>
    /// <param name="times">Ascending, nanoseconds.</param>
    /// <param name="random">Draws limits, and the chance where the exact law is too wide.</param>
    public static HolidayEffect? Of(LocalDays days, DayClasses classes, ReadOnlySpan<long> times, SplitMix64 random)
    {
        if (classes.Holidays == 0)
            return null;
        var cells = days.Tally(times);
        // Before its first contact and after its last a source has no days at all.
        var (first, last) = (Array.FindIndex(cells, c => c > 0) / LocalDays.Hours, Array.FindLastIndex(cells, c => c > 0) / LocalDays.Hours);
        List<(int Days, int[] Places)> clusters = [];
        for (var day = first; day <= last; day++)
        {
            if (!IsHoliday(day) || !IsWatched(day))
                continue;
            List<int> members = [day];
            for (var next = day + 1; next <= last && next - members[^1] <= Tied; next++)
                if (IsHoliday(next) && IsWatched(next))
                    members.Add(next);
            day = members[^1];
            int[] places = [members.Sum(Count), .. Shifts().Where(shift => members.TrueForAll(m => MayStand(m + shift))).Select(shift => members.Sum(m => Count(m + shift)))];
            if (places.Length > 1)
                clusters.Add((members.Count, places));
        }
        return clusters.Count == 0 ? null : Weighed(clusters, random);

        bool IsHoliday(int day) => classes.Of(days.First + day) == DayClass.Holiday;
        bool IsWatched(int day) => Sum(days.Covered, day) >= Watched;
        bool MayStand(int day) => day >= first && day <= last && !IsHoliday(day) && IsWatched(day);
        int Count(int day) => (int)Sum(cells, day);
    }

    static IEnumerable<int> Shifts() => Enumerable.Range(-Weeks, 2 * Weeks + 1).Where(week => week != 0).Select(week => week * LocalDays.WeekDays);

    static double Sum(ReadOnlySpan<double> cells, int day)
    {
        var sum = 0.0;
        foreach (var cell in cells.Slice(day * LocalDays.Hours, LocalDays.Hours))
            sum += cell;
        return sum;
    }

    static HolidayEffect Weighed(List<(int Days, int[] Places)> clusters, SplitMix64 random)
    {
        int[][] places = [.. clusters.Select(c => c.Places)];
        var observed = places.Sum(p => (long)p[0]);
        var expected = places.Sum(Expected);
        var (more, less, floor) = SumChances.Of(places, observed, random);
        var (low, high) = places.Length < FewestForLimits ? (null, null) : Limits(places, random);
        var p = Math.Min(1, 2 * Math.Min(less, more));
        return new HolidayEffect(Ratio(observed, expected), low, high, p, p <= 2 * floor * (1 + 1e-9) && p < 1, clusters.Sum(c => c.Days), observed, expected);
    }

    /// <summary>Mean of the other places.</summary>
    static double Expected(int[] places) => places.Skip(1).Average();

    /// <summary>Null: infinite, the other days having no contacts.</summary>
    static double? Ratio(double observed, double expected) => expected > 0 ? observed / expected : null;

    static (double? Low, double? High) Limits(int[][] places, SplitMix64 random)
    {
        var ratios = new double[DayHours.Draws];
        for (var draw = 0; draw < ratios.Length; draw++)
        {
            var (observed, expected) = (0.0, 0.0);
            for (var i = 0; i < places.Length; i++)
            {
                var drawn = places[random.Next(places.Length)];
                (observed, expected) = (observed + drawn[0], expected + Expected(drawn));
            }
            ratios[draw] = Ratio(observed, expected) ?? double.PositiveInfinity;
        }
        Array.Sort(ratios);
        return (Finite(ratios[(int)(.025 * ratios.Length)]), Finite(ratios[(int)(.975 * ratios.Length)]));

        static double? Finite(double ratio) => double.IsFinite(ratio) ? ratio : null;
    }
}
