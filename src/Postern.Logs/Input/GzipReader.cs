using System.Buffers.Binary;
using System.IO.Compression;

namespace Postern.Logs.Input;

/// <summary>Bytes of a gzip file (RFC 1952) with any number of members; damage is reported where the platform's stream is silent.</summary>
/// <remarks>
/// The platform inflates; but its streams take data that end early for whole ones and read past a member's end. So the
/// header and trailer are read here: when a member is inflated, its eight trailer bytes (checksum and size, both known by
/// then) are looked for in the bytes that the inflater was last given. Found, they mark where the next member begins; not
/// found, the data end early or are damaged. A size without its checksum is still a mark: what follows it is read.
/// </remarks>
sealed class GzipReader : DecodedStream
{
    const string WrongChecksum = "the gzip checksum is wrong: the data were changed after they were written; what was read may be wrong";

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
        source.BeginData();
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
        if (source.TryGoBehindSize(trailer[4..]))
            Note(WrongChecksum, early: false);
        else if (source.AtEnd)
            Fail($"the gzip data end early, at byte {source.Given:N0}; what came before was read", early: true);
        else
            Fail($"the gzip data are damaged before byte {source.Given:N0}: a part has no sound end; what follows it was left out", early: true);
    }

    int Fail(string fault, bool early)
    {
        Note(fault, early);
        ended = true;
        return 0;
    }

    void Note(string fault, bool early)
    {
        // Many members may be wrong in one way, and then the data end: each is said once.
        if (Fault != fault)
            Fault = Fault is null ? fault : $"{Fault}; {fault}";
        EndsEarly |= early;
    }

    /// <summary>The compressed bytes, given to the inflater piece by piece; those last given are kept, so that they can be gone back into.</summary>
    sealed class Source(Stream compressed) : DecodedStream
    {
        const int LongestRead = 1 << 13;
        const int TrailerLength = 8;
        const int Reach = LongestRead + TrailerLength;

        // Enough to see the trailer and the head of the next member behind the place where the inflater may have stopped.
        const int Ahead = TrailerLength + 3;

        // One window over the data: [.., start) was given, at least the last Reach bytes of it are there; [start, end) is to come.
        readonly byte[] window = new byte[Reach + (1 << 15)];
        int dataStart;
        int start;
        int end;

        public long Given { get; private set; }

        /// <summary>Whether everything was given.</summary>
        public bool AtEnd => start == end && !Fill();

        public override int Read(Span<byte> buffer)
        {
            if (AtEnd)
                return 0;
            var count = Math.Min(Math.Min(buffer.Length, LongestRead), end - start);
            window.AsSpan(start, count).CopyTo(buffer);
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

        /// <summary>Notes that the data of a member begin here: nothing before belongs to it.</summary>
        public void BeginData() => dataStart = start;

        /// <summary>Finds the trailer in the bytes last given or next to come, and goes on behind it.</summary>
        public bool TryGoBehind(ReadOnlySpan<byte> trailer)
        {
            // The inflater may have stopped just before the trailer, which then still has to be read.
            while (end - start < Ahead && Fill())
            {
            }
            var from = Math.Max(dataStart, start - Reach);
            var bytes = window.AsSpan(from, end - from);
            var place = PlaceOf(trailer, bytes);
            return GoBehind(place < 0 ? bytes.IndexOf(trailer) : place, trailer, from);
        }

        /// <summary>After <see cref="TryGoBehind"/>: finds the size alone, where the end or another member follows it, and goes on there.</summary>
        public bool TryGoBehindSize(ReadOnlySpan<byte> size)
        {
            const int ShortestData = 2;
            var from = Math.Max(dataStart + ShortestData + TrailerLength - size.Length, start - Reach);
            return from < end && GoBehind(PlaceOf(size, window.AsSpan(from, end - from)), size, from);
        }

        bool GoBehind(int place, ReadOnlySpan<byte> mark, int from)
        {
            if (place < 0)
                return false;
            var behind = from + place + mark.Length;
            Given += behind - start;
            start = behind;
            return true;
        }

        /// <summary>First place of the mark where it is followed by the end or by another member, or -1: the trailer of an empty member is
        /// all zero, and so may be what stands before it.</summary>
        static int PlaceOf(ReadOnlySpan<byte> mark, ReadOnlySpan<byte> bytes)
        {
            for (var from = 0; ; from++)
            {
                var next = bytes[from..].IndexOf(mark);
                if (next < 0)
                    return -1;
                from += next;
                var behind = bytes[(from + mark.Length)..];
                if (behind.IsEmpty || behind.StartsWith<byte>([0x1F, 0x8B, 0x08]))
                    return from;
            }
        }

        /// <summary>Reads more behind what is left, keeping what may have to be gone back into; false at the end.</summary>
        bool Fill()
        {
            if (end == window.Length)
            {
                var gone = start - Reach;
                window.AsSpan(gone, end - gone).CopyTo(window);
                (dataStart, start, end) = (Math.Max(0, dataStart - gone), Reach, end - gone);
            }
            var count = compressed.Read(window.AsSpan(end));
            end += count;
            return count > 0;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                compressed.Dispose();
            base.Dispose(disposing);
        }
    }
}
