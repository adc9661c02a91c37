namespace Postern.Logs.Reading;

/// <summary>Brings sorted chunks and runs together in one order.</summary>
sealed class RowMerge
{
    readonly PriorityQueue<RowCursor, RowOrder> queue = new(RowOrder.Ascending);
    RowCursor? last;

    /// <summary>A merge of cursors, which stand on their first contact.</summary>
    public RowMerge(IEnumerable<RowCursor> cursors)
    {
        foreach (var cursor in cursors)
            Enqueue(cursor);
    }

    /// <summary>The next contact; valid until the next call.</summary>
    public bool TryNext(out ReadOnlySpan<byte> octets)
    {
        if (last is not null)
            Enqueue(last);
        last = queue.Count > 0 ? queue.Dequeue() : null;
        octets = last is null ? default : last.Current;
        return last is not null;
    }

    void Enqueue(RowCursor cursor)
    {
        if (cursor.TryMove())
            queue.Enqueue(cursor, RowOrder.Of(cursor.Current));
    }
}

/// <summary>Walks contacts that are in order.</summary>
abstract class RowCursor
{
    /// <summary>The contact it stands on.</summary>
    public abstract ReadOnlySpan<byte> Current { get; }

    /// <summary>Goes to the next contact; false when there is none.</summary>
    public abstract bool TryMove();
}

/// <summary>Walks a sorted chunk.</summary>
sealed class ChunkCursor(RowChunk chunk) : RowCursor
{
    int place = -1;

    public override ReadOnlySpan<byte> Current => chunk[place];

    public override bool TryMove() => ++place < chunk.Count;
}

/// <summary>Walks a run on disk. A run that a part wrote while it was read gets its file, its lines and its late amendments here.</summary>
sealed class RunCursor(SpooledRun run, int bufferSize, RowPart? part) : RowCursor
{
    byte[] buffer = new byte[bufferSize];
    byte[]? amended;
    long next = run.Start;
    int start;
    int end;
    int length;

    public override ReadOnlySpan<byte> Current => amended ?? buffer.AsSpan(start, length);

    public override bool TryMove()
    {
        start += length;
        length = 0;
        amended = null;
        if (!Fill(sizeof(int)))
            return false;
        length = RowRecord.LengthOf(buffer.AsSpan(start));
        Fill(length);
        if (part is not null)
        {
            var octets = buffer.AsSpan(start, length);
            RowRecord.Place(octets, part.File, part.FirstLine);
            amended = part.AmendLate(octets);
        }
        return true;
    }

    bool Fill(int needed)
    {
        if (end - start >= needed)
            return true;
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (buffer.Length < needed)
            Array.Resize(ref buffer, needed);
        while (end < needed && next < run.End)
        {
            var count = run.Spool.Read(buffer.AsSpan(end, (int)Math.Min(buffer.Length - end, run.End - next)), next);
            if (count == 0)
                throw new IOException("the temporary file ended before its end");
            next += count;
            end += count;
        }
        return end >= needed;
    }
}
