using System.Buffers;

namespace Postern.Smtp.Content;

/// <summary>Writes a message's octets to the wire in pieces of any size: stuffs dots, and lets nothing out that another server could
/// take for the end of data.</summary>
sealed class ContentWriter(bool stuffed)
{
    ContentScanner scanner = new(stuffed: false, long.MaxValue, int.MaxValue);
    bool lineStart = true;

    /// <summary>Octets of content that were written, stuffing left out.</summary>
    public long Octets { get; private set; }

    /// <summary>Writes a piece; false, with nothing of it written, when it holds a bare CR or LF or NUL. The message must then be broken
    /// off.</summary>
    public bool Write(ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        scanner.Read(content, default, out _, out _);
        if (scanner.Fault != ContentFault.None)
            return false;
        Octets += content.Length;
        if (!stuffed)
            output.Write(content);
        else
            Stuff(content, output);
        return true;
    }

    /// <summary>Ends the message, with CR LF . CR LF where dots are stuffed; false when its last octet is a CR.</summary>
    public bool End(IBufferWriter<byte> output)
    {
        scanner.End();
        if (scanner.Fault != ContentFault.None)
            return false;
        if (stuffed)
            output.Write(lineStart ? ".\r\n"u8 : "\r\n.\r\n"u8);
        return true;
    }

    // The content is clean here, so an LF ends a line.
    void Stuff(ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        while (!content.IsEmpty)
        {
            if (lineStart && content[0] == '.')
                output.Write("."u8);
            var dot = content.IndexOf("\n."u8);
            var piece = dot < 0 ? content : content[..(dot + 1)];
            output.Write(piece);
            lineStart = piece[^1] == '\n';
            content = content[piece.Length..];
        }
    }
}
