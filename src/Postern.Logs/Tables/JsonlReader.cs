namespace Postern.Logs.Tables;

/// <summary>Reads JSON objects, one a line or as elements of an array broken into lines at will: holds the first ones back until
/// they tell which key is what, then makes a contact of each.</summary>
sealed class JsonlReader : LineReader
{
    const int SampleRecords = 200;
    const int SampleBytes = 64 << 10;

    readonly ReadContext context;
    readonly ColumnOptions options;
    readonly List<(byte[] Json, long Line)> held = [];
    string? problem;
    int heldBytes;
    bool started;
    bool settled;
    bool saidTwice;
    long strayLine;
    JsonElements? elements;
    JsonRow? row;
    RowContacts? rows;

    /// <summary>A reader for one file.</summary>
    public JsonlReader(ReadContext context)
    {
        this.context = context;
        options = ColumnOptions.Parse(context.Options.Columns, out problem);
    }

    /// <inheritdoc/>
    public override long? LastStamp => rows?.LastStamp;

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        var text = line.Trim(" \t"u8);
        if (text.IsEmpty)
        {
            if (elements is null)
                sink.Ignore("blank");
            return;
        }
        Start(text);
        if (elements is null)
            TakeRecord(text, number, sink);
        else
            TakePieces(line, number, ends: true, sink);
    }

    /// <inheritdoc/>
    public override bool TryReadPiece(ReadOnlySpan<byte> piece, long number, bool last, ContactSink sink)
    {
        Start(piece.TrimStart(" \t"u8));
        if (elements is null)
            return false;
        TakePieces(piece, number, last, sink);
        return true;
    }

    /// <inheritdoc/>
    public override void Finish(ContactSink sink)
    {
        if (elements is { IsOpen: true })
            sink.Reject(elements.Line, "cut off at the end of the file");
        if (!settled)
            Settle(sink);
        if (elements is { InArray: true })
            sink.Fault("the array is not closed at the end of the file: its end may be missing");
        rows?.Finish(sink);
    }

    /// <summary>Tells by the first text whether an array or an object broken into lines begins.</summary>
    void Start(ReadOnlySpan<byte> text)
    {
        if (!started && (text.Length == 1 || text is [(byte)'[', ..]))
            elements = new JsonElements(context.Options.LongestLine);
        started = true;
    }

    void TakePieces(ReadOnlySpan<byte> line, long number, bool ends, ContactSink sink)
    {
        while (number != strayLine)
        {
            switch (elements!.Next(ref line, number, ends))
            {
                case JsonPiece.Element:
                    TakeRecord(elements.Element, elements.Line, sink);
                    break;
                case JsonPiece.TooLong:
                    sink.Reject(elements.Line, "element is too long");
                    break;
                case JsonPiece.Stray:
                    sink.Reject(number, "text outside the objects", line);
                    strayLine = number;
                    return;
                default:
                    return;
            }
        }
    }

    void TakeRecord(ReadOnlySpan<byte> json, long line, ContactSink sink)
    {
        if (settled)
        {
            ReadRecord(json, line, sink);
            return;
        }
        held.Add((json.ToArray(), line));
        heldBytes += json.Length;
        if (held.Count == SampleRecords || heldBytes >= SampleBytes)
            Settle(sink);
    }

    void Settle(ContactSink sink)
    {
        settled = true;
        var sample = JsonSample.Of(held.Select(h => h.Json), options.OptionalNames);
        if (problem is null && sample.Rows.Count > 0)
        {
            rows = new TablePlan(options, sample, numbered: false).Make(context, sink, out var wrong);
            if (rows is null)
                problem = wrong;
            else
                row = new JsonRow(sample.Names!, rows.Map.Used);
        }
        if (problem is not null)
            sink.Fault(problem);
        foreach (var (json, line) in held)
            ReadRecord(json, line, sink);
        held.Clear();
        held.TrimExcess();
    }

    void ReadRecord(ReadOnlySpan<byte> json, long line, ContactSink sink)
    {
        if (row is null || rows is null)
        {
            sink.Reject(line, problem is null ? "not sound JSON, or deeper than 64 levels" : "columns are not settled", json);
            return;
        }
        if (!row.TryRead(json, out var wrong))
        {
            sink.Reject(line, wrong, json);
            return;
        }
        if (row.SawTwice && !saidTwice)
        {
            saidTwice = true;
            sink.Warn($"line {line}: a key stands twice in an object; the last one counts, here and further on");
        }
        rows.Read(row.Fields, line, sink);
    }
}
