using System.Text;

namespace Postern.Logs.Input;

/// <summary>Makes one kind of text of what files hold: UTF-8 without byte-order mark, lines that end in LF (formats.md §3.2).</summary>
static class TextBytes
{
    /// <summary>Bytes looked at to find the encoding and the line ends.</summary>
    public const int HeadLength = 1 << 16;

    /// <summary>A stream of the text, its head for recognising the format, and what was done to get there.</summary>
    /// <param name="bytes">Decompressed bytes, owned by the result.</param>
    /// <param name="note">What was converted, or null.</param>
    /// <param name="head">The first bytes of the text; the stream still gives them.</param>
    public static Stream Open(Stream bytes, out string? note, out ReadOnlyMemory<byte> head)
    {
        note = null;
        var first = ReadHead(bytes);
        var whole = new HeadedStream(first, bytes);
        if (first.AsSpan().StartsWith<byte>([0xEF, 0xBB, 0xBF]))
        {
            first = first[3..];
            whole = new HeadedStream(first, bytes);
        }
        var utf16 = first.AsSpan().StartsWith<byte>([0xFF, 0xFE]) ? Encoding.Unicode
            : first.AsSpan().StartsWith<byte>([0xFE, 0xFF]) ? Encoding.BigEndianUnicode
            : null;
        if (utf16 is not null)
        {
            note = "the file is UTF-16 and was converted to UTF-8";
            bytes = Encoding.CreateTranscodingStream(new HeadedStream(first[2..], bytes), utf16, new UTF8Encoding(false));
            first = ReadHead(bytes);
            whole = new HeadedStream(first, bytes);
        }
        if (first.AsSpan().Contains((byte)'\r') && !first.AsSpan().Contains((byte)'\n'))
        {
            note = note is null ? "lines end in CR alone" : note + "; its lines end in CR alone";
            bytes = new CrStream(whole);
            first = ReadHead(bytes);
            whole = new HeadedStream(first, bytes);
        }
        head = first;
        return whole;
    }

    static byte[] ReadHead(Stream bytes)
    {
        var head = new byte[HeadLength];
        var length = 0;
        for (int count; length < head.Length && (count = bytes.Read(head.AsSpan(length))) > 0;)
            length += count;
        return head[..length];
    }

    /// <summary>CR made LF.</summary>
    sealed class CrStream(Stream text) : DecodedStream
    {
        public override int Read(Span<byte> buffer)
        {
            var count = text.Read(buffer);
            buffer[..count].Replace((byte)'\r', (byte)'\n');
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                text.Dispose();
            base.Dispose(disposing);
        }
    }
}
