using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;

namespace Postern.Analysis.Rhythm;

/// <summary>Weekends against weekdays (METHODS §4): each whole week gives one of its seven turns with equal chance.</summary>
static class WeekendTest
{
    const int FewestWeeks = 3;

    /// <summary>The effect; null below three whole weeks, Monday to Sunday, that were watched nearly throughout, and without a contact in them.</summary>
    public static WeekendEffect? Of(LocalDays days, ReadOnlySpan<long> times, SplitMix64 random)
    {
        var weeks = Weeks(days, days.Tally(times));
        if (weeks.Count < FewestWeeks)
            return null;
        var observed = weeks.Sum(Weekend);
        var total = weeks.Sum(week => (long)week.Sum());
        if (total == 0)
            return null;
        int[][] turns = [.. weeks.Select(week => Enumerable.Range(0, LocalDays.WeekDays).Select(turn => Turned(week, turn)).ToArray())];
        var (more, less, _) = SumChances.Of(turns, observed, random);
        var limits = Limits(weeks, random);
        return new WeekendEffect(Ratio(observed, total), limits.Low, limits.High, Math.Min(1, 2 * Math.Min(less, more)), weeks.Count);
    }

    /// <summary>Contacts by weekday of every whole week.</summary>
    static List<int[]> Weeks(LocalDays days, double[] cells)
    {
        List<int[]> weeks = [];
        for (var day = 0; day + LocalDays.WeekDays <= days.Count; day++)
        {
            if (days.WeekdayOf(day) != 0)
                continue;
            var (first, end) = (day * LocalDays.Hours, (day + LocalDays.WeekDays) * LocalDays.Hours);
            var seconds = 0.0;
            foreach (var covered in days.Covered[first..end])
                seconds += covered;
            if (seconds < .95 * 7 * 86_400)
                continue;
            weeks.Add([.. Enumerable.Range(day, LocalDays.WeekDays).Select(d => (int)cells[(d * LocalDays.Hours)..((d + 1) * LocalDays.Hours)].Sum())]);
        }
        return weeks;
    }

    static long Weekend(int[] week) => week[5] + week[6];

    static int Turned(int[] week, int turn) => week[(5 + turn) % LocalDays.WeekDays] + week[(6 + turn) % LocalDays.WeekDays];

    /// <summary>Null: infinite, all contacts being of weekends.</summary>
    static double? Ratio(double weekend, double total) => total > weekend ? weekend / 2 / ((total - weekend) / 5) : null;

    static (double? Low, double? High) Limits(List<int[]> weeks, SplitMix64 random)
    {
        var ratios = new double[DayHours.Draws];
        for (var draw = 0; draw < ratios.Length; draw++)
        {
            long weekend = 0, total = 0;
            for (var i = 0; i < weeks.Count; i++)
            {
                var week = weeks[random.Next(weeks.Count)];
                (weekend, total) = (weekend + Weekend(week), total + week.Sum());
            }
            ratios[draw] = Ratio(weekend, total) ?? double.PositiveInfinity;
        }
        Array.Sort(ratios);
        return (Finite(ratios[(int)(.025 * ratios.Length)]), Finite(ratios[(int)(.975 * ratios.Length)]));

        static double? Finite(double ratio) => double.IsFinite(ratio) ? ratio : null;
    }
}
