using System.Globalization;
using Postern.Contacts;

namespace Postern.Logs.Tables;

/// <summary>A column as the user named it: by number from 0, by header name, or for JSON by key or dotted path.</summary>
/// <param name="Name">The text as given, without quotation marks.</param>
/// <param name="Number">Column number from 0, or -1 when the text is a name.</param>
readonly record struct ColumnReference(string Name, int Number);

/// <summary>A column that goes into the detail of each contact.</summary>
/// <param name="Name">Member name in the detail object.</param>
/// <param name="Column">Where its value stands.</param>
readonly record struct DetailColumn(string Name, ColumnReference Column);

/// <summary>What <c>--columns</c> says about a generic table: <c>time=0,source=2,target=1,kind=dns-lookup</c>.</summary>
/// <remarks>Pairs <c>key=value</c> with commas between. A value is a column number from 0 or a header name, in double quotation
/// marks where it holds a comma or is a name made of digits. Keys: <c>time source target</c> (needed), <c>source-port
/// target-port outcome bytes kind</c>, <c>time-format</c> (<see cref="TableTime"/>), <c>decimal</c>, <c>delimiter</c>,
/// <c>header</c>; any other key names a detail column. <c>kind</c> takes a column or a kind's word.</remarks>
public sealed class ColumnOptions
{
    readonly Dictionary<string, ColumnReference> columns = new(StringComparer.Ordinal);
    readonly List<DetailColumn> details = [];

    ColumnOptions()
    {
    }

    internal static ColumnOptions None { get; } = new();

    internal ColumnReference? this[string role] => columns.TryGetValue(role, out var column) ? column : null;

    internal IReadOnlyList<DetailColumn> Details => details;

    internal ContactKind? Kind { get; private set; }

    internal string? TimeFormat { get; private set; }

    internal byte? Delimiter { get; private set; }

    internal byte? Decimal { get; private set; }

    internal bool? Header { get; private set; }

    /// <summary>Whether any column is given by a name that only a header can resolve.</summary>
    internal bool NeedsHeader =>
        columns.Values.Concat(details.Select(d => d.Column)).Any(c => c.Number < 0);

    /// <summary>Columns that a row may lack.</summary>
    internal IEnumerable<string> OptionalNames =>
        columns.Where(c => c.Key is not ("time" or "source" or "target")).Select(c => c.Value.Name)
            .Concat(details.Select(d => d.Column.Name)).Distinct(StringComparer.Ordinal);

    /// <summary>What is wrong with a <c>--columns</c> text and what to write instead, or null when it can be used.</summary>
    public static string? Problem(string text)
    {
        _ = Parse(text, out var problem);
        return problem;
    }

    /// <summary>What the text says; <see cref="None"/> and nothing else when it is null.</summary>
    internal static ColumnOptions Parse(string? text, out string? problem)
    {
        problem = null;
        if (text is null)
            return None;
        var options = new ColumnOptions();
        var at = 0;
        while (at < text.Length)
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0 || text.AsSpan(at, equals - at).Contains(','))
                problem = $"\"{text[at..].Split(',')[0]}\" has no \"=\": write key=value, such as time=0";
            else if (!TryTakeValue(text, equals + 1, out var value, out var quoted, out var next))
                problem = "a quotation mark is not closed";
            else
            {
                problem = options.Set(text[at..equals].Trim(), value, quoted);
                at = next;
            }
            if (problem is not null)
            {
                problem = $"--columns {text}: {problem}";
                break;
            }
        }
        return options;
    }

    /// <summary>Takes the value that starts at <paramref name="start"/>; a lone comma (<c>delimiter=,</c>) is a value.</summary>
    static bool TryTakeValue(string text, int start, out string value, out bool quoted, out int next)
    {
        quoted = start < text.Length && text[start] == '"';
        if (quoted)
        {
            var close = text.IndexOf('"', start + 1);
            value = close < 0 ? "" : text[(start + 1)..close];
            next = close < 0 ? text.Length : close + 1;
            if (next < text.Length && text[next] == ',')
                next++;
            return close >= 0;
        }
        var comma = text.IndexOf(',', start);
        if (comma == start && (comma == text.Length - 1 || text[comma + 1] == ','))
            comma = comma == text.Length - 1 ? -1 : comma + 1;
        value = comma < 0 ? text[start..] : text[start..comma];
        next = comma < 0 ? text.Length : comma + 1;
        return true;
    }

    string? Set(string key, string value, bool quoted)
    {
        if (key.Length == 0 || value.Length == 0)
            return $"\"{key}={value}\" is not complete: write key=value, such as time=0";
        switch (key)
        {
            case "time-format":
                TimeFormat = value;
                return TableTime.Problem(value);
            case "decimal":
                Decimal = value is "," or "." ? (byte)value[0] : null;
                return Decimal is null ? $"decimal={value}: give , or ." : null;
            case "delimiter":
                Delimiter = DelimiterOf(value);
                return Delimiter is null ? $"delimiter={value}: give one ASCII character that is no letter, digit, blank or quotation mark, or the word tab" : null;
            case "header":
                Header = value switch { "yes" => true, "no" => false, _ => null };
                return Header is null ? $"header={value}: give yes or no" : null;
            case "kind" when !quoted && ContactKinds.TryParse(value, out var kind):
                Kind = kind;
                return null;
        }
        var number = !quoted && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
        var column = new ColumnReference(value, number);
        if (key is "time" or "source" or "target" or "source-port" or "target-port" or "outcome" or "bytes" or "kind")
            return columns.TryAdd(key, column) ? null : $"{key} is given twice";
        details.Add(new DetailColumn(key, column));
        return null;
    }

    static byte? DelimiterOf(string value) => value switch
    {
        "tab" or "\\t" or "\t" => (byte)'\t',
        "comma" => (byte)',',
        "semicolon" => (byte)';',
        "pipe" => (byte)'|',
        [var c] when c is > ' ' and < (char)127 and not '"' && !char.IsAsciiLetterOrDigit(c) => (byte)c,
        _ => null,
    };
}
