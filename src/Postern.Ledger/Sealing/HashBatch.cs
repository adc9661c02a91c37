using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Postern.Ledger.Sealing;

/// <summary>Short messages collected to be hashed side by side. The hashes are those of SHA-256 whatever the processor; only the speed differs.</summary>
/// <remarks>Room is kept and used again, so that a batch run over and over allocates nothing.</remarks>
sealed class HashBatch
{
    const int LongestInLanes = 8;

    readonly bool lanes;
    readonly Waiting[] waiting = new Waiting[LongestInLanes + 1];
    byte[] messages = new byte[1 << 14];
    int used;

    /// <summary>An empty batch.</summary>
    /// <param name="lanes">False hashes one by one, as a processor without vectors does.</param>
    public HashBatch(bool lanes = true)
    {
        this.lanes = lanes && Sha256Lanes.IsSupported;
        for (var i = 0; i < waiting.Length; i++)
            waiting[i] = new Waiting();
    }

    /// <summary>Adds a message of <paramref name="length"/> bytes, to be written before <see cref="Run"/>.</summary>
    /// <param name="length">Length of the message in bytes.</param>
    /// <param name="place">Where among the hashes its hash belongs.</param>
    /// <returns>Where the message begins; <see cref="Message"/> gives its bytes.</returns>
    public int Add(int length, int place)
    {
        var blocks = (length + 9 + Sha256Lanes.BlockLength - 1) / Sha256Lanes.BlockLength;
        var start = used;
        var end = checked(start + blocks * Sha256Lanes.BlockLength);
        if (end > messages.Length)
            Array.Resize(ref messages, Math.Max(end, messages.Length * 2));
        used = end;
        messages[start + length] = 0x80;
        messages.AsSpan(start + length + 1, end - start - length - 9).Clear();
        BinaryPrimitives.WriteInt64BigEndian(messages.AsSpan(end - 8), length * 8L);
        waiting[blocks <= LongestInLanes ? blocks : 0].Add(start, place, length);
        return start;
    }

    /// <summary>The bytes of a message, to write to; valid until the next <see cref="Add"/>.</summary>
    public Span<byte> Message(int start, int length) => messages.AsSpan(start, length);

    /// <summary>Hashes all messages and forgets them.</summary>
    public void Run(Span<MerkleHash> hashes)
    {
        for (var blocks = 0; blocks < waiting.Length; blocks++)
        {
            var queue = waiting[blocks];
            var done = 0;
            if (lanes && blocks > 0)
            {
                for (; done + Sha256Lanes.Lanes <= queue.Count; done += Sha256Lanes.Lanes)
                    Sha256Lanes.Hash(messages, queue.Starts.AsSpan(done, Sha256Lanes.Lanes), blocks, hashes, queue.Places.AsSpan(done, Sha256Lanes.Lanes));
            }
            if (lanes && blocks > 0 && queue.Count - done is > 1 and var left)
            {
                // Lanes without a message of their own hash the last one again, into the same place.
                queue.RepeatLast(Sha256Lanes.Lanes - left);
                Sha256Lanes.Hash(messages, queue.Starts.AsSpan(done, Sha256Lanes.Lanes), blocks, hashes, queue.Places.AsSpan(done, Sha256Lanes.Lanes));
                done = queue.Count;
            }
            for (; done < queue.Count; done++)
                SHA256.HashData(messages.AsSpan(queue.Starts[done], queue.Lengths[done]), hashes[queue.Places[done]]);
            queue.Count = 0;
        }
        used = 0;
    }

    /// <summary>Messages of one number of blocks.</summary>
    sealed class Waiting
    {
        public int[] Starts = new int[64];
        public int[] Places = new int[64];
        public int[] Lengths = new int[64];
        public int Count;

        public void Add(int start, int place, int length)
        {
            if (Count == Starts.Length)
            {
                Array.Resize(ref Starts, Count * 2);
                Array.Resize(ref Places, Count * 2);
                Array.Resize(ref Lengths, Count * 2);
            }
            (Starts[Count], Places[Count], Lengths[Count]) = (start, place, length);
            Count++;
        }

        public void RepeatLast(int times)
        {
            for (var (start, place, length) = (Starts[Count - 1], Places[Count - 1], Lengths[Count - 1]); times > 0; times--)
                Add(start, place, length);
        }
    }
}
