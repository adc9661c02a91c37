using System.Globalization;

namespace Postern.Contacts;

/// <summary>Instants as a user writes them: RFC 3339 (<c>2026-11-22T00:43:50Z</c>), without an offset in the zone of <c>--time-zone</c>, or a date.</summary>
public static class TimeText
{
    static readonly string[] WithOffset =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK",
    ];

    /// <summary>Reads an instant.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="zone">Zone of dates and of times without an offset.</param>
    /// <param name="end">Whether the instant ends something: a date then means the end of that day.</param>
    /// <param name="time">Nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="problem">What is wrong, or null.</param>
    public static bool TryParse(string text, TimeZoneInfo zone, bool end, out long time, out string? problem)
    {
        time = 0;
        problem = null;
        var read = WithoutNanoseconds(text, out var nanoseconds);
        var isDate = DateTime.TryParseExact(read, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local);
        if (isDate && end && local < DateTime.MaxValue.Date)
            local = local.AddDays(1);
        if (!isDate && !DateTime.TryParseExact(read, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out local))
        {
            problem = $"\"{text}\" is no time; write 2026-11-22, 2026-11-22T06:30 or 2026-11-22T06:30:00Z";
            return false;
        }
        try
        {
            time = UnixTime.From(local.Kind == DateTimeKind.Utc ? new DateTimeOffset(local) : LocalTime.ToInstant(local, zone)) + nanoseconds;
            return true;
        }
        catch (OverflowException)
        {
            problem = $"\"{text}\" lies outside the years 1678 to 2261";
            return false;
        }
    }

    /// <summary>The text with seven fractional digits, all that the platform reads, where it has eight or nine.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="nanoseconds">What the digits beyond the seventh say.</param>
    static string WithoutNanoseconds(string text, out int nanoseconds)
    {
        nanoseconds = 0;
        var fraction = text.IndexOf('.') + 1;
        var digits = fraction == 0 ? 0 : text.AsSpan(fraction).IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length - fraction;
        if (digits is not (8 or 9))
            return text;
        nanoseconds = int.Parse(text.AsSpan(fraction + 7, digits - 7), NumberStyles.None, CultureInfo.InvariantCulture) * (digits == 8 ? 10 : 1);
        return text.Remove(fraction + 7, digits - 7);
    }
}
