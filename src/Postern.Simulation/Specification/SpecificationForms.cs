using System.Globalization;
using System.Net;
using Postern.Contacts;
using Postern.Settings;

namespace Postern.Simulation.Specification;

/// <summary>The forms that values of a specification have.</summary>
static class SpecificationForms
{
    static readonly (string Unit, double Seconds)[] Units =
        [("us", 1e-6), ("ms", 1e-3), ("s", 1), ("min", 60), ("h", 3_600), ("d", 86_400), ("w", 604_800)];

    static readonly (string Word, double Hours)[] RateUnits = [("minute", 1 / 60.0), ("hour", 1), ("day", 24), ("week", 168)];

    static readonly char[] NameMarks = ['.', '-', '_'];

    /// <summary>An instant (ns); a date is the beginning of its day, or its end.</summary>
    public static Form<long> Instant(TimeZoneInfo zone, bool end = false) => (string text, out long time) =>
        TimeText.TryParse(text, zone, end, out time, out var problem) ? null : $"is wrong: {problem}";

    /// <summary>A length of time in seconds: <c>4 ms</c>, <c>18 s</c>, <c>1.5 h</c>.</summary>
    public static Form<double> Seconds(double least, double most) => (string text, out double value) =>
    {
        value = 0;
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        var unit = Units.FirstOrDefault(u => u.Unit == text[digits..].TrimStart(' '));
        if (unit.Unit is null || !TryNumber(text[..digits], out var number))
            return $"is \"{text}\"; write a number and us, ms, s, min, h, d or w, such as 90 s";
        value = number * unit.Seconds;
        return value < least || value > most ? $"is {text}; it can be {Say(least)} to {Say(most)}" : null;
    };

    /// <summary>A share: <c>12 %</c>, or a number from 0 to 1.</summary>
    public static Form<double> Share(double most = 1) => (string text, out double value) =>
    {
        var isPercent = text.EndsWith('%');
        if (!TryNumber(isPercent ? text[..^1].TrimEnd(' ') : text, out value))
            return $"is \"{text}\"; write a share such as 12 % or 0.12";
        value /= isPercent ? 100 : 1;
        return value > most ? $"is {text}; it can be 0 to {most * 100:0.##} %" : null;
    };

    /// <summary>A number between two bounds.</summary>
    public static Form<double> Number(double least, double most) => (string text, out double value) =>
        TryNumber(text, out value) && value >= least && value <= most ? null : $"is \"{text}\"; write a number from {least:0.###} to {most:#,0.###}";

    /// <summary>A rate per hour, or a range that each series draws its own from: <c>3 per hour</c>, <c>0.5 to 8 per day</c>.</summary>
    public static string? Rate(string text, out (double Least, double Most) value)
    {
        value = default;
        if (text.Split(" per ") is not [var numbers, var word] || RateUnits.FirstOrDefault(u => u.Word == word) is not { Word: not null } unit
            || numbers.Split(" to ") is not { Length: 1 or 2 } ends || !TryNumber(ends[0], out var least) || !TryNumber(ends[^1], out var most)
            || least <= 0 || most < least)
            return $"is \"{text}\"; write a rate such as 3 per hour or 0.5 to 8 per day (minute, hour, day, week)";
        value = (least / unit.Hours, most / unit.Hours);
        return value.Most > 3.6e6 ? $"is {text}; at most a thousand a second" : null;
    }

    /// <summary>An address in its canonical form, or a name in lower case.</summary>
    public static string? Name(string text, out string value)
    {
        value = text;
        if (IPAddress.TryParse(text, out var address) && (text.Contains(':') || text.Count(c => c == '.') == 3))
        {
            value = address.ToString();
            return null;
        }
        return text.Length is > 0 and <= 253 && text[^1] != '.' && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || NameMarks.Contains(c))
            ? null
            : $"is \"{text}\"; write an address, or a name of lower-case letters, digits, dots, hyphens and underscores without a final dot";
    }

    /// <summary>A block of addresses.</summary>
    public static string? Block(string text, out IPNetwork value) =>
        IPNetwork.TryParse(text, out value) ? null : $"is \"{text}\"; write a block of addresses such as 198.51.100.0/24";

    /// <summary>A kind of contact that a log can hold.</summary>
    public static string? Kind(string text, out ContactKind value) =>
        ContactKinds.TryParse(text, out value) && value != ContactKind.Heartbeat
            ? null
            : $"is \"{text}\"; write {string.Join(" or ", ContactKinds.All.SkipLast(1))}";

    /// <summary>A seed.</summary>
    public static string? Seed(string text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) ? null : $"is \"{text}\"; write a whole number from 0 to {ulong.MaxValue}";

    /// <summary>A length of time as it is written.</summary>
    public static string Say(double seconds)
    {
        var unit = Units.Last(u => u.Seconds <= Math.Max(seconds, 1e-6));
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / unit.Seconds:#,0.###} {unit.Unit}");
    }

    static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
