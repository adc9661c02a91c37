namespace Postern.Logs.Tables;

/// <summary>What a line did to the record that is being split.</summary>
enum CsvState
{
    /// <summary>The record is whole.</summary>
    Whole,

    /// <summary>A quote is open at the end of the line: the record goes on in the next.</summary>
    Open,

    /// <summary>Text stands behind a closing quote: the record is damaged and ends with the line.</summary>
    TextAfterQuote,
}

/// <summary>Splits records into fields (RFC 4180): doubled quotes, line breaks inside quotes. A quote inside a field that does
/// not start with one is text.</summary>
/// <param name="delimiter">The byte between fields.</param>
sealed class CsvSplitter(byte delimiter)
{
    int[] start = new int[16];
    int[] end = new int[16];
    byte[] text = new byte[256];
    int length;
    bool copied;

    /// <summary>Number of fields of the record.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the last line left a quote open.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Bytes kept of the open record.</summary>
    public int Length => length;

    /// <summary>Field <paramref name="index"/> of the whole record, its quotes undone.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="line">The line that made the record whole.</param>
    public ReadOnlySpan<byte> Field(int index, ReadOnlySpan<byte> line) =>
        (copied ? text : line)[start[index]..end[index]];

    /// <summary>All fields of the whole record.</summary>
    public RowFields Fields(ReadOnlySpan<byte> line) =>
        new(copied ? text : line, start.AsSpan(0, Count), end.AsSpan(0, Count));

    /// <summary>Takes the next line, of the open record or of a new one.</summary>
    public CsvState Take(ReadOnlySpan<byte> line)
    {
        if (IsOpen)
            return TakeQuoted(line, resume: true);
        Count = 0;
        length = 0;
        copied = line.Contains((byte)'"');
        if (copied)
            return TakeQuoted(line, resume: false);
        var at = 0;
        while (true)
        {
            var width = line[at..].IndexOf(delimiter);
            AddField(at, width < 0 ? line.Length : at + width);
            if (width < 0)
                return CsvState.Whole;
            at += width + 1;
        }
    }

    /// <summary>Forgets the open record.</summary>
    public void Drop() => IsOpen = false;

    CsvState TakeQuoted(ReadOnlySpan<byte> line, bool resume)
    {
        Reserve(line.Length + 1);
        var at = 0;
        var from = resume ? start[Count] : 0;
        if (resume)
            text[length++] = (byte)'\n';
        while (true)
        {
            if (!resume)
            {
                from = length;
                if (at == line.Length || line[at] != '"')
                {
                    var width = line[at..].IndexOf(delimiter);
                    var field = width < 0 ? line[at..] : line.Slice(at, width);
                    field.CopyTo(text.AsSpan(length));
                    length += field.Length;
                    AddField(from, length);
                    if (width < 0)
                        return CsvState.Whole;
                    at += width + 1;
                    continue;
                }
                at++;
            }
            resume = false;
            IsOpen = !TakeToClosingQuote(line, ref at);
            if (IsOpen)
            {
                AddField(from, length);
                Count--;
                return CsvState.Open;
            }
            AddField(from, length);
            if (at == line.Length)
                return CsvState.Whole;
            if (line[at] != delimiter)
                return CsvState.TextAfterQuote;
            at++;
        }
    }

    bool TakeToClosingQuote(ReadOnlySpan<byte> line, ref int at)
    {
        while (true)
        {
            var quote = line[at..].IndexOf((byte)'"');
            var piece = quote < 0 ? line[at..] : line.Slice(at, quote);
            piece.CopyTo(text.AsSpan(length));
            length += piece.Length;
            if (quote < 0)
                return false;
            at += quote + 1;
            if (at == line.Length || line[at] != '"')
                return true;
            text[length++] = (byte)'"';
            at++;
        }
    }

    void AddField(int from, int to)
    {
        if (Count == start.Length)
        {
            Array.Resize(ref start, Count * 2);
            Array.Resize(ref end, Count * 2);
        }
        (start[Count], end[Count]) = (from, to);
        Count++;
    }

    void Reserve(int more)
    {
        if (text.Length < length + more)
            Array.Resize(ref text, Math.Max(text.Length * 2, length + more));
    }
}
