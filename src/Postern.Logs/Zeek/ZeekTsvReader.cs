using System.Globalization;
using System.Text.Unicode;

namespace Postern.Logs.Zeek;

/// <summary>Reads Zeek's tab-separated logs; the header in force says which column is what.</summary>
sealed class ZeekTsvReader : LineReader
{
    readonly ZeekRow row = new();
    readonly Range[] places = new Range[ZeekNames.Count];
    int[] ends = [];
    ZeekRun? run;
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
            if (layout.Repeats)
                sink.Warn(ZeekNames.RepeatsFlows);
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
            sink.Ignore(layout.WithoutContacts);
            return;
        }
        var wanted = sink.WantsDetail ? layout.Used : sink.WantsAnswers ? layout.Answered : layout.Needed;
        if (ends.Length < wanted.Columns)
            ends = new int[wanted.Columns];
        var columns = FieldScan.Split(line, layout.Separator, ends.AsSpan(0, wanted.Columns));
        if (columns != layout.Columns)
        {
            RejectWidth(columns, line, number, sink);
            return;
        }
        foreach (var (field, column) in wanted.Fields)
            places[(int)field] = PlaceOf(line, column);
        row.Deliver(layout.Log, new ZeekColumns(line, places), number, sink, escaped: true);
    }

    /// <summary>Rows of pairs that the sink knows; all others, directives and damaged lines are read one by one.</summary>
    public override (int Octets, int Lines) ReadRun(ReadOnlySpan<byte> text, long number, ContactSink sink)
    {
        if (sink.WantsDetail || layout.Columns == 0 || layout.Log == ZeekLog.Other || layout.Separator == '\n' || !IsRow(text[0]))
            return default;
        return (run ??= new ZeekRun()).Read(text, number, layout, this, sink);
    }

    /// <summary>Whether a line that begins so is a row: no directive, not blank, no NUL.</summary>
    internal static bool IsRow(byte first) => first is not ((byte)'#' or (byte)'\n' or (byte)'\r' or 0);

    void RejectWidth(int columns, ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        Span<byte> shown = stackalloc byte[192];
        Utf8.TryWrite(shown, CultureInfo.InvariantCulture, $"{columns} instead of {layout.Columns}: ", out var length);
        var start = line[..Math.Min(line.Length, shown.Length - length)];
        start.CopyTo(shown[length..]);
        sink.Reject(number, "wrong number of columns", shown[..(length + start.Length)]);
    }

    Range PlaceOf(ReadOnlySpan<byte> line, int column)
    {
        var start = column == 0 ? 0 : ends[column - 1] + 1;
        var value = line[start..ends[column]];
        return layout.IsSet(value) ? start..ends[column] : default;
    }
}
