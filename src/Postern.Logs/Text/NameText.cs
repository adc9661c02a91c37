using System.Buffers;
using System.Text;

namespace Postern.Logs.Text;

/// <summary>Names as every format's names come out (formats.md §1): one name from two daemons is one target.</summary>
public static class NameText
{
    static readonly SearchValues<byte> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.:/"u8);

    /// <summary>Whether the text needs nothing done to be normal: lower-case plain bytes and no final dot.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> name) =>
        name.Length > 0 && name[^1] != '.' && !name.ContainsAnyExcept(Plain);

    /// <summary>Normalises a name given as master-file text: <c>\DDD</c> and <c>\c</c> escapes are undone and made anew, A-Z
    /// lower-cased, a final dot dropped; the root is <c>.</c>.</summary>
    /// <param name="name">Name text with master-file escapes (RFC 1035 §5.1).</param>
    /// <param name="buffer">Room for the result: at least 4 times the name's length.</param>
    /// <param name="escapes">False when the source prints raw bytes, so that a backslash is a byte like any other.</param>
    /// <returns>The normal text, in <paramref name="buffer"/> or the name itself when it is plain.</returns>
    public static ReadOnlySpan<byte> Normalise(ReadOnlySpan<byte> name, Span<byte> buffer, bool escapes = true)
    {
        if (IsPlain(name))
            return name;
        var length = 0;
        for (var i = 0; i < name.Length; i++)
        {
            var value = name[i];
            if (value == '.')
            {
                if (i == name.Length - 1 && i > 0)
                    break;
                buffer[length++] = value;
                continue;
            }
            if (value == '\\' && escapes && i + 1 < name.Length)
            {
                if (i + 3 < name.Length && TryDecimal(name.Slice(i + 1, 3), out var octet))
                {
                    value = octet;
                    i += 3;
                }
                else
                {
                    value = name[++i];
                }
            }
            length += WriteLabelByte(value, buffer[length..]);
        }
        return buffer[..length];
    }

    /// <summary>Writes one label byte as normal name text: lower-cased, a dot or backslash escaped, others outside 33..126 as <c>\DDD</c>.</summary>
    /// <returns>Number of bytes written, 1 to 4.</returns>
    public static int WriteLabelByte(byte value, Span<byte> to)
    {
        if (value is >= (byte)'A' and <= (byte)'Z')
            value |= 0x20;
        if (value is (byte)'.' or (byte)'\\')
        {
            to[0] = (byte)'\\';
            to[1] = value;
            return 2;
        }
        if (value is > 32 and < 127)
        {
            to[0] = value;
            return 1;
        }
        to[0] = (byte)'\\';
        to[1] = (byte)('0' + value / 100);
        to[2] = (byte)('0' + value / 10 % 10);
        to[3] = (byte)('0' + value % 10);
        return 4;
    }

    /// <summary>Text of bytes that may not be UTF-8: bad bytes become <c>\xNN</c>, so that two different names stay different.</summary>
    public static string EscapeInvalid(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var consumed);
            if (status == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                consumed = 1;
                text.Append($"\\x{bytes[0]:X2}");
            }
            bytes = bytes[consumed..];
        }
        return text.ToString();
    }

    static bool TryDecimal(ReadOnlySpan<byte> digits, out byte value)
    {
        value = 0;
        var number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = number * 10 + digit - '0';
        }
        value = (byte)number;
        return number <= 255;
    }
}
