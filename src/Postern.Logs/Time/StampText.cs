namespace Postern.Logs.Time;

/// <summary>Reads the stamps that logs begin with. Each method reads at the start of the text and says how many bytes the stamp took.</summary>
static class StampText
{
    static ReadOnlySpan<byte> DaysInMonth => [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>ISO 8601 / RFC 3339: <c>YYYY-MM-DD(T| )hh:mm:ss[.f…][Z|±hh:mm|±hhmm|±hh]</c>; 24:00:00 is the end of the day.</summary>
    public static StampRead Iso(ReadOnlySpan<byte> text, out Stamp stamp, out int length)
    {
        stamp = default;
        length = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) is not ('t' or ' ')
            || !Number(text[..4], out stamp.Year) || !Number(text.Slice(5, 2), out stamp.Month)
            || !Number(text.Slice(8, 2), out stamp.Day))
            return StampRead.None;
        var clock = Clock(text[11..], ref stamp, endOfDay: true, out var taken);
        if (clock == StampRead.None)
            return StampRead.None;
        length = 11 + taken;
        var offset = Offset(text[length..], ref stamp, out taken);
        length += taken;
        return clock == StampRead.Ok && offset != StampRead.Impossible && stamp.Year > 0 && Exists(in stamp)
            ? StampRead.Ok
            : StampRead.Impossible;
    }

    /// <summary>Traditional syslog: <c>Mmm [d]d hh:mm:ss[.f…]</c>, the day padded with a blank, with 0, or not at all. No year, no zone.</summary>
    public static StampRead Month(ReadOnlySpan<byte> text, out Stamp stamp, out int length)
    {
        stamp = default;
        length = 0;
        if (text.Length < 14 || text[3] != ' ' || (stamp.Month = MonthOf(text)) == 0)
            return StampRead.None;
        var day = text[4] == ' ' ? 5 : 4;
        var digits = text[day + 1] == ' ' ? 1 : 2;
        var at = day + digits;
        if (!Number(text.Slice(day, digits), out stamp.Day) || at >= text.Length || text[at] != ' ')
            return StampRead.None;
        var clock = Clock(text[(at + 1)..], ref stamp, endOfDay: false, out var taken);
        if (clock == StampRead.None)
            return StampRead.None;
        length = at + 1 + taken;
        return clock == StampRead.Ok && Exists(in stamp) ? StampRead.Ok : StampRead.Impossible;
    }

    /// <summary>BIND's own: <c>dd-Mmm-yyyy hh:mm:ss[.f…]</c>, no zone.</summary>
    public static StampRead Bind(ReadOnlySpan<byte> text, out Stamp stamp, out int length)
    {
        stamp = default;
        length = 0;
        if (text.Length < 20 || text[2] != '-' || text[6] != '-' || text[11] != ' '
            || !Number(text[..2], out stamp.Day) || (stamp.Month = MonthOf(text[3..])) == 0
            || !Number(text.Slice(7, 4), out stamp.Year))
            return StampRead.None;
        var clock = Clock(text[12..], ref stamp, endOfDay: false, out var taken);
        if (clock == StampRead.None)
            return StampRead.None;
        length = 12 + taken;
        return clock == StampRead.Ok && stamp.Year > 0 && Exists(in stamp) ? StampRead.Ok : StampRead.Impossible;
    }

    /// <summary>An offset from UTC: <c>Z</c>, <c>±hh:mm</c>, <c>±hhmm</c> or <c>±hh</c>; -00:00 means UTC (RFC 3339 §4.3).</summary>
    public static StampRead Offset(ReadOnlySpan<byte> text, ref Stamp stamp, out int length)
    {
        length = 0;
        if (text.Length > 0 && (text[0] | 0x20) == 'z')
        {
            length = 1;
            stamp.HasOffset = true;
            return StampRead.Ok;
        }
        if (text.Length < 3 || text[0] is not ((byte)'+' or (byte)'-') || !Number(text.Slice(1, 2), out var hours))
            return StampRead.None;
        var minutes = 0;
        length = 3;
        if (text.Length >= 6 && text[3] == ':' && Number(text.Slice(4, 2), out minutes))
            length = 6;
        else if (text.Length >= 5 && Number(text.Slice(3, 2), out minutes))
            length = 5;
        if (hours > 23 || minutes > 59)
            return StampRead.Impossible;
        var seconds = hours * 3600 + minutes * 60;
        stamp.Offset = text[0] == '-' ? -seconds : seconds;
        stamp.HasOffset = true;
        return StampRead.Ok;
    }

    /// <summary>Month of an English three-letter name, capitalised as the C locale does; 0 when it is none.</summary>
    public static int MonthOf(ReadOnlySpan<byte> name) => name.Length < 3 ? 0 : (name[0] << 16 | name[1] << 8 | name[2]) switch
    {
        'J' << 16 | 'a' << 8 | 'n' => 1,
        'F' << 16 | 'e' << 8 | 'b' => 2,
        'M' << 16 | 'a' << 8 | 'r' => 3,
        'A' << 16 | 'p' << 8 | 'r' => 4,
        'M' << 16 | 'a' << 8 | 'y' => 5,
        'J' << 16 | 'u' << 8 | 'n' => 6,
        'J' << 16 | 'u' << 8 | 'l' => 7,
        'A' << 16 | 'u' << 8 | 'g' => 8,
        'S' << 16 | 'e' << 8 | 'p' => 9,
        'O' << 16 | 'c' << 8 | 't' => 10,
        'N' << 16 | 'o' << 8 | 'v' => 11,
        'D' << 16 | 'e' << 8 | 'c' => 12,
        _ => 0,
    };

    /// <summary>A number of decimal digits and nothing else.</summary>
    public static bool Number(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = value * 10 + digit - '0';
        }
        return digits.Length is > 0 and < 10;
    }

    static StampRead Clock(ReadOnlySpan<byte> text, ref Stamp stamp, bool endOfDay, out int length)
    {
        length = 0;
        if (text.Length < 8 || text[2] != ':' || text[5] != ':'
            || !Number(text[..2], out var hour) || !Number(text.Slice(3, 2), out var minute)
            || !Number(text.Slice(6, 2), out var second))
            return StampRead.None;
        length = 8;
        if (text.Length > 9 && text[8] == '.' && char.IsAsciiDigit((char)text[9]))
            length = 9 + Fraction(text[9..], ref stamp);
        else if (text.Length > 8 && char.IsAsciiDigit((char)text[8]))
            return StampRead.None;
        stamp.Second = hour * 3600 + minute * 60 + second;
        var possible = hour < 24 && minute < 60 && second <= 60
            || endOfDay && stamp.Second == 86_400 && hour == 24 && stamp.Nanosecond == 0;
        return possible ? StampRead.Ok : StampRead.Impossible;
    }

    static int Fraction(ReadOnlySpan<byte> text, ref Stamp stamp)
    {
        int digits = 0, value = 0;
        while (digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9')
        {
            if (digits < 9)
                value = value * 10 + text[digits] - '0';
            digits++;
        }
        for (var i = digits; i < 9; i++)
            value *= 10;
        stamp.Nanosecond = value;
        stamp.Cut = digits > 9;
        return digits;
    }

    static bool Exists(in Stamp stamp)
    {
        if (stamp.Month is < 1 or > 12 || stamp.Day < 1)
            return false;
        return stamp is { Year: > 0, Month: 2, Day: 29 }
            ? DateTime.IsLeapYear(stamp.Year)
            : stamp.Day <= DaysInMonth[stamp.Month - 1];
    }
}
