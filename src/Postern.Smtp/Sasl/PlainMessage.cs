using System.Text;

namespace Postern.Smtp.Sasl;

/// <summary>The message of PLAIN: authorization identity, NUL, user, NUL, password (RFC 4616 §2).</summary>
static class PlainMessage
{
    const int LongestField = 255;

    /// <summary>Takes a message apart. Without an authorization identity, <paramref name="identity"/> is empty.</summary>
    public static bool TryParse(ReadOnlySpan<byte> message, out string identity, out string user, out string password)
    {
        identity = user = password = "";
        Span<Range> fields = stackalloc Range[4];
        var count = 0;
        foreach (var field in message.Split((byte)0))
        {
            if (count == 3 || message[field].Length > LongestField)
                return false;
            fields[count++] = field;
        }
        return count == 3
            && SaslText.TryUtf8(message[fields[0]], out identity)
            && SaslText.TryUtf8(message[fields[1]], out user) && user.Length > 0
            && SaslText.TryUtf8(message[fields[2]], out password) && password.Length > 0;
    }

    /// <summary>The message for a user who speaks for himself.</summary>
    public static byte[] Compose(string user, string password) => Encoding.UTF8.GetBytes($"\0{user}\0{password}");
}
