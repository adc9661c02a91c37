using System.Globalization;
using System.Text;
using Postern.Contacts;

namespace Postern.Logs.Zeek;

/// <summary>Zeek's stamps: epoch seconds as decimal text, in JSON also ISO 8601 text or milliseconds.</summary>
static class ZeekTime
{
    const long LatestSecond = long.MaxValue / UnixTime.Second;

    /// <summary>Reads a stamp.</summary>
    /// <param name="stamp">Its text.</param>
    /// <param name="isText">Whether it is a JSON text, so that it may be ISO 8601.</param>
    /// <param name="time">Nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="cut">Whether more than nine fractional digits were there.</param>
    public static bool TryParse(ReadOnlySpan<byte> stamp, bool isText, out long time, out bool cut)
    {
        time = 0;
        cut = false;
        if (isText)
            return TryIso(stamp, out time);
        long seconds = 0;
        var i = 0;
        for (; i < stamp.Length && (uint)(stamp[i] - '0') <= 9; i++)
        {
            seconds = seconds * 10 + (stamp[i] - '0');
            if (seconds > LatestSecond * 1000)
                return false;
        }
        if (i == 0)
            return false;
        long fraction = 0;
        var scale = UnixTime.Second;
        if (i < stamp.Length)
        {
            if (stamp[i++] != '.' || i == stamp.Length)
                return false;
            for (; i < stamp.Length; i++)
            {
                var digit = (uint)(stamp[i] - '0');
                if (digit > 9)
                    return false;
                if (scale == 1)
                {
                    cut = true;
                    continue;
                }
                fraction = fraction * 10 + digit;
                scale /= 10;
            }
        }
        // json_timestamps=JSON::TS_MILLIS: no log is from after the year 5138.
        if (seconds >= 100_000_000_000)
        {
            if (seconds / 1000 >= LatestSecond)
                return false;
            time = seconds * 1_000_000 + fraction * scale / 1000;
            return true;
        }
        if (seconds >= LatestSecond)
            return false;
        time = seconds * UnixTime.Second + fraction * scale;
        return true;
    }

    static bool TryIso(ReadOnlySpan<byte> stamp, out long time)
    {
        time = 0;
        if (stamp.Length is < 19 or > 40
            || !DateTimeOffset.TryParse(Encoding.ASCII.GetString(stamp), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            || instant.Year is < 1970 or > 2261)
        {
            return false;
        }
        time = UnixTime.From(instant);
        return true;
    }
}
