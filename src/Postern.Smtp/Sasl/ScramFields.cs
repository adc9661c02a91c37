using System.Text;

namespace Postern.Smtp.Sasl;

/// <summary>Attributes of SCRAM messages, <c>x=value</c> with commas between (RFC 5802 §5.1).</summary>
static class ScramFields
{
    /// <summary>The values of attributes that must come first and in this order; what follows them must be extensions.</summary>
    public static bool TryRead(string message, string names, out string[] values)
    {
        values = new string[names.Length];
        var parts = message.Split(',');
        if (parts.Length < names.Length)
            return false;
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            if (part.Length < 2 || part[1] != '=' || !char.IsAsciiLetter(part[0]) || part[0] == 'm')
                return false;
            if (i >= names.Length)
                continue;
            if (part[0] != names[i])
                return false;
            values[i] = part[2..];
        }
        return true;
    }

    /// <summary>Whether a nonce is printable ASCII without commas, and not empty (RFC 5802 §7).</summary>
    public static bool IsNonce(string nonce) => nonce.Length > 0 && nonce.All(c => c is > ' ' and < '\x7f' and not ',');

    /// <summary>A name on the wire: comma and equals sign escaped.</summary>
    public static string Escape(string name) =>
        name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);

    /// <summary>Undoes <see cref="Escape"/>; false when an equals sign begins something else.</summary>
    public static bool TryUnescape(string text, out string name)
    {
        var plain = new StringBuilder(text.Length);
        name = "";
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
            {
                plain.Append(text[i]);
                continue;
            }
            var escape = text.AsSpan(i, Math.Min(3, text.Length - i));
            if (escape is not ("=2C" or "=3D"))
                return false;
            plain.Append(escape is "=2C" ? ',' : '=');
            i += 2;
        }
        name = plain.ToString();
        return true;
    }
}
