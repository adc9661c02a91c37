using System.Buffers;
using Postern.Logs.Text;

namespace Postern.Terminal;

/// <summary>Fields of a CSV file (RFC 4180) that no spreadsheet takes for a formula and no terminal for a command.</summary>
static class CsvText
{
    static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n ;\t");

    /// <summary>A field from data: made safe, with <c>'</c> before <c>= + - @</c>, quoted where needed.</summary>
    public static string Field(string text)
    {
        var safe = SafeText.Of(text);
        if (safe.Length > 0 && safe[0] is '=' or '+' or '-' or '@' || (text.Length > 0 && text[0] is '\t' or '\r'))
            safe = "'" + safe;
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
