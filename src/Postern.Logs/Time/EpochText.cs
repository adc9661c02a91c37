namespace Postern.Logs.Time;

/// <summary>Seconds since 1970 as decimal text, read digit by digit: through a double, 1795308570.123456 would be 119 ns off.</summary>
static class EpochText
{
    /// <summary>Nanoseconds of <c>[-]digits[.digits]</c>; the whole text must be that. Digits beyond the ninth of the fraction are cut.</summary>
    /// <param name="text">The number.</param>
    /// <param name="time">Nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="cut">Whether digits that are not 0 were cut.</param>
    /// <param name="exponent">Whether an exponent is allowed, as in JSON.</param>
    /// <returns>False for anything else, and for instants outside 1677-09-21 to 2262-04-11.</returns>
    public static bool TrySeconds(ReadOnlySpan<byte> text, out long time, out bool cut, bool exponent = false) =>
        TryScaled(text, 9, exponent, out time, out cut);

    /// <summary>As <see cref="TrySeconds"/>, for a number whose unit is 10^-<paramref name="digits"/> s: 3 for milliseconds, 6, 9.</summary>
    public static bool TryUnits(ReadOnlySpan<byte> text, int digits, out long time, out bool cut, bool exponent = false) =>
        TryScaled(text, 9 - digits, exponent, out time, out cut);

    static bool TryScaled(ReadOnlySpan<byte> text, int scale, bool exponent, out long time, out bool cut)
    {
        time = 0;
        cut = false;
        var i = text.Length > 0 && text[0] == '-' ? 1 : 0;
        var negative = i == 1;
        UInt128 value = 0;
        var significant = 0;
        var before = Digits(text, ref i, ref value, ref significant, ref cut, out _);
        var after = 0;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            after = Digits(text, ref i, ref value, ref significant, ref cut, out var kept);
            if (after == 0)
                return false;
            scale -= kept;
        }
        if (before is 0 or > 36)
            return false;
        if (exponent && i < text.Length && (text[i] | 0x20) == 'e')
        {
            if (!TryExponent(text[(i + 1)..], out var power))
                return false;
            scale += power;
            i = text.Length;
        }
        if (i != text.Length)
            return false;
        for (; scale > 0 && value != 0; scale--)
        {
            value *= 10;
            if (value > (UInt128)long.MaxValue)
                return false;
        }
        for (; scale < 0 && value != 0; scale++)
        {
            (value, var rest) = UInt128.DivRem(value, 10);
            cut |= rest != 0;
        }
        if (value > (UInt128)long.MaxValue)
            return false;
        time = negative ? -(long)value : (long)value;
        return true;
    }

    // Keeps 36 significant digits, which a UInt128 holds with room to spare; all a time stamp can use is 19.
    static int Digits(
        ReadOnlySpan<byte> text, ref int i, ref UInt128 value, ref int significant, ref bool cut, out int kept)
    {
        var start = i;
        kept = 0;
        for (; i < text.Length && text[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            if (significant == 36)
            {
                cut |= text[i] != '0';
                continue;
            }
            value = value * 10 + (UInt128)(uint)(text[i] - '0');
            significant += value != 0 ? 1 : 0;
            kept++;
        }
        return i - start;
    }

    static bool TryExponent(ReadOnlySpan<byte> text, out int power)
    {
        power = 0;
        var sign = text.Length > 0 && text[0] is (byte)'+' or (byte)'-' ? 1 : 0;
        if (text.Length - sign is < 1 or > 3 || !StampText.Number(text[sign..], out power))
            return false;
        if (sign == 1 && text[0] == '-')
            power = -power;
        return true;
    }
}
