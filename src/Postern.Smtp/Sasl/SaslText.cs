using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Postern.Smtp.Sasl;

/// <summary>SASL messages as lines: Base64 without blanks, <c>=</c> for an empty initial response (RFC 4954 §4).</summary>
static class SaslText
{
    /// <summary>Decodes; false for anything that is not canonical Base64.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, out byte[] message)
    {
        message = [];
        // The decoder of the class library passes over white space, which RFC 4648 §3.3 forbids.
        if (text.Length % 4 != 0 || text.IndexOfAny((byte)' ', (byte)'\t') >= 0)
            return false;
        var decoded = new byte[text.Length / 4 * 3];
        if (Base64.DecodeFromUtf8(text, decoded, out var used, out var length) != OperationStatus.Done || used != text.Length)
            return false;
        message = decoded[..length];
        return true;
    }

    /// <summary>Encodes.</summary>
    public static string Encode(ReadOnlySpan<byte> message) => Convert.ToBase64String(message);

    /// <summary>The text of an octet string that must be well-formed UTF-8.</summary>
    public static bool TryUtf8(ReadOnlySpan<byte> octets, out string text)
    {
        var valid = System.Text.Unicode.Utf8.IsValid(octets);
        text = valid ? Encoding.UTF8.GetString(octets) : "";
        return valid;
    }
}
