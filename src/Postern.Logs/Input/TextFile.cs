namespace Postern.Logs.Input;

/// <summary>A file opened as text: decompressed by its content, one encoding, lines that end in LF.</summary>
sealed class TextFile : IDisposable
{
    readonly RawFile raw;
    readonly DecodedStream? decoded;

    TextFile(RawFile raw, DecodedStream? decoded, Stream text, ReadOnlyMemory<byte> head, string? note)
    {
        this.raw = raw;
        this.decoded = decoded;
        Text = text;
        Head = head;
        Note = note;
    }

    /// <summary>The text.</summary>
    public Stream Text { get; }

    /// <summary>The first bytes of the text, which <see cref="Text"/> still gives.</summary>
    public ReadOnlyMemory<byte> Head { get; }

    /// <summary>Whether <see cref="Head"/> is the whole text.</summary>
    public bool HeadIsAll => Head.Length < TextBytes.HeadLength;

    /// <summary>What was converted, or null.</summary>
    public string? Note { get; }

    /// <summary>What was wrong with the compressed data, once the end was reached, or null.</summary>
    public string? Fault => decoded?.Fault;

    /// <summary>Whether the data end before their end.</summary>
    public bool EndsEarly => decoded?.EndsEarly == true;

    /// <summary>Octets read so far, as they lie on disk.</summary>
    public long Given => raw.Given;

    /// <summary>SHA-256 of them, lower-case hex.</summary>
    public string Sha256 => raw.Sha256;

    /// <summary>SHA-256 of the first of them (<see cref="RawFile.HeadLength"/>), lower-case hex; null when there are fewer.</summary>
    public string? HeadSha256 => raw.HeadSha256;

    /// <summary>Opens a file.</summary>
    /// <param name="file">What to open.</param>
    /// <param name="progress">Told the octets of each read.</param>
    /// <param name="refusal">Why a file that can be read cannot be used, when the result is null.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TextFile? Open(InputFile file, Action<long>? progress, out string? refusal)
    {
        var raw = RawFile.Open(file.Path, progress);
        DecodedStream? decoded = null;
        try
        {
            var magic = new byte[CompressionMagic.Length];
            var length = raw.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
            var compression = CompressionMagic.Of(magic.AsSpan(0, length));
            var bytes = new HeadedStream(magic[..length], raw);
            if (!TryDecode(file, compression, bytes, raw, out decoded, out refusal))
            {
                raw.Dispose();
                return null;
            }
            var text = TextBytes.Open(decoded is null ? bytes : decoded, out var note, out var head);
            if (compression != Compression.None && CompressionMagic.Of(head.Span) is not Compression.None and var inner)
            {
                refusal = $"compressed twice: inside the {compression} data are {inner} data; decompress it once first";
                text.Dispose();
                raw.Dispose();
                return null;
            }
            return new TextFile(raw, decoded, text, head, note);
        }
        catch
        {
            decoded?.Dispose();
            raw.Dispose();
            throw;
        }
    }

    /// <summary>Reads the file to its end, so that size and hash are those of the whole.</summary>
    public void ReadRest() => raw.ReadRest();

    public void Dispose()
    {
        Text.Dispose();
        raw.Dispose();
    }

    static bool TryDecode(
        InputFile file, Compression compression, Stream bytes, RawFile raw, out DecodedStream? decoded, out string? refusal)
    {
        (decoded, refusal) = (null, null);
        if (compression == Compression.Gzip)
            decoded = new GzipReader(bytes);
        if (compression is Compression.None or Compression.Gzip)
            return true;
        if (file.Path == InputFile.StandardInput)
        {
            refusal = $"standard input is {compression} data, which only files may be; decompress them in the pipe";
            return false;
        }
        if (!OutsideDecoder.TryStart(file.Path, compression, out var outside, out refusal))
            return false;
        raw.ReadRest();
        decoded = outside;
        return true;
    }
}
