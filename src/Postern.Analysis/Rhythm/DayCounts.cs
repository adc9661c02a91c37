using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;

namespace Postern.Analysis.Rhythm;

/// <summary>Do the counts of days vary as those of independent contacts would (METHODS §4, phi of §0).</summary>
/// <remarks>phi = sum (c_d - m_d)² / m_d / (D - q), m_d the mean of the day's class (weekday or weekend) times its watched hours, q the classes.
/// Of independent contacts the sum follows chi-squared with D - q degrees: what a timer sends varies less, what people do varies more.</remarks>
static class DayCounts
{
    /// <summary>Fewest days, and fewest contacts that a day of a class must be due for chi-squared to hold.</summary>
    const int FewestDays = 10, FewestDue = 5;

    const double Watched = .95 * 23 * 3_600; // of the shortest day

    /// <summary>The dispersion between the first and the last contact; null where days or contacts are too few.</summary>
    public static DailyDispersion? Of(LocalDays days, ReadOnlySpan<long> times)
    {
        var cells = days.Tally(times);
        var (first, last) = (Array.FindIndex(cells, c => c > 0) / LocalDays.Hours, Array.FindLastIndex(cells, c => c > 0) / LocalDays.Hours);
        List<(int Class, double Count, double Seconds)> whole = [];
        // The days of the first and the last contact are cut by them.
        for (var day = first + 1; day < last; day++)
        {
            double count = 0, seconds = 0;
            for (var cell = day * LocalDays.Hours; cell < (day + 1) * LocalDays.Hours; cell++)
                (count, seconds) = (count + cells[cell], seconds + days.Covered[cell]);
            if (seconds >= Watched)
                whole.Add((LocalDays.IsWeekend(days.First + day) ? 1 : 0, count, seconds));
        }
        double sum = 0;
        var (used, classes) = (0, 0);
        foreach (var group in whole.GroupBy(day => day.Class))
        {
            var rate = group.Sum(day => day.Count) / group.Sum(day => day.Seconds);
            // A class in which next to nothing comes says nothing of how it varies.
            if (rate * 86_400 < FewestDue)
                continue;
            sum += group.Sum(day => Math.Pow(day.Count - rate * day.Seconds, 2) / (rate * day.Seconds));
            (used, classes) = (used + group.Count(), classes + 1);
        }
        var degrees = used - classes;
        return degrees < FewestDays ? null
            : new DailyDispersion(sum / degrees, used, Chance(Gamma.LogLower(degrees / 2.0, sum / 2)), Chance(Gamma.LogUpper(degrees / 2.0, sum / 2)));
    }

    static double Chance(double lnP) => Math.Max(Math.Exp(lnP), 1e-300);
}
