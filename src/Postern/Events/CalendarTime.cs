using System.Globalization;
using System.Text.RegularExpressions;
using Postern.Contacts;

namespace Postern.Events;

/// <summary>Dates, times and durations of a calendar (RFC 5545 §3.3.4 to §3.3.6).</summary>
/// <param name="Local">Date and time of day on the wall clock of <paramref name="Zone"/>.</param>
/// <param name="Zone">The zone; UTC for times that end in Z.</param>
/// <param name="IsDate">Whether it is a date alone.</param>
sealed partial record CalendarTime(DateTime Local, TimeZoneInfo Zone, bool IsDate)
{
    /// <summary>Reads one value.</summary>
    /// <param name="line">The line it stands in, for TZID and VALUE.</param>
    /// <param name="value">The value.</param>
    /// <param name="floating">Zone of times that name none.</param>
    /// <param name="problem">What is wrong, or null.</param>
    public static CalendarTime? Read(CalendarLine line, string value, TimeZoneInfo floating, out string? problem)
    {
        problem = null;
        var isDate = line.Parameters.GetValueOrDefault("VALUE") == "DATE" || value.Length == 8;
        var utc = value.EndsWith('Z');
        var zone = utc ? TimeZoneInfo.Utc : floating;
        if (!utc && line.Parameters.TryGetValue("TZID", out var name) && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
        {
            problem = $"{line.Name} is in the zone \"{Logs.Text.SafeText.Of(name)}\", which is no IANA name such as Europe/Berlin";
            return null;
        }
        var format = isDate ? "yyyyMMdd" : utc ? "yyyyMMdd'T'HHmmss'Z'" : "yyyyMMdd'T'HHmmss";
        if (DateTime.TryParseExact(value, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is >= 1678 and <= 2261)
            return new CalendarTime(local, zone!, isDate);
        problem = $"{line.Name} \"{Logs.Text.SafeText.Of(value)}\" is no {(isDate ? "date (20260704)" : "time (20260704T093000)")} between 1678 and 2261";
        return null;
    }

    /// <summary>The instant (ns), by the rule of <see cref="LocalTime"/>.</summary>
    public long Instant() => UnixTime.From(LocalTime.ToInstant(Local, Zone));

    /// <summary>Reads a duration: days (which follow the wall clock) and exact time; false when it is none or negative.</summary>
    public static bool TryDuration(string text, out int days, out TimeSpan time)
    {
        var match = Duration().Match(text);
        days = 0;
        time = default;
        if (!match.Success || text.EndsWith('P') || text.EndsWith('T'))
            return false;
        days = 7 * Number("w") + Number("d");
        time = new TimeSpan(Number("h"), Number("m"), Number("s"));
        return true;

        int Number(string group) => match.Groups[group] is { Success: true, Value: var value } ? int.Parse(value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"^\+?P(?:(?<w>\d{1,5})W)?(?:(?<d>\d{1,5})D)?(?:T(?:(?<h>\d{1,5})H)?(?:(?<m>\d{1,5})M)?(?:(?<s>\d{1,6})S)?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Duration();
}
