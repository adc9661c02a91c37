using System.Globalization;

namespace Postern.Contacts;

/// <summary>Instants as signed 64-bit nanoseconds since 1970-01-01T00:00:00Z (1677-09-21 to 2262-04-11).</summary>
public static class UnixTime
{
    /// <summary>Nanoseconds in a second.</summary>
    public const long Second = 1_000_000_000;

    /// <summary>Nanoseconds in a day.</summary>
    public const long Day = 86_400 * Second;

    /// <summary>RFC 3339 UTC text, with as many fractional digits (0, 3, 6 or 9) as the instant needs.</summary>
    public static string Format(long time)
    {
        var (seconds, fraction) = Math.DivRem(time, Second);
        if (fraction < 0)
            (seconds, fraction) = (seconds - 1, fraction + Second);
        var text = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return fraction == 0 ? $"{text}Z"
            : fraction % 1_000_000 == 0 ? $"{text}.{fraction / 1_000_000:D3}Z"
            : fraction % 1_000 == 0 ? $"{text}.{fraction / 1_000:D6}Z"
            : $"{text}.{fraction:D9}Z";
    }

    /// <summary>Nanoseconds of RFC 3339 UTC text as <see cref="Format"/> writes it: up to nine digits behind the point.</summary>
    public static long Parse(string text)
    {
        var seconds = From(DateTimeOffset.ParseExact(text.AsSpan(0, 19), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
        var digits = text.AsSpan(19).Trim(".Z");
        return digits.IsEmpty ? seconds : seconds + long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) * (long)Math.Pow(10, 9 - digits.Length);
    }

    /// <summary>Nanoseconds of an instant; the range of <see cref="DateTimeOffset"/> is wider, so this throws <see cref="OverflowException"/> outside ours.</summary>
    public static long From(DateTimeOffset instant) =>
        checked((instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100);
}
