using Postern.Analysis.Coincidence;

namespace Postern.Events;

/// <summary>Reads the events of a calendar (iCalendar, RFC 5545): DTSTART, DTEND or DURATION, SUMMARY, simple RRULEs, EXDATE and RDATE.</summary>
/// <remarks>Zones are taken by their IANA name and never from VTIMEZONE. Cancelled events, alarms, to-dos and journals are left out.</remarks>
/// <param name="floating">Zone of dates and of times that name none.</param>
/// <param name="events">Gets the events.</param>
/// <param name="problems">Gets what cannot be read.</param>
sealed class CalendarReader(TimeZoneInfo floating, List<DatedEvent> events, List<EventProblem> problems)
{
    readonly List<string> open = []; // components, outermost first
    readonly List<CalendarLine> lines = []; // of the event that is open
    int begun;

    /// <summary>Reads a whole file.</summary>
    public void Read(string text)
    {
        foreach (var (number, line) in CalendarLine.Unfold(text))
        {
            if (line is null)
                problems.Add(new(number, "is no line of a calendar (NAME:value)"));
            else if (line.Name == "BEGIN")
                Begin(line);
            else if (line.Name == "END")
                End(line);
            else if (open.Count > 0 && open[^1] == "VEVENT")
                lines.Add(line);
        }
        if (open.Count > 0)
            problems.Add(new(begun, $"the file ends inside {open[^1]}: it is cut short"));
    }

    void Begin(CalendarLine line)
    {
        open.Add(line.Value.Trim().ToUpperInvariant());
        if (open[^1] != "VEVENT")
            return;
        lines.Clear();
        begun = line.Number;
    }

    void End(CalendarLine line)
    {
        var name = line.Value.Trim().ToUpperInvariant();
        if (open.Count == 0 || open[^1] != name)
        {
            problems.Add(new(line.Number, $"END:{Logs.Text.SafeText.Of(name)} ends nothing that was begun"));
            return;
        }
        open.RemoveAt(open.Count - 1);
        if (name == "VEVENT" && Take() is { } problem)
            problems.Add(problem);
    }

    CalendarLine? One(string name) => lines.Find(line => line.Name == name);

    EventProblem? Take()
    {
        if (One("STATUS")?.Value.Equals("CANCELLED", StringComparison.OrdinalIgnoreCase) == true)
            return null;
        if (One("RECURRENCE-ID") is { } moved)
            return new(moved.Number, "replaces one of a repeated event's dates, which is not read here; write the dates out");
        if (One("DTSTART") is not { } first)
            return new(begun, "an event without DTSTART");
        if (CalendarTime.Read(first, first.Value, floating, out var problem) is not { } start)
            return new(first.Number, problem!);
        var label = One("SUMMARY")?.Text ?? "";
        try
        {
            if (!Length(start, out var days, out var time, out var wrong) || Starts(start, out wrong) is not { } starts)
                return wrong;
            foreach (var local in starts)
            {
                var at = start with { Local = local };
                var from = at.Instant();
                var to = checked((days == 0 ? from : (at with { Local = local.AddDays(days) }).Instant()) + time.Ticks * 100);
                events.Add(new DatedEvent(label, from, to, begun));
            }
            return null;
        }
        catch (Exception fault) when (fault is OverflowException or ArgumentOutOfRangeException)
        {
            return new(begun, "lies outside the years 1678 to 2261");
        }
    }

    /// <summary>How long it lasts: days on the wall clock and exact time. A date alone lasts its day (RFC 5545 §3.6.1).</summary>
    bool Length(CalendarTime start, out int days, out TimeSpan time, out EventProblem? wrong)
    {
        (days, time, wrong) = (start.IsDate ? 1 : 0, default, null);
        var (end, duration) = (One("DTEND"), One("DURATION"));
        if (end is not null && duration is not null)
            wrong = new(duration.Number, "has DTEND and DURATION; RFC 5545 allows one of them");
        else if (duration is not null && !CalendarTime.TryDuration(duration.Value, out days, out time))
            wrong = new(duration.Number, $"DURATION \"{Logs.Text.SafeText.Of(duration.Value)}\" is none (P1D, PT2H30M)");
        else if (end is not null)
        {
            if (CalendarTime.Read(end, end.Value, floating, out var problem) is not { } until)
                wrong = new(end.Number, problem!);
            else if (until.IsDate != start.IsDate)
                wrong = new(end.Number, "DTEND and DTSTART are not both dates or both times");
            else if (until.Instant() < start.Instant())
                wrong = new(end.Number, "DTEND is before DTSTART");
            else if (start.IsDate)
                days = (int)(until.Local - start.Local).TotalDays;
            else
                time = TimeSpan.FromTicks((until.Instant() - start.Instant()) / 100);
        }
        return wrong is null;
    }

    /// <summary>Local starts: the first, those of a rule and of RDATE, without those of EXDATE.</summary>
    List<DateTime>? Starts(CalendarTime start, out EventProblem? wrong)
    {
        wrong = null;
        List<DateTime> starts = [start.Local];
        if (lines.FindAll(line => line.Name == "RRULE") is { Count: > 0 } rules)
        {
            string? problem = null;
            var rule = rules.Count > 1 ? null : RecurrenceRule.Read(rules[0], start, out problem);
            if (rule?.Starts(start) is not { } found)
            {
                wrong = new(rules[^1].Number, problem ?? (rules.Count > 1 ? "repeats by two rules; write its dates out" : "repeats more often than can be meant"));
                return null;
            }
            starts = found;
        }
        foreach (var line in lines.Where(line => line.Name is "RDATE" or "EXDATE"))
        {
            foreach (var value in line.Value.Split(','))
            {
                if (CalendarTime.Read(line, value, floating, out var problem) is not { } date)
                {
                    wrong = new(line.Number, problem!);
                    return null;
                }
                var local = date.IsDate ? date.Local + (line.Name == "RDATE" && !start.IsDate ? start.Local.TimeOfDay : default) : In(date, start.Zone);
                if (line.Name == "RDATE")
                    starts.Add(local);
                else
                    starts.RemoveAll(s => s == local || (date.IsDate && s.Date == local.Date));
            }
        }
        return [.. starts.Distinct().Order()];
    }

    static DateTime In(CalendarTime date, TimeZoneInfo zone) =>
        date.Zone.Equals(zone) ? date.Local : TimeZoneInfo.ConvertTime(DateTimeOffset.UnixEpoch.AddTicks(date.Instant() / 100), zone).DateTime;
}
