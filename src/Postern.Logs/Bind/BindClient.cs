using Postern.Logs.Time;

namespace Postern.Logs.Bind;

/// <summary>The head of a client record: <c>client [@0xHEX ]ADDR#PORT[/key KEY][ (QNAME)][: view VIEW]: MESSAGE</c>.</summary>
ref struct BindClient
{
    /// <summary>Address of the client, as logged.</summary>
    public ReadOnlySpan<byte> Address;

    /// <summary>Its port.</summary>
    public int Port;

    /// <summary>Whether the address of the client object is there, as from 9.11 on.</summary>
    public bool HasObject;

    /// <summary>Name of the key the request was signed with, or empty.</summary>
    public ReadOnlySpan<byte> Key;

    /// <summary>View, or empty for the default view.</summary>
    public ReadOnlySpan<byte> View;

    /// <summary>What is said about the client.</summary>
    public ReadOnlySpan<byte> Message;

    /// <summary>Takes a client record apart; false when the text is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out BindClient client)
    {
        client = default;
        if (!text.StartsWith("client "u8))
            return false;
        text = text[7..];
        if (text.StartsWith("@0x"u8))
        {
            var end = text.IndexOf((byte)' ');
            if (end < 0)
                return false;
            client.HasObject = true;
            text = text[(end + 1)..];
        }
        if (!TryEndpoint(ref text, out client.Address, out client.Port))
            return false;
        if (text.StartsWith("/key "u8))
        {
            text = text[5..];
            // Names are escaped: no blank in them.
            var end = text.IndexOf((byte)' ');
            if (end <= 0)
                return false;
            if (text[end - 1] == ':')
                end--;
            client.Key = text[..end];
            text = text[end..];
        }
        if (text.StartsWith(" ("u8))
        {
            var end = EndOfBrackets(text);
            if (end < 0)
                return false;
            text = text[end..];
        }
        if (!text.StartsWith(": "u8))
            return false;
        text = text[2..];
        if (text.StartsWith("view "u8))
        {
            var end = text.IndexOf(": "u8);
            if (end < 0)
                return false;
            client.View = text[5..end];
            text = text[(end + 2)..];
        }
        client.Message = text;
        return true;
    }

    static bool TryEndpoint(scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> address, out int port)
    {
        address = default;
        port = -1;
        var hash = text.IndexOf((byte)'#');
        if (hash <= 0)
            return false;
        address = text[..hash];
        text = text[(hash + 1)..];
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits is < 1 or > 5 || !StampText.Number(text[..digits], out port) || port > 65_535)
            return false;
        text = text[digits..];
        return true;
    }

    // Brackets inside the name are escaped with a backslash, so the first bare one ends it.
    static int EndOfBrackets(ReadOnlySpan<byte> text)
    {
        for (var at = 2; at < text.Length; at++)
        {
            var found = text[at..].IndexOfAny((byte)')', (byte)'\\');
            if (found < 0)
                return -1;
            at += found;
            if (text[at] == ')')
                return at + 1;
            at++;
        }
        return -1;
    }
}
