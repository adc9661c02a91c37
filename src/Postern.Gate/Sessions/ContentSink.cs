using System.Buffers;
using System.Security.Cryptography;
using Postern.Gate.Delivery;
using Postern.Gate.Queue;

namespace Postern.Gate.Sessions;

/// <summary>Takes the octets of one message after the other: in memory up to what lies in a row, beyond that into a spool file.</summary>
/// <remarks>What a file cannot take is remembered and told at the end, so that the session stays in step. Not thread-safe.</remarks>
sealed class ContentSink(MailQueue queue) : IBufferWriter<byte>, IDisposable
{
    const int SmallestBuffer = 8 << 10;

    byte[] buffer = [];
    int used;
    long spooledOctets;
    string? file;
    IMailFile? open;
    IncrementalHash? hash;

    /// <summary>Why the octets could not be kept; null when they could.</summary>
    public FolderFault? Fault { get; private set; }

    /// <summary>Octets so far.</summary>
    public long Length => spooledOctets + used;

    public void Advance(int count) => used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return buffer.AsMemory(used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return buffer.AsSpan(used);
    }

    /// <summary>Writes to the spool what is too much for memory. To be called when the session wants more octets.</summary>
    public void Settle()
    {
        if (Fault is not null)
            used = 0;
        else if (file is not null || used > QueueStore.LargestRow)
            Spill();
    }

    /// <summary>Ends the message: what is spooled becomes durable.</summary>
    /// <param name="digest">SHA-256 of its octets.</param>
    /// <param name="octets">The octets; null when they lie in a file.</param>
    /// <returns>The file, or null.</returns>
    public string? Finish(out byte[] digest, out ReadOnlyMemory<byte>? octets)
    {
        Settle();
        octets = null;
        digest = [];
        if (Fault is not null)
            return null;
        if (file is null)
        {
            octets = buffer.AsSpan(0, used).ToArray();
            digest = SHA256.HashData(buffer.AsSpan(0, used));
            return null;
        }
        digest = hash!.GetHashAndReset();
        Try(() =>
        {
            open!.Sync();
            open.Dispose();
            open = null;
            queue.Spool.Sync();
        });
        return Fault is null ? file : null;
    }

    /// <summary>The queue has the file now.</summary>
    public void HandOver() => file = null;

    /// <summary>Forgets the message; a file that was not handed over is taken away.</summary>
    public void Reset()
    {
        open?.Dispose();
        hash?.Dispose();
        if (file is { } left)
            TryRemove(left);
        (open, hash, file, Fault, used, spooledOctets) = (null, null, null, null, 0, 0);
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    /// <summary>The connection is over.</summary>
    public void Dispose() => Reset();

    void Spill()
    {
        Try(() =>
        {
            if (file is null)
            {
                var name = queue.Numbers.NextMessage().ToString();
                open = queue.Spool.CreateFile(name);
                file = name;
                hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            }
            open!.Write(buffer.AsSpan(0, used));
        });
        if (Fault is null)
        {
            hash!.AppendData(buffer, 0, used);
            spooledOctets += used;
        }
        used = 0;
    }

    void Try(Action action)
    {
        try
        {
            action();
        }
        catch (FolderException e)
        {
            Fault = e.Fault;
        }
    }

    void TryRemove(string name)
    {
        try
        {
            queue.Spool.Remove(name);
        }
        catch (FolderException)
        {
            // No row names it: it is taken away at the next start.
        }
    }

    void Grow(int sizeHint)
    {
        var wanted = used + Math.Max(sizeHint, 1);
        if (buffer.Length >= wanted)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, Math.Max(SmallestBuffer, 2 * buffer.Length)));
        buffer.AsSpan(0, used).CopyTo(larger);
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
