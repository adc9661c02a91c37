using Postern.Analysis.Numerics;
using Postern.Contacts;

namespace Postern.Analysis.Rhythm;

/// <summary>The local days of a window and how much of each of their hours was watched.</summary>
/// <remarks>A local day has 23, 24 or 25 hours; an hour that the clock shows twice counts twice.</remarks>
sealed class LocalDays
{
    /// <summary>Hours of a day, days and hours of a week.</summary>
    public const int Hours = 24, WeekDays = 7, WeekHours = WeekDays * Hours;

    const long Hour = 3_600 * UnixTime.Second;
    readonly double[] covered; // seconds, by day and hour

    /// <summary>The days of a coverage on a zone's clock.</summary>
    public LocalDays(ZoneClock clock, Coverage coverage)
    {
        Clock = clock;
        First = Day(clock.ToLocal(coverage.From));
        Count = coverage.Count == 0 ? 0 : (int)(Day(clock.ToLocal(coverage.To - 1)) - First + 1);
        covered = new double[Count * Hours];
        foreach (var stretch in coverage.Stretches)
        {
            for (var at = stretch.From; at < stretch.To;)
            {
                var local = clock.ToLocal(at);
                var next = Math.Min(Math.Min(stretch.To, clock.Until(at)), at + Hour - (local - Floor.Div(local, Hour) * Hour));
                covered[CellOf(local)] += (next - at) / 1e9;
                at = next;
            }
        }
    }

    /// <summary>The wall clock.</summary>
    public ZoneClock Clock { get; }

    /// <summary>Number of the first day, counted from 1970-01-01.</summary>
    public long First { get; }

    /// <summary>Number of days, those cut at the edges included.</summary>
    public int Count { get; }

    /// <summary>Covered seconds by day and hour: day * 24 + hour.</summary>
    public ReadOnlySpan<double> Covered => covered;

    /// <summary>Day and hour of a local time: day * 24 + hour, days from <see cref="First"/>.</summary>
    public int CellOf(long local) => (int)(Floor.Div(local, Hour) - First * Hours);

    /// <summary>Weekday of day <paramref name="day"/> of these, 0 is Monday.</summary>
    public int WeekdayOf(int day) => Weekday(First + day);

    /// <summary>Covered seconds of each hour of the week, Monday 00 first.</summary>
    public double[] OfWeek() => Week(covered);

    /// <summary>Values by day and hour, summed by hour of the week.</summary>
    public double[] Week(ReadOnlySpan<double> cells)
    {
        var week = new double[WeekHours];
        for (var i = 0; i < cells.Length; i++)
            week[WeekdayOf(i / Hours) * Hours + i % Hours] += cells[i];
        return week;
    }

    /// <summary>Contacts by day and hour; those outside the days are left out.</summary>
    public double[] Tally(ReadOnlySpan<long> times)
    {
        var counts = new double[covered.Length];
        foreach (var time in times)
            if (CellOf(Clock.ToLocal(time)) is var cell && cell >= 0 && cell < counts.Length)
                counts[cell]++;
        return counts;
    }

    /// <summary>Number of the day of a local time, from 1970-01-01.</summary>
    public static long Day(long local) => Floor.Div(local, UnixTime.Day);

    /// <summary>Weekday of a day counted from 1970-01-01, 0 is Monday.</summary>
    public static int Weekday(long day) => (int)(((day + 3) % WeekDays + WeekDays) % WeekDays); // 1970-01-01 was a Thursday

    /// <summary>Whether a day counted from 1970-01-01 is a Saturday or Sunday.</summary>
    public static bool IsWeekend(long day) => Weekday(day) >= 5;
}
