using System.Globalization;
using System.Text;

namespace Postern.Testing.Smtp;

/// <summary>The escapes of the wire cases: <c>\r \n \t \0 \\ \xHH</c>; everything else is the character itself in UTF-8.</summary>
public static class CEscapes
{
    /// <summary>The octets that a text stands for.</summary>
    public static byte[] Decode(string text)
    {
        using var octets = new MemoryStream();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                var length = char.IsHighSurrogate(text[i]) ? 2 : 1;
                octets.Write(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
                continue;
            }
            octets.WriteByte(text[++i] switch
            {
                'r' => (byte)'\r',
                'n' => (byte)'\n',
                't' => (byte)'\t',
                '0' => 0,
                '\\' => (byte)'\\',
                'x' => byte.Parse(text.AsSpan((i += 2) - 1, 2), NumberStyles.HexNumber),
                var other => throw new FormatException($"\\{other} is not an escape"),
            });
        }
        return octets.ToArray();
    }

    /// <summary>Octets as text that a person can read in a failure.</summary>
    public static string Show(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder();
        foreach (var octet in octets)
        {
            text.Append(octet switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                (byte)'\\' => "\\\\",
                >= 0x20 and < 0x7f => ((char)octet).ToString(),
                _ => $"\\x{octet:x2}",
            });
        }
        return text.Length <= 400 ? text.ToString() : $"{text.ToString(0, 200)} … {text.ToString(text.Length - 200, 200)}";
    }
}
