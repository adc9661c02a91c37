namespace Postern.Logs.Reading;

/// <summary>Hands the lines of a block to a reader.</summary>
static class LineLoop
{
    /// <summary>Reads all lines of a block.</summary>
    /// <param name="block">Whole lines.</param>
    /// <param name="reader">Reads them.</param>
    /// <param name="before">Number of the line before the first.</param>
    /// <param name="sink">Takes what is found.</param>
    /// <returns>Number of lines.</returns>
    public static long Read(LineBlock block, LineReader reader, long before, RecordingSink sink)
    {
        if (block.Unreadable is not null || block.Piece != LinePiece.None)
            return ReadPiece(block, reader, before, sink);
        var text = block.Text;
        var number = before;
        while (!text.IsEmpty)
        {
            var (octets, lines) = reader.ReadRun(text, number + 1, sink);
            if (octets > 0)
            {
                text = text[octets..];
                number += lines;
                continue;
            }
            number++;
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.Length > 0 && line[^1] == '\r')
                line = line[..^1];
            if (line.Length > 0 && line[0] == 0)
                ReadBehindNuls(line, number, reader, sink);
            else if (line.IsEmpty && !reader.TakesBlankLines)
                sink.Ignore("blank");
            else
                reader.Read(line, number, sink);
        }
        sink.Tally.AddLines(number - before);
        return number - before;
    }

    /// <summary>A line that is not there as a whole is its reader's if the reader takes pieces, and is rejected where it begins otherwise.</summary>
    static long ReadPiece(LineBlock block, LineReader reader, long before, RecordingSink sink)
    {
        var lines = block.Unreadable is null ? 0 : 1;
        var taken = block.Piece != LinePiece.None && reader.TryReadPiece(block.Text, before + lines, block.Piece == LinePiece.Last, sink);
        if (!taken && block.Unreadable is { } reason)
            sink.Reject(before + lines, reason, block.Text);
        sink.Tally.AddLines(lines);
        return lines;
    }

    static void ReadBehindNuls(ReadOnlySpan<byte> line, long number, LineReader reader, RecordingSink sink)
    {
        // What a power loss leaves of a page that was never written; the next line begins right behind it.
        sink.Reject(number, "NUL bytes in front of the line");
        var behind = line.IndexOfAnyExcept((byte)0);
        if (behind > 0)
            reader.Read(line[behind..], number, sink);
    }
}
