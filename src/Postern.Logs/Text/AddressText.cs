using System.Buffers;
using System.Net;

namespace Postern.Logs.Text;

/// <summary>Addresses as text in canonical form: IPv4 dotted, IPv6 as RFC 5952, a scope id kept as <c>%zone</c>.</summary>
public static class AddressText
{
    static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789."u8);

    /// <summary>Canonical text of an address.</summary>
    /// <param name="text">Address text as logged.</param>
    /// <param name="buffer">Room for the result: at least 64 bytes more than the scope id is long.</param>
    /// <param name="canonical">The result: <paramref name="text"/> itself when it is canonical already.</param>
    /// <returns>False when the text is no address.</returns>
    public static bool TryCanonical(ReadOnlySpan<byte> text, Span<byte> buffer, out ReadOnlySpan<byte> canonical)
    {
        canonical = text;
        if (IsDottedQuad(text))
            return true;
        var scope = ReadOnlySpan<byte>.Empty;
        var percent = text.IndexOf((byte)'%');
        if (percent >= 0)
        {
            scope = text[percent..];
            text = text[..percent];
        }
        if (text.Length is < 2 or > 45 || text.IndexOf((byte)':') < 0 || !TryParse(text, out var address))
            return false;
        if (!address.TryFormat(buffer, out var written))
            return false;
        scope.CopyTo(buffer[written..]);
        canonical = buffer[..(written + scope.Length)];
        return true;
    }

    /// <summary>Whether the text is an IPv4 address in canonical dotted form: four numbers to 255 without leading zeros.</summary>
    public static bool IsDottedQuad(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 7 or > 15 || text.ContainsAnyExcept(Digits))
            return false;
        int dots = 0, number = 0, digits = 0;
        foreach (var c in text)
        {
            if (c == '.')
            {
                if (digits == 0 || ++dots > 3)
                    return false;
                number = digits = 0;
                continue;
            }
            if (digits > 0 && number == 0)
                return false;
            number = number * 10 + c - '0';
            digits++;
            if (number > 255)
                return false;
        }
        return dots == 3 && digits > 0;
    }

    static bool TryParse(ReadOnlySpan<byte> text, out IPAddress address)
    {
        Span<char> characters = stackalloc char[text.Length];
        for (var i = 0; i < text.Length; i++)
            characters[i] = (char)text[i];
        return IPAddress.TryParse(characters, out address!);
    }
}
