using System.Buffers.Binary;
using System.IO.Compression;

namespace Postern.Logs.Input;

/// <summary>Bytes of a gzip file (RFC 1952) with any number of members; damage is reported where the platform's stream is silent.</summary>
/// <remarks>
/// The platform inflates; but its streams take data that end early for whole ones and read past a member's end. So the
/// header and trailer are read here: when a member is inflated, its eight trailer bytes (checksum and size, both known by
/// then) are looked for in the last chunk that the inflater was given. Found, they mark where the next member begins; not
/// found, the data end early or are damaged.
/// </remarks>
sealed class GzipReader : DecodedStream
{
    readonly Source source;
    DeflateStream? member;
    uint checksum;
    uint size;
    int members;
    bool ended;

    /// <summary>A reader that owns <paramref name="compressed"/>.</summary>
    public GzipReader(Stream compressed) => source = new Source(compressed);

    public override int Read(Span<byte> buffer)
    {
        while (!ended && buffer.Length > 0)
        {
            if (member is null && !TryBeginMember())
            {
                ended = true;
                break;
            }
            int count;
            try
            {
                count = member!.Read(buffer);
            }
            catch (InvalidDataException)
            {
                return Fail($"the gzip data are damaged before byte {source.Given:N0}; what came before was read", early: true);
            }
            if (count > 0)
            {
                checksum = Crc32.Append(checksum, buffer[..count]);
                size += (uint)count;
                return count;
            }
            EndMember();
        }
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            member?.Dispose();
            source.Dispose();
        }
        base.Dispose(disposing);
    }

    bool TryBeginMember()
    {
        Span<byte> head = stackalloc byte[10];
        var got = source.Take(head);
        if (got == 0 && members > 0)
            return false;
        if (got < 10 || !head.StartsWith<byte>([0x1F, 0x8B, 0x08]))
        {
            if (members == 0)
                Fail("the gzip header is cut off", early: true);
            else
                Fail($"{got + source.CountRest():N0} bytes that are no gzip data follow the end of the gzip data; they were left out", early: false);
            return false;
        }
        var flags = head[3];
        var whole = true;
        if ((flags & 4) != 0)
        {
            Span<byte> length = stackalloc byte[2];
            whole = source.Take(length) == 2 && source.Skip(BinaryPrimitives.ReadUInt16LittleEndian(length));
        }
        if (whole && (flags & 8) != 0)
            whole = source.SkipText();
        if (whole && (flags & 16) != 0)
            whole = source.SkipText();
        if (whole && (flags & 2) != 0)
            whole = source.Skip(2);
        if (!whole)
        {
            Fail("the gzip header is cut off", early: true);
            return false;
        }
        member = new DeflateStream(source, CompressionMode.Decompress, leaveOpen: true);
        (checksum, size) = (0, 0);
        members++;
        return true;
    }

    void EndMember()
    {
        member!.Dispose();
        member = null;
        Span<byte> trailer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], size);
        if (source.TryGoBehind(trailer))
            return;
        if (source.EndsWith(trailer[4..]))
            Fail("the gzip checksum is wrong: the data were changed after they were written; what was read may be wrong", early: false);
        else
            Fail($"the gzip data end early, at byte {source.Given:N0}; what came before was read", early: true);
        ended = true;
    }

    int Fail(string fault, bool early)
    {
        Fault ??= fault;
        EndsEarly |= early;
        ended = true;
        return 0;
    }

    /// <summary>The compressed bytes, given to the inflater chunk by chunk; the last chunk is kept, so that it can be gone back into.</summary>
    sealed class Source(Stream compressed) : DecodedStream
    {
        const int LongestRead = 1 << 13;

        byte[] chunk = new byte[1 << 15];
        byte[] previous = new byte[1 << 15]; // a trailer may straddle two chunks
        int previousEnd;
        int start;
        int end;

        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (start == end && !Fill())
                return 0;
            var count = Math.Min(Math.Min(buffer.Length, LongestRead), end - start);
            chunk.AsSpan(start, count).CopyTo(buffer);
            start += count;
            Given += count;
            return count;
        }

        public int Take(Span<byte> buffer)
        {
            var got = 0;
            for (int count; got < buffer.Length && (count = Read(buffer[got..])) > 0;)
                got += count;
            return got;
        }

        public bool Skip(int count)
        {
            Span<byte> one = stackalloc byte[1];
            while (count > 0 && Read(one) == 1)
                count--;
            return count == 0;
        }

        public bool SkipText()
        {
            Span<byte> one = stackalloc byte[1];
            while (Read(one) == 1)
            {
                if (one[0] == 0)
                    return true;
            }
            return false;
        }

        public long CountRest()
        {
            long rest = 0;
            do
            {
                rest += end - start;
                start = end;
            }
            while (Fill());
            return rest;
        }

        /// <summary>Finds the trailer in the bytes last given or next to come, and goes on behind it.</summary>
        public bool TryGoBehind(ReadOnlySpan<byte> trailer)
        {
            // The inflater may have stopped just before the trailer, which then still has to be read.
            if (end - start < trailer.Length)
                Refill();
            var place = PlaceOf(trailer, LastGiven(trailer.Length, out var joined));
            if (place < 0)
                return false;
            var behind = place + trailer.Length - joined;
            Given += behind - start;
            start = behind;
            return true;
        }

        /// <summary>Place of the trailer: where it is followed by nothing or by another member, if it occurs more than once
        /// (that of an empty member is all zero, and so may be what stands before it).</summary>
        static int PlaceOf(ReadOnlySpan<byte> trailer, ReadOnlySpan<byte> bytes)
        {
            var first = bytes.IndexOf(trailer);
            for (var place = first; place >= 0 && place + trailer.Length <= bytes.Length; place++)
            {
                var next = bytes[place..].IndexOf(trailer);
                if (next < 0)
                    break;
                place += next;
                var behind = bytes[(place + trailer.Length)..];
                if (behind.IsEmpty || behind.StartsWith<byte>([0x1F, 0x8B]))
                    return place;
            }
            return first;
        }

        public bool EndsWith(ReadOnlySpan<byte> tail) =>
            LastGiven(tail.Length, out _).EndsWith(tail);

        /// <summary>The bytes that may hold the trailer: from one read before the present place to the end of the chunk. Place p of
        /// them is place p - <paramref name="joined"/> of the chunk.</summary>
        ReadOnlySpan<byte> LastGiven(int length, out int joined)
        {
            var reach = LongestRead + length;
            if (start >= reach)
            {
                joined = reach - start;
                return chunk.AsSpan(start - reach, end - start + reach);
            }
            joined = Math.Min(previousEnd, reach);
            var bytes = new byte[joined + end];
            previous.AsSpan(previousEnd - joined, joined).CopyTo(bytes);
            chunk.AsSpan(0, end).CopyTo(bytes.AsSpan(joined));
            return bytes;
        }

        /// <summary>Reads more behind what is left, keeping it.</summary>
        void Refill()
        {
            if (end == chunk.Length)
            {
                // Keep the part that may hold the start of the trailer as the previous chunk.
                var keep = end - start;
                chunk.AsSpan(0, start).CopyTo(previous);
                previousEnd = start;
                chunk.AsSpan(start, keep).CopyTo(chunk);
                (start, end) = (0, keep);
            }
            for (int count; end < chunk.Length && (count = compressed.Read(chunk.AsSpan(end))) > 0;)
            {
                end += count;
                if (end - start >= 64)
                    break;
            }
        }

        bool Fill()
        {
            (previous, chunk) = (chunk, previous);
            previousEnd = end;
            start = 0;
            end = compressed.Read(chunk);
            if (end > 0)
                return true;
            (previous, chunk) = (chunk, previous);
            start = end = previousEnd;
            previousEnd = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                compressed.Dispose();
            base.Dispose(disposing);
        }
    }
}
