using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Rhythm;

/// <summary>In which zones would the contacts fall into working hours (METHODS §4, template likelihood).</summary>
/// <remarks>The template: nine tenths of the contacts evenly over Monday to Friday 8 to 18, one tenth evenly over the week.
/// Zones are compared by the sum over days of the differences of ln q; days are the units of its error.</remarks>
static class WorkingHours
{
    const int West = -12, East = 14, FromHour = 8, UntilHour = 18;
    const double Inside = .9, WorkHours = 50;
    static readonly double[] LnTemplate =
    [
        .. Enumerable.Range(0, LocalDays.WeekHours).Select(hour => Math.Log(
            (1 - Inside) / LocalDays.WeekHours + (hour / LocalDays.Hours < 5 && hour % LocalDays.Hours is >= FromHour and < UntilHour ? Inside / WorkHours : 0))),
    ];

    /// <summary>The zones that fit.</summary>
    /// <param name="times">Ascending, nanoseconds.</param>
    /// <param name="clocks">The zones asked for by name.</param>
    public static FittingZones? Of(ReadOnlySpan<long> times, IReadOnlyList<ZoneClock> clocks)
    {
        if (times.IsEmpty)
            return null;
        var first = LocalDays.Day(times[0]);
        var days = (int)(LocalDays.Day(times[^1]) - first) + 1;
        var fits = new double[East - West + 1 + clocks.Count][];
        for (var i = 0; i < fits.Length; i++)
            fits[i] = new double[days];
        foreach (var time in times)
        {
            var day = (int)(LocalDays.Day(time) - first);
            for (var zone = 0; zone <= East - West; zone++)
                fits[zone][day] += At(time + (zone + West) * 3_600 * UnixTime.Second);
            for (var i = 0; i < clocks.Count; i++)
                fits[East - West + 1 + i][day] += At(clocks[i].ToLocal(time));
        }
        var best = Enumerable.Range(0, East - West + 1).MaxBy(zone => fits[zone].Sum());
        int[] offsets = [.. Enumerable.Range(0, East - West + 1).Where(zone => Fits(fits[best], fits[zone])).Select(zone => zone + West)];
        string[] named = [.. clocks.Where((_, i) => Fits(fits[best], fits[East - West + 1 + i])).Select(clock => clock.Name)];
        return new FittingZones(offsets, best + West, named, Say(offsets, best + West, clocks, named));
    }

    /// <summary>Whether a zone is less than two standard errors worse than the best.</summary>
    static bool Fits(double[] best, double[] other)
    {
        double sum = 0, squares = 0;
        for (var day = 0; day < best.Length; day++)
        {
            var worse = best[day] - other[day];
            (sum, squares) = (sum + worse, squares + worse * worse);
        }
        var variance = Math.Max(0, squares - sum * sum / best.Length) * best.Length / Math.Max(1, best.Length - 1);
        return sum <= 2 * Math.Sqrt(variance);
    }

    static double At(long local)
    {
        var hour = (int)((local - LocalDays.Day(local) * UnixTime.Day) / (3_600 * UnixTime.Second));
        return LnTemplate[LocalDays.Weekday(LocalDays.Day(local)) * LocalDays.Hours + hour];
    }

    static string Say(int[] offsets, int best, IReadOnlyList<ZoneClock> clocks, string[] named)
    {
        var others = clocks.Where(clock => !named.Contains(clock.Name, StringComparer.Ordinal)).Select(clock => clock.Name).ToList();
        return $"If people who work Monday to Friday 8 to 18 make them, they live where the clock is {Runs(offsets)} (best {Offset(best)})"
            + (named.Length > 0 ? $", which {string.Join(" and ", named)} {(named.Length == 1 ? "is" : "are")}" : "")
            + (others.Count > 0 ? $"; {string.Join(" and ", others)} {(others.Count == 1 ? "fits" : "fit")} worse" : "") + ".";
    }

    /// <summary>Offsets as runs: UTC+2 to UTC+4.</summary>
    static string Runs(int[] offsets)
    {
        List<string> runs = [];
        for (var i = 0; i < offsets.Length; i++)
        {
            var first = offsets[i];
            while (i + 1 < offsets.Length && offsets[i + 1] == offsets[i] + 1)
                i++;
            runs.Add(first == offsets[i] ? Offset(first) : $"{Offset(first)} to {Offset(offsets[i])}");
        }
        return string.Join(" or ", runs);
    }

    static string Offset(int hours) => hours == 0 ? "UTC" : $"UTC{(hours > 0 ? "+" : "-")}{Math.Abs(hours)}";
}
