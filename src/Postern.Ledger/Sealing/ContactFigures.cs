using System.Buffers.Binary;

namespace Postern.Ledger.Sealing;

/// <summary>The numbers of a contact that are private together: one commitment instead of five.</summary>
/// <param name="Bytes">Size of answer, message or flow, octets; -1 when unknown.</param>
/// <param name="SourcePort">Port of the source; -1 when unknown.</param>
/// <param name="TargetPort">Port of the target; -1 when unknown.</param>
/// <param name="Line">Line of the record in its file, from 1; 0 when it comes from no file.</param>
public readonly record struct ContactFigures(long Bytes, int SourcePort, int TargetPort, long Line)
{
    /// <summary>Length of the sealed form: bytes (8), source port (4), target port (4), line (8), all signed and big-endian.</summary>
    public const int Length = 24;

    /// <summary>Writes the sealed form, <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt64BigEndian(to, Bytes);
        BinaryPrimitives.WriteInt32BigEndian(to[8..], SourcePort);
        BinaryPrimitives.WriteInt32BigEndian(to[12..], TargetPort);
        BinaryPrimitives.WriteInt64BigEndian(to[16..], Line);
    }

    /// <summary>Reads the sealed form; false when the length is another.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, out ContactFigures figures)
    {
        figures = default;
        if (from.Length != Length)
            return false;
        figures = new ContactFigures(
            BinaryPrimitives.ReadInt64BigEndian(from),
            BinaryPrimitives.ReadInt32BigEndian(from[8..]),
            BinaryPrimitives.ReadInt32BigEndian(from[12..]),
            BinaryPrimitives.ReadInt64BigEndian(from[16..]));
        return true;
    }
}
