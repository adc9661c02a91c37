using System.Buffers;

namespace Postern.Logs.Reading;

/// <summary>Whole lines of a text, in the order of the file; the room is used again.</summary>
sealed class LineBlock(int capacity) : IDisposable
{
    readonly byte[] rented = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Room for <see cref="Length"/> bytes of text.</summary>
    public Span<byte> Room => rented.AsSpan(0, capacity);

    /// <summary>Bytes in use: whole lines with their ends; the last line of a file may have none.</summary>
    public int Length;

    /// <summary>Place in the file, from 0.</summary>
    public int Sequence;

    /// <summary>Why the one line in the block cannot be read, or null: it is too long, or cut off.</summary>
    public string? Unreadable;

    public ReadOnlySpan<byte> Text => rented.AsSpan(0, Length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(rented);
}

/// <summary>Cuts a text into blocks of whole lines, so that several threads can read a file. Not safe for several threads itself.</summary>
sealed class LineBlocks(Stream text, int longestLine, Func<bool> endsEarly) : IDisposable
{
    readonly byte[] carried = ArrayPool<byte>.Shared.Rent(longestLine);
    int carriedLength;
    int sequence;
    bool ended;

    /// <summary>Octets that a block must have room for.</summary>
    public int Capacity => longestLine;

    /// <summary>Fills a block; false at the end of the text.</summary>
    public bool TryNext(LineBlock block)
    {
        if (ended && carriedLength == 0)
            return false;
        block.Sequence = sequence++;
        block.Unreadable = null;
        carried.AsSpan(0, carriedLength).CopyTo(block.Room);
        var length = carriedLength;
        carriedLength = 0;
        while (!ended && length < block.Room.Length)
        {
            var count = text.Read(block.Room[length..]);
            length += count;
            ended = count == 0;
        }
        var end = block.Room[..length].LastIndexOf((byte)'\n') + 1;
        if (end > 0 && (!ended || endsEarly()))
        {
            Carry(block.Room[end..length]);
            length = end;
        }
        else if (end == 0 && !ended)
        {
            block.Unreadable = $"line longer than {longestLine:N0} bytes";
            SkipLine();
        }
        else if (end == 0 && endsEarly())
        {
            block.Unreadable = "cut off where the data end early";
        }
        block.Length = length;
        return length > 0;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(carried);

    void Carry(ReadOnlySpan<byte> rest)
    {
        rest.CopyTo(carried);
        carriedLength = rest.Length;
    }

    void SkipLine()
    {
        while (!ended)
        {
            var count = text.Read(carried);
            ended = count == 0;
            var end = carried.AsSpan(0, count).IndexOf((byte)'\n');
            if (end < 0)
                continue;
            carried.AsSpan(end + 1, count - end - 1).CopyTo(carried);
            carriedLength = count - end - 1;
            return;
        }
    }
}
