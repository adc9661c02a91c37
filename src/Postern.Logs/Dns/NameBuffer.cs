using Postern.Logs.Text;

namespace Postern.Logs.Dns;

/// <summary>Room for the normal forms of one line's client and name; the spans are valid until the next line.</summary>
sealed class NameBuffer
{
    // A name is at most 255 octets (RFC 1035 §2.3.4), each up to four characters when escaped; normalised it may be escaped anew.
    const int LongestName = 1024;
    const int LongestAddress = 128;

    readonly byte[] name = new byte[4 * LongestName];
    readonly byte[] address = new byte[LongestAddress + 64];
    readonly byte[] server = new byte[LongestAddress + 64];

    /// <summary>Normalises a name; false when it is empty or longer than a name can be.</summary>
    /// <param name="text">The name as logged.</param>
    /// <param name="escapes">Whether the source escapes bytes as master files do.</param>
    /// <param name="normal">The normal form.</param>
    public bool TryName(ReadOnlySpan<byte> text, bool escapes, out ReadOnlySpan<byte> normal)
    {
        normal = default;
        if (text.Length is 0 or > LongestName)
            return false;
        normal = NameText.Normalise(text, name, escapes);
        return true;
    }

    /// <summary>Canonical text of an address; false when it is none.</summary>
    public bool TryAddress(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> canonical) =>
        TryAddress(text, address, out canonical);

    /// <summary>As <see cref="TryAddress(ReadOnlySpan{byte}, out ReadOnlySpan{byte})"/>, for a second address of the same line.</summary>
    public bool TryServer(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> canonical) =>
        TryAddress(text, server, out canonical);

    static bool TryAddress(ReadOnlySpan<byte> text, Span<byte> buffer, out ReadOnlySpan<byte> canonical)
    {
        canonical = default;
        return text.Length <= LongestAddress && AddressText.TryCanonical(text, buffer, out canonical);
    }
}
