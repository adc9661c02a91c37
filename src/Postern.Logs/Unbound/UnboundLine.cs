using Postern.Logs.Syslog;
using Postern.Logs.Time;

namespace Postern.Logs.Unbound;

/// <summary>Where a line of an Unbound log comes from.</summary>
enum UnboundOrigin
{
    /// <summary>No line of Unbound, nor of syslog.</summary>
    None,

    /// <summary>The header has the right shape, but its time does not exist.</summary>
    Impossible,

    /// <summary>Another program's line in a syslog file.</summary>
    OtherProgram,

    /// <summary>Syslog says that an earlier line came again.</summary>
    Repeat,

    /// <summary>Unbound.</summary>
    Unbound,
}

/// <summary>A line of Unbound without its header: <c>LEVEL: MSG</c> behind <c>IDENT[PID:TID] </c>, in a file of its own or in syslog.</summary>
ref struct UnboundLine
{
    /// <summary>Stamp of the line; with <see cref="HasStamp"/>.</summary>
    public Stamp Stamp;

    /// <summary>Whether the time is a stamp to be placed.</summary>
    public bool HasStamp;

    /// <summary>Time given outright as epoch seconds, or <see cref="ContactRow.NoTime"/>.</summary>
    public long Time;

    /// <summary>Level: <c>info</c>, <c>query</c>, <c>reply</c>, <c>notice</c> and so on.</summary>
    public ReadOnlySpan<byte> Level;

    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Message;

    /// <summary>Takes a line apart.</summary>
    public static UnboundOrigin Read(ReadOnlySpan<byte> line, SyslogFraming framing, out UnboundLine result)
    {
        result = new UnboundLine { Time = ContactRow.NoTime };
        if (line.Length > 0 && line[0] == '[')
            return result.TryEpoch(line) || result.TryBody(line, identity: false) ? UnboundOrigin.Unbound : UnboundOrigin.None;
        var own = StampText.Month(line, out result.Stamp, out var length);
        if (own == StampRead.None)
            own = StampText.Iso(line, out result.Stamp, out length);
        if (own != StampRead.None && length < line.Length && line[length] == ' '
            && result.TryBody(line[(length + 1)..], identity: true))
        {
            result.HasStamp = true;
            return own == StampRead.Ok ? UnboundOrigin.Unbound : UnboundOrigin.Impossible;
        }
        if (!framing.TryRead(line, out var record, out var problem))
            return ReferenceEquals(problem, SyslogFraming.ImpossibleTime) ? UnboundOrigin.Impossible : UnboundOrigin.None;
        result.Stamp = record.Stamp;
        result.HasStamp = record.HasTime;
        return record.Repeats > 0 ? UnboundOrigin.Repeat
            : result.TryBody(record.Message, identity: false) ? UnboundOrigin.Unbound
            : UnboundOrigin.OtherProgram;
    }

    // [EPOCH] IDENT[PID:TID] LEVEL: MSG
    bool TryEpoch(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf((byte)']');
        if (end < 0 || !EpochText.TrySeconds(line[1..end], out var time, out _) || end + 2 > line.Length || line[end + 1] != ' ')
            return false;
        Time = time;
        return TryBody(line[(end + 2)..], identity: true);
    }

    // [IDENT][PID:TID] LEVEL: MSG; PID decimal, TID hexadecimal. log-identity may be any word.
    bool TryBody(ReadOnlySpan<byte> text, bool identity)
    {
        var open = text.IndexOf((byte)'[');
        if (open < 0 || open > 0 != identity || text[..open].IndexOf((byte)' ') >= 0)
            return false;
        text = text[(open + 1)..];
        var colon = text.IndexOf((byte)':');
        var close = text.IndexOf("] "u8);
        if (colon < 1 || close < colon + 2 || text[..colon].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || !IsHexadecimal(text[(colon + 1)..close]))
            return false;
        text = text[(close + 2)..];
        var level = text.IndexOf(": "u8);
        if (level is < 1 or > 16)
            return false;
        Level = text[..level];
        Message = text[(level + 2)..];
        return true;
    }

    static bool IsHexadecimal(ReadOnlySpan<byte> text)
    {
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
        }
        return true;
    }
}
