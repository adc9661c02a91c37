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

    /// <summary>Normalises a name that is escaped as in master files; false when it is empty or longer than a name can be.</summary>
    public bool TryName(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> normal)
    {
        normal = default;
        if (text.Length is 0 or > LongestName)
            return false;
        normal = NameText.Normalise(text, name);
        return true;
    }

    /// <summary>Normalises a name that is printed raw, so that its labels cannot be told for certain: its text is kept, lower-cased,
    /// blanks included; only control and non-ASCII bytes are escaped, and the backslash, so that no two names become one.</summary>
    public bool TryRawName(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> normal)
    {
        normal = text;
        if (text.Length is 0 or > LongestName)
            return false;
        if (NameText.IsPlain(text))
            return true;
        if (text.Length > 1 && text[^1] == '.')
            text = text[..^1];
        var length = 0;
        foreach (var value in text)
        {
            if (value is (byte)' ' or (byte)'.')
                name[length++] = value;
            else
                length += NameText.WriteLabelByte(value, name.AsSpan(length));
        }
        normal = name.AsSpan(0, length);
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
