using System.Text;

namespace Postern.Events;

/// <summary>A content line of a calendar (RFC 5545 §3.1): name, parameters, value.</summary>
/// <param name="Number">Line of the file where it begins, from 1.</param>
/// <param name="Name">Upper case.</param>
/// <param name="Parameters">By upper-case name; quotes undone.</param>
/// <param name="Value">As it stands, escapes not undone.</param>
sealed record CalendarLine(int Number, string Name, IReadOnlyDictionary<string, string> Parameters, string Value)
{
    /// <summary>The lines of a file, folded ones joined; null stands for one that is no content line.</summary>
    public static IEnumerable<(int Number, CalendarLine? Line)> Unfold(string text)
    {
        var lines = text.Split('\n');
        var whole = new StringBuilder();
        var first = 0;
        for (var i = 0; i <= lines.Length; i++)
        {
            var line = i < lines.Length ? lines[i].TrimEnd('\r') : null;
            if (line is [' ' or '\t', ..] && whole.Length > 0)
            {
                whole.Append(line, 1, line.Length - 1);
                continue;
            }
            if (whole.Length > 0)
                yield return (first, Parse(first, whole.ToString()));
            whole.Clear().Append(line);
            first = i + 1;
        }
    }

    /// <summary>A text value, its escapes undone (RFC 5545 §3.3.11).</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder(Value.Length);
            for (var i = 0; i < Value.Length; i++)
            {
                if (Value[i] == '\\' && i + 1 < Value.Length)
                    text.Append(Value[++i] is 'n' or 'N' ? ' ' : Value[i]);
                else
                    text.Append(Value[i]);
            }
            return text.ToString().Trim();
        }
    }

    static CalendarLine? Parse(int number, string line)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        var at = NameEnd(line, 0);
        if (at == 0 || at == line.Length)
            return null;
        var name = line[..at].ToUpperInvariant();
        while (line[at] == ';')
        {
            var end = NameEnd(line, at + 1);
            if (end == line.Length || line[end] != '=')
                return null;
            var key = line[(at + 1)..end].ToUpperInvariant();
            at = ValueEnd(line, end + 1);
            if (at < 0)
                return null;
            parameters[key] = line[(end + 1)..at].Replace("\"", "", StringComparison.Ordinal);
        }
        return line[at] == ':' ? new CalendarLine(number, name, parameters, line[(at + 1)..]) : null;
    }

    static int NameEnd(string line, int from)
    {
        var at = from;
        while (at < line.Length && (char.IsAsciiLetterOrDigit(line[at]) || line[at] == '-'))
            at++;
        return at;
    }

    /// <summary>Where a parameter's value ends: at ; or : outside quotes; -1 when nothing ends it.</summary>
    static int ValueEnd(string line, int from)
    {
        var quoted = false;
        for (var at = from; at < line.Length; at++)
        {
            if (line[at] == '"')
                quoted = !quoted;
            else if (!quoted && line[at] is ';' or ':')
                return at;
        }
        return -1;
    }
}
