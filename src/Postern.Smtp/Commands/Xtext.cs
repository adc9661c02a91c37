namespace Postern.Smtp.Commands;

/// <summary>xtext: printable ASCII in which <c>+HH</c> stands for an octet (RFC 3461 §4).</summary>
static class Xtext
{
    /// <summary>Decodes; false for an octet that may not stand in xtext, a <c>+</c> without two upper-case digits, or a decoded octet
    /// that is not printable ASCII, so that nothing can be injected where the value is written.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, out string value)
    {
        value = "";
        Span<char> decoded = text.Length <= 1024 ? stackalloc char[text.Length] : [];
        if (text.Length > 1024)
            return false;
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is < 0x21 or > 0x7e or (byte)'=')
                return false;
            if (c == '+')
            {
                if (i + 2 >= text.Length || Digit(text[i + 1]) is not (>= 0 and var high) || Digit(text[i + 2]) is not (>= 0 and var low))
                    return false;
                c = (byte)(high << 4 | low);
                i += 2;
                if (c is < 0x20 or > 0x7e)
                    return false;
            }
            decoded[length++] = (char)c;
        }
        value = new string(decoded[..length]);
        return true;
    }

    /// <summary>Encodes printable ASCII.</summary>
    public static string Encode(string value) =>
        string.Concat(value.Select(c => c is '+' or '=' or < '!' or > '~' ? $"+{(int)c:X2}" : c.ToString()));

    static int Digit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };
}
