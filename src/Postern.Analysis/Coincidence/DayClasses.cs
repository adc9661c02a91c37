using Postern.Analysis.Rhythm;

namespace Postern.Analysis.Coincidence;

/// <summary>A class of days that compare with one another.</summary>
enum DayClass
{
    /// <summary>Monday to Friday.</summary>
    Workday,

    /// <summary>Saturday and Sunday.</summary>
    Weekend,

    /// <summary>A day of the list of holidays, whatever its weekday.</summary>
    Holiday,
}

/// <summary>Which local days compare with which: an event moves only to days of its own class (METHODS §8).</summary>
sealed class DayClasses
{
    readonly HashSet<long> holidays = [];

    /// <summary>The classes on a clock.</summary>
    /// <param name="clock">On which days are counted.</param>
    /// <param name="holidays">Each day that one of these touches is a holiday; null where none were given.</param>
    public DayClasses(ZoneClock clock, IReadOnlyList<DatedEvent>? holidays = null)
    {
        foreach (var holiday in holidays ?? [])
        {
            var last = LocalDays.Day(clock.ToLocal(Math.Max(holiday.From, holiday.To - 1)));
            for (var day = LocalDays.Day(clock.ToLocal(holiday.From)); day <= last; day++)
                this.holidays.Add(day);
        }
    }

    /// <summary>Days that are holidays.</summary>
    public int Holidays => holidays.Count;

    /// <summary>The class of a local day, counted from 1970-01-01.</summary>
    public DayClass Of(long day) => holidays.Contains(day) ? DayClass.Holiday : LocalDays.IsWeekend(day) ? DayClass.Weekend : DayClass.Workday;
}
