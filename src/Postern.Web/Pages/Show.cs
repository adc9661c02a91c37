using System.Globalization;
using Postern.Analysis.Findings;

namespace Postern.Web.Pages;

/// <summary>How measures are shown in tables.</summary>
static class Show
{
    /// <summary>An RFC 3339 UTC time without its letters and without fractions, <c>2026-03-02 00:00:08</c>; heads of columns say UTC.</summary>
    public static string Time(string? rfc3339) => rfc3339 is null ? "" : $"{rfc3339[..10]} {rfc3339[11..19]}";

    /// <summary>The day of an RFC 3339 UTC time.</summary>
    public static string Day(string rfc3339) => rfc3339[..10];

    /// <summary>Contacts an hour, or a day where an hour sees few: <c>9.1 /h</c>, <c>0.4 /d</c>.</summary>
    public static string Rate(double perHour) => perHour >= .1 ? $"{Phrase.Number(perHour, 2)} /h" : $"{Phrase.Number(24 * perHour, 2)} /d";

    /// <summary>A probability with two digits, as a power of ten where it is small.</summary>
    /// <param name="p">The probability; null shows nothing.</param>
    /// <param name="log10">Its logarithm where it may be below what a number holds.</param>
    public static string Chance(double? p, double? log10 = null)
    {
        if (p is not { } chance)
            return "";
        if (log10 is null && chance == 0)
            return "below 10^-300";
        var log = log10 ?? Math.Log10(chance);
        if (log >= -4)
            return Phrase.Number(chance, 2);
        var power = Math.Floor(log);
        return string.Create(CultureInfo.InvariantCulture, $"{Phrase.Number(Math.Pow(10, log - power), 2)} × 10^{power:0}");
    }

    /// <summary>The same, or that it is at most so large where draws, shifts or lists tell no finer.</summary>
    public static string Chance(double? p, bool isBound) => isBound && p is not null ? $"at most {Chance(p)}" : Chance(p);

    /// <summary>How many there are of what is counted in powers of ten: <c>41</c>, <c>2,300,000</c>, <c>1.2 × 10^27</c>.</summary>
    public static string Many(double count)
    {
        if (!(count >= 1e9))
            return Phrase.Number(count, 3);
        var power = Math.Floor(Math.Log10(count));
        return string.Create(CultureInfo.InvariantCulture, $"{Phrase.Number(count / Math.Pow(10, power), 2)} × 10^{power:0}");
    }

    /// <summary>A share as per cent with one digit behind the point, more where it is small.</summary>
    public static string Percent(double? share) => share switch
    {
        null => "",
        > 0 and < .001 => $"{Phrase.Number(100 * share.Value, 2)} %",
        _ => string.Create(CultureInfo.InvariantCulture, $"{100 * share.Value:0.0} %"),
    };

    /// <summary>A share with its limits: <c>79.3 % (71.0–85.9)</c>.</summary>
    public static string Limits(double low, double high) => string.Create(CultureInfo.InvariantCulture, $"{100 * low:0.0}–{100 * high:0.0}");

    /// <summary>A number to so many digits, or nothing.</summary>
    public static string Number(double? number, int digits = 4) => number is { } n ? Phrase.Number(n, digits) : "";

    /// <summary>Seconds in the unit a reader would choose, or nothing.</summary>
    public static string Length(double? seconds) => seconds is { } s ? Phrase.Duration(s) : "";

    /// <summary>The name that the findings have for a measure, in words: <c>longestGapSeconds</c> is <c>longest gap, s</c>.</summary>
    public static string Measure(string name)
    {
        const string Seconds = " seconds";
        var words = string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
        return words.EndsWith(Seconds, StringComparison.Ordinal) ? $"{words[..^Seconds.Length]}, s" : words;
    }

    /// <summary>Octets with one digit: <c>1.4 MB</c>.</summary>
    public static string Octets(long octets) => octets switch
    {
        < 1_000 => $"{octets} B",
        < 1_000_000 => $"{Phrase.Number(octets / 1e3, 3)} kB",
        < 1_000_000_000 => $"{Phrase.Number(octets / 1e6, 3)} MB",
        _ => $"{Phrase.Number(octets / 1e9, 3)} GB",
    };

    /// <summary>A source, whose name may be empty.</summary>
    public static string Source(string? name) => name is null or "" ? "(unknown)" : name;
}
