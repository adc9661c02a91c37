using System.Text;

namespace Postern.Smtp.Addresses;

/// <summary>Punycode: code points as letters, digits and hyphens, and back (RFC 3492 §6).</summary>
static class Punycode
{
    // RFC 3492 §5
    const int Base = 36, TMin = 1, TMax = 26, Skew = 38, Damp = 700, InitialBias = 72, InitialN = 128;

    /// <summary>The encoded form without <c>xn--</c>.</summary>
    public static string Encode(ReadOnlySpan<Rune> label)
    {
        var text = new StringBuilder(label.Length + 8);
        foreach (var rune in label)
        {
            if (rune.IsAscii)
                text.Append((char)rune.Value);
        }
        var basic = text.Length;
        var handled = basic;
        if (basic > 0)
            text.Append('-');
        var (n, delta, bias) = (InitialN, 0, InitialBias);
        while (handled < label.Length)
        {
            var next = int.MaxValue;
            foreach (var rune in label)
            {
                if (rune.Value >= n)
                    next = Math.Min(next, rune.Value);
            }
            delta = checked(delta + (next - n) * (handled + 1));
            n = next;
            foreach (var rune in label)
            {
                if (rune.Value < n)
                    delta++;
                if (rune.Value != n)
                    continue;
                var q = delta;
                for (var k = Base; ; k += Base)
                {
                    var t = Threshold(k, bias);
                    if (q < t)
                        break;
                    text.Append(Digit(t + (q - t) % (Base - t)));
                    q = (q - t) / (Base - t);
                }
                text.Append(Digit(q));
                bias = Adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled++;
            }
            delta++;
            n++;
        }
        return text.ToString();
    }

    /// <summary>Decodes what follows <c>xn--</c>; false when it is not Punycode or too large.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, out Rune[] label)
    {
        label = [];
        List<Rune> runes = [];
        var basic = Math.Max(text.LastIndexOf((byte)'-'), 0);
        foreach (var c in text[..basic])
            runes.Add((Rune)(char)c);
        var (n, i, bias) = (InitialN, 0L, InitialBias);
        for (var at = basic > 0 ? basic + 1 : 0; at < text.Length;)
        {
            var before = i;
            var weight = 1L;
            for (var k = Base; ; k += Base)
            {
                if (at >= text.Length || DigitValue(text[at++]) is not (>= 0 and var digit))
                    return false;
                i += digit * weight;
                if (i > int.MaxValue)
                    return false;
                var t = Threshold(k, bias);
                if (digit < t)
                    break;
                weight *= Base - t;
                if (weight > int.MaxValue)
                    return false;
            }
            bias = Adapt((int)(i - before), runes.Count + 1, before == 0);
            n += (int)Math.Min(i / (runes.Count + 1), 0x110000);
            i %= runes.Count + 1;
            if (n < InitialN || !Rune.IsValid(n))
                return false;
            runes.Insert((int)i++, new Rune(n));
        }
        label = [.. runes];
        return true;
    }

    static int Threshold(int k, int bias) => Math.Clamp(k - bias, TMin, TMax);

    static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);

    static int DigitValue(byte c) => c switch
    {
        >= (byte)'a' and <= (byte)'z' => c - 'a',
        >= (byte)'A' and <= (byte)'Z' => c - 'A',
        >= (byte)'0' and <= (byte)'9' => c - '0' + 26,
        _ => -1,
    };

    static int Adapt(int delta, int points, bool first)
    {
        delta = first ? delta / Damp : delta / 2;
        delta += delta / points;
        var k = 0;
        for (; delta > (Base - TMin) * TMax / 2; k += Base)
            delta /= Base - TMin;
        return k + (Base - TMin + 1) * delta / (delta + Skew);
    }
}
