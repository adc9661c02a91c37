using System.Buffers;
using System.Text;

namespace Postern.Smtp.Content;

/// <summary>Writes text into a buffer of octets.</summary>
static class BufferText
{
    /// <summary>Appends ASCII or UTF-8 text.</summary>
    public static void WriteText(this IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
