using System.Security.Cryptography;
using System.Text;
using Postern.Analysis.Coincidence;
using Postern.Commands;
using Postern.Logs.Text;

namespace Postern.Events;

/// <summary>Reads a list of dated events: CSV or iCalendar, told apart by content.</summary>
static class EventFile
{
    const int MostProblems = 10;
    const long LargestFile = 64 << 20;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="zone">Zone of dates and of times without one.</param>
    /// <param name="declaredBefore">Whether the list was fixed before the traffic was seen.</param>
    /// <param name="problem">What is wrong, a line each with file, line and reason, or null.</param>
    /// <param name="option">Option that named the file.</param>
    /// <returns>The list, or null when any row cannot be read: a list without its bad rows is another list.</returns>
    public static EventList? Read(string path, TimeZoneInfo zone, bool declaredBefore, out string? problem, string option = "--events")
    {
        byte[] bytes;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestFile })
            {
                problem = $"{option}: {SafeText.Of(path)}: larger than {LargestFile >> 20} MiB, which no list of events is";
                return null;
            }
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (FileFault.Is(fault))
        {
            problem = $"{option}: {SafeText.Of(path)}: {FileFault.Reason(fault)}";
            return null;
        }
        var text = Encoding.UTF8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
        var isCalendar = text.AsSpan().TrimStart().StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase);
        List<DatedEvent> events = [];
        List<EventProblem> problems = [];
        if (isCalendar)
            new CalendarReader(zone, events, problems).Read(text);
        else
            EventCsv.Read(text, zone, events, problems);
        if (events.Count == 0 && problems.Count == 0)
            problems.Add(new EventProblem(0, "holds no event; write one a line: date,end_date,label"));
        problem = problems.Count == 0 ? null : Say(SafeText.Of(path), problems);
        return problem is not null ? null : new EventList(
            path, Convert.ToHexStringLower(SHA256.HashData(bytes)), isCalendar ? "icalendar" : "csv",
            [.. events.OrderBy(e => e.From).ThenBy(e => e.To).ThenBy(e => e.Line)], declaredBefore);
    }

    static string Say(string path, List<EventProblem> problems)
    {
        var lines = problems.Take(MostProblems).Select(p => p.Line > 0 ? $"{path}:{p.Line}: {p.Reason}" : $"{path}: {p.Reason}").ToList();
        if (problems.Count > MostProblems)
            lines.Add($"{path}: {problems.Count - MostProblems:#,0} more rows are wrong");
        return string.Join("\npostern: ", lines);
    }
}

/// <summary>Why a row of a list of events cannot be read.</summary>
/// <param name="Line">Line, from 1; 0 for the file as a whole.</param>
/// <param name="Reason">What is wrong; names from the file are made safe to print.</param>
readonly record struct EventProblem(int Line, string Reason);
