using System.Globalization;
using System.Text;
using Postern.Terminal;

namespace Postern.Listing;

/// <summary>Text for a stream, as UTF-8 in large writes. What comes from logs goes through the escaping members.</summary>
sealed class OutputBuffer(Stream to) : IDisposable
{
    const int Full = 1 << 16;

    readonly MemoryStream buffer = new(2 * Full);

    /// <summary>The bytes not yet written, for a JSON writer.</summary>
    public Stream Bytes => buffer;

    /// <summary>Adds text of our own making.</summary>
    public OutputBuffer Add(string text)
    {
        Span<byte> bytes = stackalloc byte[256];
        if (Encoding.UTF8.TryGetBytes(text, bytes, out var written))
            buffer.Write(bytes[..written]);
        else
            buffer.Write(Encoding.UTF8.GetBytes(text));
        return this;
    }

    /// <summary>Adds text of our own making, padded to a width.</summary>
    public OutputBuffer Add(string text, int width) => Add(width >= 0 ? TextLines.Padded(text, width) : TextLines.Right(text, -width));

    /// <summary>Adds a whole number.</summary>
    public OutputBuffer Add(long number)
    {
        Span<byte> bytes = stackalloc byte[24];
        number.TryFormat(bytes, out var written, default, CultureInfo.InvariantCulture);
        buffer.Write(bytes[..written]);
        return this;
    }

    /// <summary>Ends a line and writes when enough has come together.</summary>
    public void EndLine()
    {
        buffer.WriteByte((byte)'\n');
        if (buffer.Length >= Full)
            Flush();
    }

    /// <summary>Writes what is there.</summary>
    public void Flush()
    {
        to.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        to.Flush();
        buffer.SetLength(0);
    }

    public void Dispose() => buffer.Dispose();
}
