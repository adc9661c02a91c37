using System.Globalization;

namespace Postern.Settings;

/// <summary>Forms of values that settings files of every sort have.</summary>
public static class GeneralForms
{
    /// <summary>A whole number between two bounds.</summary>
    public static Form<int> Count(int least, int most) => (string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most
            ? null
            : $"is \"{text}\"; write a whole number from {least} to {most}";

    /// <summary>One of some words.</summary>
    public static Form<T> Choice<T>(params (string Word, T Value)[] choices) => (string text, out T value) =>
    {
        var found = Array.FindIndex(choices, c => c.Word == text);
        value = found < 0 ? default! : choices[found].Value;
        return found < 0 ? $"is \"{text}\"; write {string.Join(" or ", choices.Select(c => c.Word))}" : null;
    };

    /// <summary>A name that the writer of the file gives to something.</summary>
    public static string? Name(string text, out string value)
    {
        value = text;
        return text.Length <= 63 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? null
            : $"has the name \"{text}\"; write 1 to 63 lower-case letters, digits and hyphens";
    }

    /// <summary>A time zone by its name.</summary>
    public static string? Zone(string text, out TimeZoneInfo value)
    {
        var isZone = TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone);
        value = zone!;
        return isZone ? null : $"is \"{text}\", which this system does not know; write a name such as Europe/Berlin or UTC";
    }

    /// <summary>A stretch of a week.</summary>
    public static string? Span(string text, out WeeklySpan value)
    {
        var isSpan = WeeklySpan.TryParse(text, out var span);
        value = span!;
        return isSpan ? null : $"is \"{text}\"; write days and hours such as Mon-Fri 08:00-18:00";
    }
}
