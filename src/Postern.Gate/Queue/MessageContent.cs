using System.Text;
using Postern.Gate.Delivery;

namespace Postern.Gate.Queue;

/// <summary>A message's octets as they are delivered: our fields, then the content as it came. CR LF line ends and no other CR or LF.</summary>
abstract class MessageContent
{
    const int Piece = 64 << 10;

    /// <summary>Octets in all.</summary>
    public abstract long Length { get; }

    /// <summary>The octets in order. A piece is valid until the next one is asked for. Fails with <see cref="IOException"/>.</summary>
    public abstract IEnumerable<ReadOnlyMemory<byte>> Pieces();

    /// <summary>Content that is held in memory.</summary>
    public static MessageContent Of(string trace, ReadOnlyMemory<byte> octets) => new Held(Encoding.ASCII.GetBytes(trace), octets);

    /// <summary>Content that lies in a spool file.</summary>
    public static MessageContent Of(string trace, IMailFolder spool, string file, long octets) =>
        new Spooled(Encoding.ASCII.GetBytes(trace), spool, file, octets);

    /// <summary>The first octets, at most <paramref name="most"/>.</summary>
    public byte[] Beginning(int most)
    {
        var octets = new byte[Math.Min(most, Length)];
        var used = 0;
        foreach (var piece in Pieces())
        {
            var part = piece.Span[..Math.Min(piece.Length, octets.Length - used)];
            part.CopyTo(octets.AsSpan(used));
            used += part.Length;
            if (used == octets.Length)
                break;
        }
        return octets;
    }

    sealed class Held(byte[] trace, ReadOnlyMemory<byte> octets) : MessageContent
    {
        public override long Length => trace.Length + octets.Length;

        public override IEnumerable<ReadOnlyMemory<byte>> Pieces() => [trace, octets];
    }

    sealed class Spooled(byte[] trace, IMailFolder spool, string name, long octets) : MessageContent
    {
        public override long Length => trace.Length + octets;

        public override IEnumerable<ReadOnlyMemory<byte>> Pieces()
        {
            yield return trace;
            using var file = spool.OpenFile(name);
            var buffer = new byte[Piece];
            long read = 0;
            for (int count; (count = file.Read(buffer)) > 0; read += count)
                yield return buffer.AsMemory(0, count);
            if (read != octets)
                throw new FolderException(FolderFault.Io, $"{name} holds {read:N0} octets of {octets:N0}");
        }
    }
}
