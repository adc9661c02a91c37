using System.Globalization;
using Postern.Contacts;

namespace Postern.Terminal;

/// <summary>The zone in which times are shown to a person; machine output is UTC always.</summary>
sealed class DisplayZone(TimeZoneInfo zone)
{
    /// <summary>UTC.</summary>
    public static DisplayZone Utc { get; } = new(TimeZoneInfo.Utc);

    /// <summary>Name to say beside times: <c>UTC</c> or an IANA name.</summary>
    public string Name => IsUtc ? "UTC" : zone.Id;

    bool IsUtc => zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime;

    /// <summary>RFC 3339 text with so many fractional digits, so that times stand in line.</summary>
    /// <param name="time">Nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="digits">0 to 9.</param>
    public string Exact(long time, int digits)
    {
        var (local, fraction) = Split(time);
        var text = local.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        if (digits > 0)
            text += "." + fraction.ToString("D9", CultureInfo.InvariantCulture)[..digits];
        return text + (IsUtc ? "Z" : local.ToString("zzz", CultureInfo.InvariantCulture));
    }

    /// <summary>Day and minute, such as <c>2026-11-22 00:43</c>.</summary>
    public string Minute(long time) => Split(time).Local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Day, such as <c>22 Nov</c>.</summary>
    public string Day(long time) => Split(time).Local.ToString("d MMM", CultureInfo.InvariantCulture);

    /// <summary>Month, such as <c>Nov 2026</c>.</summary>
    public string Month(long time) => Split(time).Local.ToString("MMM yyyy", CultureInfo.InvariantCulture);

    (DateTimeOffset Local, long Fraction) Split(long time)
    {
        var fraction = (time % UnixTime.Second + UnixTime.Second) % UnixTime.Second;
        var instant = DateTimeOffset.FromUnixTimeSeconds((time - fraction) / UnixTime.Second);
        return (TimeZoneInfo.ConvertTime(instant, zone), fraction);
    }
}
