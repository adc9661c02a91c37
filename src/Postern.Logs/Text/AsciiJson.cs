using System.Buffers;
using System.Globalization;
using System.Text;

namespace Postern.Logs.Text;

/// <summary>JSON that a stranger wrote, made as safe to print as JSON that the platform's writer made: ASCII and nothing else.</summary>
static class AsciiJson
{
    /// <summary>Writes a sound JSON value with every character beyond printable ASCII as an escape, and blanks that are control
    /// characters left out; bytes that are not UTF-8 become <c>\xNN</c> text.</summary>
    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> to)
    {
        while (!json.IsEmpty)
        {
            var other = json.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
            var plain = other < 0 ? json.Length : other;
            to.Write(json[..plain]);
            json = json[plain..];
            if (!json.IsEmpty)
                json = json[WriteEscaped(json, to)..];
        }
    }

    /// <summary>Escapes the first character; the result is its length in octets.</summary>
    static int WriteEscaped(ReadOnlySpan<byte> json, IBufferWriter<byte> to)
    {
        if (json[0] < ' ')
            return 1; // a tab or carriage return between two tokens: inside a text the reader refuses it
        var sound = Rune.DecodeFromUtf8(json, out var rune, out var length) == OperationStatus.Done;
        if (sound)
        {
            Span<char> units = stackalloc char[2];
            foreach (var unit in units[..rune.EncodeToUtf16(units)])
                Write(to, $"\\u{(int)unit:X4}");
        }
        else
        {
            foreach (var octet in json[..length])
                Write(to, $"\\\\x{octet:X2}");
        }
        return length;
    }

    static void Write(IBufferWriter<byte> to, FormattableString escape) =>
        to.Write(Encoding.ASCII.GetBytes(escape.ToString(CultureInfo.InvariantCulture)));
}
