using System.Buffers;
using System.Globalization;

namespace Postern.Gate.Delivery;

/// <summary>A message for a mailbox.</summary>
/// <param name="Id">Its identifier here: letters and digits, never used for another message.</param>
/// <param name="Received">When it was accepted.</param>
/// <param name="HostName">This host.</param>
/// <param name="Parts">Its octets in order, each part valid until the next is asked for, with CR LF at the end of lines and no other CR: trace fields, then content as it came.</param>
sealed record MaildirMessage(string Id, DateTimeOffset Received, string HostName, IEnumerable<ReadOnlyMemory<byte>> Parts)
{
    const int LargestPiece = 64 << 10;

    /// <summary>The file's name: <c>seconds.id.host</c>, the same for every attempt, so that an attempt whose end is not known is
    /// found again. Nothing in it comes from outside.</summary>
    /// <exception cref="InvalidOperationException">The identifier is not letters and digits.</exception>
    public string FileName => Id.Length is > 0 and <= 64 && Id.All(char.IsAsciiLetterOrDigit)
        ? string.Create(CultureInfo.InvariantCulture, $"{Received.ToUnixTimeSeconds()}.{Id}.{HostName}")
        : throw new InvalidOperationException($"\"{Id}\" is no identifier of a message");

    /// <summary>Writes it with the line ends of this system (LF), as readers of a Maildir expect.</summary>
    public void WriteTo(IMailFile file)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LargestPiece);
        try
        {
            WriteTo(file, buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    void WriteTo(IMailFile file, byte[] buffer)
    {
        var used = 0;
        foreach (var part in Parts)
        {
            var rest = part.Span;
            while (!rest.IsEmpty)
            {
                var piece = rest[..Math.Min(rest.Length, buffer.Length - used)];
                var end = piece.IndexOf((byte)'\r');
                var octets = end < 0 ? piece : piece[..end];
                octets.CopyTo(buffer.AsSpan(used));
                used += octets.Length;
                rest = rest[(octets.Length + (end < 0 ? 0 : 1))..];
                if (used == buffer.Length)
                    Flush(buffer);
            }
        }
        Flush(buffer);

        void Flush(byte[] full)
        {
            if (used > 0)
                file.Write(full.AsSpan(0, used));
            used = 0;
        }
    }
}
