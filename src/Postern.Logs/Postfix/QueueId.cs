using System.Buffers;
using Postern.Contacts;

namespace Postern.Logs.Postfix;

/// <summary>Postfix's queue ids: short (5 hexadecimal digits of microseconds, then the inode) or long (base 52 time, <c>z</c>, base
/// 51 inode; postconf(5) enable_long_queue_ids).</summary>
static class QueueId
{
    const int Longest = 40;

    static readonly SearchValues<byte> Letters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    static ReadOnlySpan<byte> Base52 => "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"u8;

    /// <summary>Takes <c>QID: </c> off the front of a message. <c>NOQUEUE</c> is none.</summary>
    public static bool TryTake(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> rest)
    {
        id = rest = default;
        var colon = message[..Math.Min(message.Length, Longest + 1)].IndexOf((byte)':');
        if (colon < 5 || message.Length < colon + 2 || message[colon + 1] != ' ')
            return false;
        var word = message[..colon];
        // Words such as "warning" hold no digit; an id without one would need luck.
        if (word.ContainsAnyExcept(Letters)
            || !word.ContainsAnyInRange((byte)'0', (byte)'9') && word.ContainsAnyExceptInRange((byte)'A', (byte)'F'))
            return false;
        id = word;
        rest = message[(colon + 2)..];
        return true;
    }

    /// <summary>Instant (ns) at which a long id was made; false for a short one.</summary>
    public static bool TryTime(ReadOnlySpan<byte> id, out long time)
    {
        time = 0;
        var z = id.LastIndexOf((byte)'z');
        if (z is < 8 or > 14)
            return false;
        long seconds = 0, micros = 0;
        for (var i = 0; i < z; i++)
        {
            var digit = Base52.IndexOf(id[i]);
            if (digit < 0)
                return false;
            if (i < z - 4)
                seconds = seconds * 52 + digit;
            else
                micros = micros * 52 + digit;
        }
        if (micros > 999_999 || seconds > 4_102_444_800)
            return false;
        time = seconds * UnixTime.Second + micros * 1000;
        return true;
    }
}
