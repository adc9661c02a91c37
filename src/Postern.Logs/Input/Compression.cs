namespace Postern.Logs.Input;

/// <summary>Compression of a file, told by its first bytes and never by its name (formats.md §3.1).</summary>
public enum Compression
{
    /// <summary>Plain bytes.</summary>
    None,

    /// <summary>gzip, RFC 1952.</summary>
    Gzip,

    /// <summary>Zstandard, RFC 8878.</summary>
    Zstd,

    /// <summary>bzip2.</summary>
    Bzip2,

    /// <summary>xz.</summary>
    Xz,
}

/// <summary>Recognises compressed data.</summary>
public static class CompressionMagic
{
    /// <summary>Most bytes that <see cref="Of"/> looks at.</summary>
    public const int Length = 6;

    /// <summary>The compression that the first bytes show.</summary>
    public static Compression Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([0x1F, 0x8B, 0x08]))
            return Compression.Gzip;
        if (head.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD]))
            return Compression.Zstd;
        if (head.Length >= 4 && head[0] >> 4 == 5 && head[1..].StartsWith<byte>([0x2A, 0x4D, 0x18]))
            return Compression.Zstd; // a skippable frame may come first
        if (head.Length >= 4 && head.StartsWith("BZh"u8) && head[3] is >= (byte)'1' and <= (byte)'9')
            return Compression.Bzip2;
        return head.StartsWith<byte>([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0x00]) ? Compression.Xz : Compression.None;
    }
}
