using System.Security.Cryptography;

namespace Postern.Importing;

/// <summary>Hash of a file as it lies on disk, and of its beginnings.</summary>
/// <param name="Bytes">Octets.</param>
/// <param name="Sha256">SHA-256 of all of them.</param>
/// <param name="Beginnings">SHA-256 of its first octets, by their number; the whole is among them.</param>
sealed record FileDigest(long Bytes, byte[] Sha256, IReadOnlyDictionary<long, byte[]> Beginnings)
{
    const int Buffer = 1 << 20;

    /// <summary>Hashes a file.</summary>
    /// <param name="path">Path.</param>
    /// <param name="lengths">Lengths at which to take the hash, ascending.</param>
    /// <param name="progress">Told the octets of each read.</param>
    /// <param name="cancellation">Ends it.</param>
    public static FileDigest Of(string path, IReadOnlyList<long> lengths, Action<long>? progress, CancellationToken cancellation)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
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
            progress?.Invoke(count);
        }
        var whole = hash.GetCurrentHash();
        beginnings[bytes] = whole;
        return new FileDigest(bytes, whole, beginnings);
    }
}
