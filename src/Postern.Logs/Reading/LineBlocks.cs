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

    /// <summary>Which part of a line that is too long for a block it holds.</summary>
    public LinePiece Piece;

    public ReadOnlySpan<byte> Text => rented.AsSpan(0, Length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(rented);
}

/// <summary>Which part of a line a block holds.</summary>
enum LinePiece
{
    /// <summary>None: it holds whole lines.</summary>
    None,

    /// <summary>The beginning.</summary>
    First,

    /// <summary>A part behind the beginning.</summary>
    Middle,

    /// <summary>The end.</summary>
    Last,
}

/// <summary>Cuts a text into blocks of whole lines, so that several threads can read a file, and longer lines
/// into blocks of their pieces. Not safe for several threads itself.</summary>
sealed class LineBlocks(Stream text, int longestLine, Func<bool> endsEarly) : IDisposable
{
    readonly byte[] carried = ArrayPool<byte>.Shared.Rent(longestLine);
    int carriedLength;
    int sequence;
    bool ended;
    bool inLongLine;

    /// <summary>Octets that a block must have room for.</summary>
    public int Capacity => longestLine;

    /// <summary>Fills a block; false at the end of the text.</summary>
    public bool TryNext(LineBlock block)
    {
        if (ended && carriedLength == 0)
            return false;
        block.Sequence = sequence++;
        (block.Unreadable, block.Piece) = (null, LinePiece.None);
        carried.AsSpan(0, carriedLength).CopyTo(block.Room);
        var length = carriedLength;
        carriedLength = 0;
        while (!ended && length < block.Room.Length)
        {
            var count = text.Read(block.Room[length..]);
            length += count;
            ended = count == 0;
        }
        if (inLongLine)
        {
            TakePiece(block, length);
            return length > 0;
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
            block.Piece = LinePiece.First;
            inLongLine = true;
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

    /// <summary>The next piece of a long line, without its end.</summary>
    void TakePiece(LineBlock block, int length)
    {
        var end = block.Room[..length].IndexOf((byte)'\n');
        inLongLine = end < 0 && !ended;
        block.Piece = inLongLine ? LinePiece.Middle : LinePiece.Last;
        block.Length = end < 0 ? length : end;
        if (end >= 0)
            Carry(block.Room[(end + 1)..length]);
    }
}
