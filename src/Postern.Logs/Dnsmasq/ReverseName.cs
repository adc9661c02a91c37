using System.Net;

namespace Postern.Logs.Dnsmasq;

/// <summary>The name under which an address is looked up (RFC 1035 §3.5, RFC 3596 §2.5): dnsmasq logs the result of such a look-up by the address.</summary>
static class ReverseName
{
    /// <summary>Longest reverse name, octets.</summary>
    public const int Longest = 72;

    /// <summary>Writes the reverse name of an address; false when the text is none.</summary>
    /// <param name="text">Address text.</param>
    /// <param name="buffer">Room for <see cref="Longest"/> bytes.</param>
    /// <param name="name">The name, lower-case, without a final dot.</param>
    public static bool TryOf(ReadOnlySpan<byte> text, Span<byte> buffer, out ReadOnlySpan<byte> name)
    {
        name = default;
        Span<char> characters = stackalloc char[45];
        if (text.Length is < 2 or > 45 || text.IndexOfAny((byte)'.', (byte)':') < 0
            || !System.Text.Ascii.ToUtf16(text, characters, out var length).Equals(System.Buffers.OperationStatus.Done)
            || !IPAddress.TryParse(characters[..length], out var address))
            return false;
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out var count);
        var at = 0;
        for (var i = count - 1; i >= 0; i--)
        {
            if (count == 4)
            {
                System.Buffers.Text.Utf8Formatter.TryFormat(octets[i], buffer[at..], out var digits);
                at += digits;
            }
            else
            {
                buffer[at++] = "0123456789abcdef"u8[octets[i] & 15];
                buffer[at++] = (byte)'.';
                buffer[at++] = "0123456789abcdef"u8[octets[i] >> 4];
            }
            buffer[at++] = (byte)'.';
        }
        var root = count == 4 ? "in-addr.arpa"u8 : "ip6.arpa"u8;
        root.CopyTo(buffer[at..]);
        name = buffer[..(at + root.Length)];
        return true;
    }
}
