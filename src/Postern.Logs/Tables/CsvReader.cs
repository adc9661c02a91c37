using System.Text;

namespace Postern.Logs.Tables;

/// <summary>Reads a table: holds the first lines back until they tell delimiter, header and columns, then makes a contact of each row.</summary>
sealed class CsvReader : LineReader
{
    const int SampleLines = 200;
    const int SampleBytes = 64 << 10;

    readonly ReadContext context;
    readonly ColumnOptions options;
    readonly List<(byte[] Line, long Number)> held = [];
    string? problem;
    int heldBytes;
    CsvSplitter? splitter;
    RowContacts? rows;
    byte[][]? header;
    int width;
    bool headerSeen;
    bool endless;
    long opened;

    /// <summary>A reader for one file.</summary>
    public CsvReader(ReadContext context)
    {
        this.context = context;
        options = ColumnOptions.Parse(context.Options.Columns, out problem);
    }

    /// <inheritdoc/>
    public override bool TakesBlankLines => true;

    /// <inheritdoc/>
    public override long? LastStamp => rows?.LastStamp;

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        if (splitter is not null)
        {
            Take(line, number, sink);
            return;
        }
        held.Add((line.ToArray(), number));
        heldBytes += line.Length;
        if (held.Count == SampleLines || heldBytes >= SampleBytes)
            Settle(sink);
    }

    /// <inheritdoc/>
    public override void Finish(ContactSink sink)
    {
        if (splitter is null)
            Settle(sink);
        if (splitter!.IsOpen && !endless)
            FailOpenQuote("is not closed", sink);
        rows?.Finish(sink);
    }

    void Settle(ContactSink sink)
    {
        var delimiter = options.Delimiter ?? DelimiterOf();
        splitter = new CsvSplitter(delimiter);
        var records = Split(delimiter);
        if (problem is null && records.Count > 0)
            Plan(records, sink);
        if (problem is not null)
            sink.Fault(problem);
        foreach (var (line, number) in held)
            Take(line, number, sink);
        held.Clear();
        held.TrimExcess();
    }

    void Plan(List<byte[][]> records, ContactSink sink)
    {
        if (options.Header ?? HasHeader(records))
            header = records[0];
        width = header?.Length ?? UsualWidth(records).Width;
        var names = header is null ? null : Array.ConvertAll(header, Encoding.UTF8.GetString);
        var sample = records.Skip(header is null ? 0 : 1).Where(r => r.Length == width).ToList();
        rows = new TablePlan(options, new TableSample(names, sample, width), numbered: true).Make(context, sink, out var wrong);
        if (rows is null)
            problem = wrong;
    }

    /// <summary>The delimiter that splits most records into the same number of fields, and into more where two do so.</summary>
    byte DelimiterOf() => CsvFormat.Delimiters.MaxBy(delimiter =>
    {
        var (fields, share) = UsualWidth(Split(delimiter));
        return fields < 2 ? (0, 0) : (share, fields);
    });

    List<byte[][]> Split(byte delimiter)
    {
        var split = new CsvSplitter(delimiter);
        List<byte[][]> records = [];
        foreach (var (line, _) in held)
        {
            if (line.Length == 0 && !split.IsOpen || split.Take(line) != CsvState.Whole)
                continue;
            var record = new byte[split.Count][];
            for (var i = 0; i < record.Length; i++)
                record[i] = split.Field(i, line).Trim((byte)' ').ToArray();
            records.Add(record);
        }
        return records;
    }

    static (int Width, double Share) UsualWidth(List<byte[][]> records)
    {
        var usual = records.CountBy(r => r.Length).OrderByDescending(c => c.Value).ThenByDescending(c => c.Key).FirstOrDefault();
        return (usual.Key, records.Count == 0 ? 0 : (double)usual.Value / records.Count);
    }

    /// <summary>A first row is a header if columns are asked for by name, or if it holds no time and has names of roles or is alone
    /// in holding none. Data may have names of roles too: <c>host</c>, <c>client</c>.</summary>
    bool HasHeader(List<byte[][]> records)
    {
        var first = records[0];
        return options.NeedsHeader
            || !first.Any(IsTime) && (first.Any(f => ColumnGuess.IsRoleName(f)) || records.Skip(1).Any(r => r.Any(IsTime)));
    }

    bool IsTime(byte[] value) => options.TimeFormat is { } format
        ? new TableTime(format, options.Decimal, exponents: false, context).TryRead(value, out _)
        : TableTime.Infer([value], all: true, plausible: true) is not null;

    void Take(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        if (endless)
        {
            sink.Reject(number, "inside a quote that is not closed");
            return;
        }
        var record = splitter!;
        if (!record.IsOpen)
        {
            if (line.IsEmpty)
            {
                sink.Ignore("blank");
                return;
            }
            opened = number;
        }
        else if (record.Length + line.Length > context.Options.LongestLine)
        {
            FailOpenQuote($"is still open after {context.Options.LongestLine:N0} bytes", sink);
            return;
        }
        switch (record.Take(line))
        {
            case CsvState.Whole:
                TakeRecord(line, sink);
                break;
            case CsvState.TextAfterQuote:
                sink.Reject(opened, "text behind a closing quote", line);
                break;
        }
    }

    void TakeRecord(ReadOnlySpan<byte> line, ContactSink sink)
    {
        if (header is not null && IsHeader(line))
        {
            sink.Ignore(headerSeen ? "repeated header" : "header");
            headerSeen = true;
        }
        else if (rows is null)
            sink.Reject(opened, "columns are not settled");
        else if (splitter!.Count != width)
            sink.Reject(opened, "wrong number of columns", line);
        else
            rows.Read(splitter.Fields(line), opened, sink);
    }

    bool IsHeader(ReadOnlySpan<byte> line)
    {
        if (splitter!.Count != header!.Length)
            return false;
        for (var i = 0; i < header.Length; i++)
        {
            if (!splitter.Field(i, line).Trim((byte)' ').SequenceEqual(header[i]))
                return false;
        }
        return true;
    }

    void FailOpenQuote(string what, ContactSink sink)
    {
        sink.Fault($"line {opened}: the quote that opens here {what}; what follows it cannot be read as rows");
        sink.Reject(opened, "quote not closed");
        splitter!.Drop();
        endless = true;
    }
}
