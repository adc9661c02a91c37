using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postern.Smtp.Addresses;

/// <summary>Address literals: <c>[192.0.2.1]</c>, <c>[IPv6:2001:db8::1]</c> (RFC 5321 §4.1.3).</summary>
static class AddressLiteral
{
    const int LongestIPv6 = 45;

    /// <summary>Reads a literal with its brackets. Leading zeros, scopes and tags other than <c>IPv6:</c> are refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.Length < 3 || text[0] != '[' || text[^1] != ']')
            return false;
        text = text[1..^1];
        return text.Length > 5 && Ascii.EqualsIgnoreCase(text[..5], "IPv6:"u8)
            ? TryIPv6(text[5..], out address)
            : TryIPv4(text, out address);
    }

    /// <summary>The literal that stands for an address.</summary>
    public static string Format(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{address}]" : $"[{address}]";

    static bool TryIPv4(ReadOnlySpan<byte> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        Span<byte> octets = stackalloc byte[4];
        var count = 0;
        foreach (var part in text.Split((byte)'.'))
        {
            var digits = text[part];
            if (count == 4 || digits.Length is 0 or > 3 || digits.Length > 1 && digits[0] == '0')
                return false;
            var value = 0;
            foreach (var digit in digits)
            {
                if (!char.IsAsciiDigit((char)digit))
                    return false;
                value = value * 10 + digit - '0';
            }
            if (value > 255)
                return false;
            octets[count++] = (byte)value;
        }
        address = count == 4 ? new IPAddress(octets) : null;
        return address is not null;
    }

    static bool TryIPv6(ReadOnlySpan<byte> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.Length > LongestIPv6 || text.IndexOfAnyExcept(IPv6Octets) >= 0)
            return false;
        return IPAddress.TryParse(Encoding.ASCII.GetString(text), out address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    static readonly System.Buffers.SearchValues<byte> IPv6Octets = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF:."u8);
}
