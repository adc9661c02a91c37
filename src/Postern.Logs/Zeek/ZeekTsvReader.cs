namespace Postern.Logs.Zeek;

/// <summary>Reads Zeek's tab-separated logs; the header in force says which column is what.</summary>
sealed class ZeekTsvReader : LineReader
{
    readonly ZeekRow row = new();
    readonly Range[] places = new Range[ZeekNames.Count];
    int[] ends = [];
    ZeekLayout layout;

    /// <summary>A reader at the start of a file.</summary>
    public ZeekTsvReader()
        : this(ZeekLayout.None)
    {
    }

    ZeekTsvReader(ZeekLayout layout) => this.layout = layout;

    public override bool LinesStandAlone => true;

    public override LineReader Fork() => new ZeekTsvReader(layout);

    public override bool StandsWhere(LineReader other) => other is ZeekTsvReader reader && layout.ReadsAs(reader.layout);

    public override void Read(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        if (line[0] == '#')
        {
            layout = layout.After(line);
            Array.Clear(places);
            sink.Ignore("directive");
            return;
        }
        if (layout.Columns == 0)
        {
            sink.Reject(number, "no #fields", line);
            return;
        }
        if (layout.Log == ZeekLog.Other)
        {
            sink.Ignore($"log {layout.Path} holds no contacts");
            return;
        }
        var wanted = sink.WantsDetail ? layout.Used : layout.Needed;
        if (ends.Length < wanted.Columns)
            ends = new int[wanted.Columns];
        var columns = FieldScan.Split(line, layout.Separator, ends.AsSpan(0, wanted.Columns));
        if (columns != layout.Columns)
        {
            sink.Reject(number, $"{columns} columns, {layout.Columns} fields", line);
            return;
        }
        foreach (var (field, column) in wanted.Fields)
            places[(int)field] = PlaceOf(line, column);
        row.Deliver(layout.Log, new ZeekColumns(line, places), number, sink, escaped: true);
    }

    Range PlaceOf(ReadOnlySpan<byte> line, int column)
    {
        var start = column == 0 ? 0 : ends[column - 1] + 1;
        var value = line[start..ends[column]];
        return value.SequenceEqual(layout.Unset) || value.SequenceEqual(layout.Empty) ? default : start..ends[column];
    }
}
