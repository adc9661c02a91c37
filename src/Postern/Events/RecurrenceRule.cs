using System.Globalization;
using Postern.Logs.Text;

namespace Postern.Events;

/// <summary>The simple recurrences of RFC 5545 §3.3.10: daily, weekly (on given weekdays), monthly and yearly on the day of the start.</summary>
/// <remarks>Everything else (ordinal weekdays, BYSETPOS, BYMONTH, hours …) is refused, not guessed. An endless rule is expanded for fifty years.</remarks>
sealed class RecurrenceRule
{
    const int EndlessYears = 50;
    const int Most = 20_000;
    static readonly string[] Weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    readonly string frequency;
    readonly int interval;
    readonly int? count;
    readonly CalendarTime? until;
    readonly HashSet<DayOfWeek> days;
    readonly DayOfWeek weekStart;

    RecurrenceRule(string frequency, int interval, int? count, CalendarTime? until, HashSet<DayOfWeek> days, DayOfWeek weekStart) =>
        (this.frequency, this.interval, this.count, this.until, this.days, this.weekStart) = (frequency, interval, count, until, days, weekStart);

    /// <summary>Reads a rule; null with the reason when it is wrong or not simple.</summary>
    public static RecurrenceRule? Read(CalendarLine line, CalendarTime start, out string? problem)
    {
        problem = null;
        var (frequency, interval, weekStart) = ("", 1, DayOfWeek.Monday);
        int? count = null;
        CalendarTime? until = null;
        HashSet<DayOfWeek> days = [];
        foreach (var part in line.Value.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = part.IndexOf('=');
            var (key, value) = sign < 0 ? (part, "") : (part[..sign].ToUpperInvariant(), part[(sign + 1)..].ToUpperInvariant());
            var good = key switch
            {
                "FREQ" => (frequency = value) is "DAILY" or "WEEKLY" or "MONTHLY" or "YEARLY",
                "INTERVAL" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out interval) && interval is > 0 and <= 10_000,
                "COUNT" => Counted(value, out count),
                "UNTIL" => (until = CalendarTime.Read(line, value, start.Zone, out _)) is not null,
                "BYDAY" => frequency == "WEEKLY" && TryDays(value, days),
                "WKST" => TryDay(value, out weekStart),
                _ => false,
            };
            if (!good)
            {
                problem = $"repeats by a rule that is not read here: {SafeText.Of(part)}; write its dates out";
                return null;
            }
        }
        if (frequency.Length == 0)
            problem = "repeats by a rule without FREQ";
        return problem is null ? new RecurrenceRule(frequency, interval, count, until, days, weekStart) : null;
    }

    /// <summary>The local starts, the first included; null when there are more than can be meant.</summary>
    public List<DateTime>? Starts(CalendarTime start)
    {
        List<DateTime> starts = [];
        var last = start.Local.Year > DateTime.MaxValue.Year - EndlessYears - 1 ? DateTime.MaxValue : start.Local.AddYears(EndlessYears);
        foreach (var local in Candidates(start.Local))
        {
            if (local > last || (until is not null && After(start with { Local = local }, until)) || starts.Count == count)
                break;
            if (starts.Count == Most)
                return null;
            starts.Add(local);
        }
        return starts;
    }

    static bool After(CalendarTime start, CalendarTime until) =>
        until.IsDate ? start.Local.Date > until.Local : start.Instant() > until.Instant();

    /// <summary>The starts without an end; days that a month does not have are left out.</summary>
    IEnumerable<DateTime> Candidates(DateTime first)
    {
        if (frequency == "WEEKLY" && days.Count > 0)
        {
            // The start itself counts, also where the rule's weekdays leave it out.
            yield return first;
            var week = first.AddDays(-(((int)first.DayOfWeek - (int)weekStart + 7) % 7));
            for (var i = 0; i < Most * 7; i++)
            {
                var day = week.AddDays(i / 7 * 7 * interval + i % 7);
                if (day > first && days.Contains(day.DayOfWeek))
                    yield return day;
            }
            yield break;
        }
        for (var i = 0; i <= Most; i++)
        {
            var next = frequency switch
            {
                "DAILY" => first.AddDays((double)i * interval),
                "WEEKLY" => first.AddDays(7.0 * i * interval),
                "MONTHLY" => first.AddMonths(Math.Min(i * interval, 12 * (EndlessYears + 1))),
                _ => first.AddYears(Math.Min(i * interval, EndlessYears + 1)),
            };
            if (next.Day == first.Day || frequency is "DAILY" or "WEEKLY")
                yield return next;
        }
    }

    static bool Counted(string value, out int? count)
    {
        var good = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
        count = number;
        return good;
    }

    static bool TryDays(string list, HashSet<DayOfWeek> days)
    {
        foreach (var name in list.Split(','))
        {
            if (!TryDay(name, out var day))
                return false;
            days.Add(day);
        }
        return true;
    }

    static bool TryDay(string name, out DayOfWeek day)
    {
        var number = Array.IndexOf(Weekdays, name);
        day = (DayOfWeek)Math.Max(0, number);
        return number >= 0;
    }
}
