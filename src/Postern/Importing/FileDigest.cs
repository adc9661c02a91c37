using System.Security.Cryptography;
using Postern.Logs.Reading;

namespace Postern.Importing;

/// <summary>Hash of a file as it lies on disk, and of its beginnings.</summary>
/// <param name="Bytes">Octets.</param>
/// <param name="Sha256">SHA-256 of all of them.</param>
/// <param name="Beginnings">SHA-256 of its first octets, by their number; the whole is among them.</param>
sealed record FileDigest(long Bytes, byte[] Sha256, IReadOnlyDictionary<long, byte[]> Beginnings)
{
    /// <summary>Octets of a head.</summary>
    public const int HeadLength = FileReport.HeadLength;

    const int Buffer = 1 << 20;

    /// <summary>What stands for a file that cannot be read, whose reader says why.</summary>
    public static readonly FileDigest Unread = new(0, new byte[32], new Dictionary<long, byte[]> { [0] = [] });

    /// <summary>Hash of the first <see cref="HeadLength"/> octets, lower-case hex; null when there are fewer.</summary>
    public string? Head => Beginnings.TryGetValue(HeadLength, out var hash) ? Convert.ToHexStringLower(hash) : null;

    /// <summary>Hashes a file.</summary>
    /// <param name="path">Path.</param>
    /// <param name="lengths">Lengths at which to take the hash, ascending.</param>
    /// <param name="cancellation">Ends it.</param>
    public static FileDigest Of(string path, IReadOnlyList<long> lengths, CancellationToken cancellation)
    {
        using var file = Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Dictionary<long, byte[]> beginnings = [];
        var buffer = new byte[Buffer];
        long bytes = 0;
        var next = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            for (; next < lengths.Count && lengths[next] == bytes; next++)
                beginnings[bytes] = hash.GetCurrentHash();
            var room = next < lengths.Count ? (int)Math.Min(Buffer, lengths[next] - bytes) : Buffer;
            var count = file.Read(buffer.AsSpan(0, room));
            if (count == 0)
                break;
            hash.AppendData(buffer, 0, count);
            bytes += count;
        }
        var whole = hash.GetCurrentHash();
        beginnings[bytes] = whole;
        return new FileDigest(bytes, whole, beginnings);
    }

    /// <summary>The first octets of a file, at most <see cref="HeadLength"/>.</summary>
    public static byte[] HeadOf(string path)
    {
        using var file = Open(path);
        var head = new byte[HeadLength];
        return head[..file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false)];
    }

    static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
}
