using System.Runtime.InteropServices;
using Postern.Contacts;
using Postern.Logs.Time;

namespace Postern.Logs.Zeek;

/// <summary>Zeek's stamps as numbers: epoch seconds as decimal text, in JSON also milliseconds and exponents.</summary>
static class ZeekTime
{
    const long LatestSecond = long.MaxValue / UnixTime.Second;

    /// <summary>Reads a stamp.</summary>
    /// <param name="stamp">Its text.</param>
    /// <param name="time">Nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="cut">Whether more than nine fractional digits were there.</param>
    public static bool TryParse(ReadOnlySpan<byte> stamp, out long time, out bool cut)
    {
        cut = false;
        if (TryCommon(stamp, out time))
            return true;
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

    /// <summary>Reads a JSON number, which may have an exponent.</summary>
    public static bool TryJson(ReadOnlySpan<byte> number, out long time, out bool cut)
    {
        if (TryParse(number, out time, out cut))
            return true;
        const long FirstAsMillis = 100_000_000 * UnixTime.Second;
        return number.ContainsAny((byte)'e', (byte)'E')
            && (EpochText.TrySeconds(number, out time, out cut, exponent: true) && time >= 0
                || EpochText.TryUnits(number, 3, out time, out cut, exponent: true) && time >= FirstAsMillis);
    }

    /// <summary>Ten digits, a point, six digits: what Zeek writes from 2001 to 2286, eight digits at a time.</summary>
    public static bool TryCommon(ReadOnlySpan<byte> stamp, out long time)
    {
        time = 0;
        if (stamp.Length != 17 || stamp[10] != '.')
            return false;
        var high = MemoryMarshal.Read<ulong>(stamp);
        var low = MemoryMarshal.Read<ulong>(stamp[9..]) & ~0xFFFFUL | 0x3030; // the point and the digit before it
        if (!EightDigits(high) || !EightDigits(low) || !char.IsAsciiDigit((char)stamp[8]) || !char.IsAsciiDigit((char)stamp[9]))
            return false;
        var seconds = ValueOf(high) * 100 + (stamp[8] - '0') * 10 + (stamp[9] - '0');
        time = seconds * UnixTime.Second + ValueOf(low) * 1000;
        return seconds < LatestSecond;
    }

    static bool EightDigits(ulong text) =>
        ((text & 0xF0F0F0F0F0F0F0F0) | (((text + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) >> 4)) == 0x3333333333333333;

    /// <summary>Value of eight digits, the first in the lowest byte: pairs of digits, then pairs of pairs, in one multiplication each.</summary>
    static long ValueOf(ulong text)
    {
        text -= 0x3030303030303030;
        text = text * 10 + (text >> 8);
        return (long)(((text & 0x000000FF000000FF) * 0x000F424000000064
            + ((text >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >> 32);
    }
}
