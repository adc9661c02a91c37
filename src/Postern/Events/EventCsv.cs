using System.Text;
using Postern.Analysis.Coincidence;
using Postern.Contacts;
using Postern.Logs.Text;

namespace Postern.Events;

/// <summary>Events as CSV: <c>date,end_date,label</c>, or the columns that a header names in any order.</summary>
/// <remarks>
/// A date alone is its whole local day, an end date the last day. A time without an offset is local. Without a header the fields are
/// date, end and label; with two fields the second is an end when it is a time. Blank lines and lines that begin with
/// <c>#</c> are passed over. Quotes as in RFC 4180, but a field ends with its line.
/// </remarks>
static class EventCsv
{
    static readonly string[] Names = ["date", "end_date", "label"];

    /// <summary>Reads all rows; every row becomes an event or a problem.</summary>
    public static void Read(string text, TimeZoneInfo zone, List<DatedEvent> events, List<EventProblem> problems)
    {
        int[]? columns = null;
        var width = Names.Length;
        var number = 0;
        var begun = false;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var row = line.TrimEnd('\r');
            if (row.AsSpan().Trim().IsEmpty || row.StartsWith('#'))
                continue;
            if (!TrySplit(row, out var fields))
            {
                problems.Add(new(number, "a quote is not closed in its line, or text stands behind it"));
                begun = true;
                continue;
            }
            if (!begun && Array.FindIndex(fields, f => f.Trim().Equals("date", StringComparison.OrdinalIgnoreCase)) >= 0)
            {
                columns = [.. Names.Select(name => Array.FindIndex(fields, f => f.Trim().Equals(name, StringComparison.OrdinalIgnoreCase)))];
                width = fields.Length;
                begun = true;
                continue;
            }
            begun = true;
            if (fields.Length > width)
                problems.Add(new(number, $"{fields.Length} fields instead of {width} ({(columns is null ? "date,end_date,label" : "as the header has")}); put a label with commas in quotes"));
            else if (Event(Chosen(fields, columns, zone), zone, number, out var found) is { } reason)
                problems.Add(new(number, reason));
            else
                events.Add(found!);
        }
    }

    /// <summary>Date, end and label of a row, empty where it has none.</summary>
    static string[] Chosen(string[] fields, int[]? columns, TimeZoneInfo zone)
    {
        if (columns is not null)
            return [.. columns.Select(column => column >= 0 && column < fields.Length ? fields[column].Trim() : "")];
        string[] trimmed = [.. fields.Select(f => f.Trim())];
        return trimmed.Length switch
        {
            1 => [trimmed[0], "", ""],
            2 => trimmed[1].Length == 0 || TimeText.TryParse(trimmed[1], zone, end: true, out _, out _) ? [trimmed[0], trimmed[1], ""] : [trimmed[0], "", trimmed[1]],
            _ => trimmed,
        };
    }

    static string? Event(string[] fields, TimeZoneInfo zone, int line, out DatedEvent? found)
    {
        found = null;
        if (fields[0].Length == 0)
            return "has no date";
        if (!TimeText.TryParse(fields[0], zone, end: false, out var from, out var problem))
            return SafeText.Of(problem!);
        var end = from;
        if (fields[1].Length > 0 && !TimeText.TryParse(fields[1], zone, end: true, out end, out problem))
            return SafeText.Of(problem!);
        if (fields[1].Length == 0 && IsDate(fields[0]) && !TimeText.TryParse(fields[0], zone, end: true, out end, out problem))
            return SafeText.Of(problem!);
        if (end < from || (end == from && IsDate(fields[1])))
            return $"{SafeText.Of(fields[1])} is before {SafeText.Of(fields[0])}";
        found = new DatedEvent(fields[2], from, end, line);
        return null;
    }

    static bool IsDate(string text) => text.Length == 10;

    static bool TrySplit(string row, out string[] fields)
    {
        List<string> found = [];
        var field = new StringBuilder();
        var at = 0;
        fields = [];
        while (true)
        {
            field.Clear();
            if (at < row.Length && row[at] == '"')
            {
                for (at++; ; at++)
                {
                    if (at == row.Length)
                        return false;
                    if (row[at] == '"' && (at + 1 == row.Length || row[at + 1] != '"'))
                        break;
                    at += row[at] == '"' ? 1 : 0;
                    field.Append(row[at]);
                }
                at++;
                if (at < row.Length && row[at] != ',')
                    return false;
            }
            else
            {
                var comma = row.IndexOf(',', at);
                var end = comma < 0 ? row.Length : comma;
                field.Append(row, at, end - at);
                at = end;
            }
            found.Add(field.ToString());
            if (at >= row.Length)
                break;
            at++;
        }
        fields = [.. found];
        return true;
    }
}
