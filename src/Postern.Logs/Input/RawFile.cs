using System.Security.Cryptography;

namespace Postern.Logs.Input;

/// <summary>The octets of a file as they lie on disk, counted and hashed on the way.</summary>
sealed class RawFile : DecodedStream
{
    readonly Stream stream;
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly Action<long>? progress;

    RawFile(Stream stream, Action<long>? progress)
    {
        this.stream = stream;
        this.progress = progress;
    }

    /// <summary>Octets of a head.</summary>
    public const int HeadLength = 1 << 16;

    /// <summary>SHA-256 of the first <see cref="HeadLength"/> octets, lower-case hex; null as long as fewer were read.</summary>
    public string? HeadSha256 { get; private set; }

    /// <summary>Octets read so far.</summary>
    public long Given { get; private set; }

    /// <summary>SHA-256 of the octets read so far, lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <summary>Opens a file, or standard input for <c>-</c>.</summary>
    /// <param name="path">Path, or <c>-</c>.</param>
    /// <param name="progress">Told the octets of each read.</param>
    public static RawFile Open(string path, Action<long>? progress)
    {
        var stream = path == InputFile.StandardInput
            ? Console.OpenStandardInput()
            : new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            });
        return new RawFile(stream, progress);
    }

    public override int Read(Span<byte> buffer)
    {
        var count = stream.Read(buffer);
        Hash(buffer[..count]);
        Given += count;
        if (count > 0)
            progress?.Invoke(count);
        return count;
    }

    void Hash(ReadOnlySpan<byte> octets)
    {
        if (Given < HeadLength && Given + octets.Length >= HeadLength)
        {
            var head = (int)(HeadLength - Given);
            hash.AppendData(octets[..head]);
            HeadSha256 = Sha256;
            octets = octets[head..];
        }
        hash.AppendData(octets);
    }

    /// <summary>Reads what is left, so that count and hash are those of the whole file.</summary>
    public void ReadRest()
    {
        var room = new byte[1 << 16];
        while (Read(room) > 0)
        {
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
            stream.Dispose();
        }
        base.Dispose(disposing);
    }
}
