using Postern.Contacts;
using Postern.Logs.Text;

namespace Postern.Logs.Zeek;

/// <summary>Reads many rows of a Zeek TSV log at once, as far as time, source and target are all that is wanted.</summary>
/// <remarks>
/// A row of a pair that the sink knows costs its marks, its time and a look among the pairs. The others (new pairs, unset or damaged
/// fields) go to the reader line by line, behind the rest of their batch: a sink that wants no detail does not see that order.
/// </remarks>
sealed class ZeekRun
{
    readonly MarkScan scan = new();
    readonly LocatedContact[] contacts = new LocatedContact[MarkScan.Most / 2];
    readonly int[] lineOf = new int[MarkScan.Most / 2];
    readonly int[] left = new int[MarkScan.Most / 2];
    readonly List<int> single = [];

    /// <summary>As <see cref="LineReader.ReadRun"/>; the first line is a row.</summary>
    public (int Octets, int Lines) Read(ReadOnlySpan<byte> text, long number, ZeekLayout layout, ZeekTsvReader reader, ContactSink sink)
    {
        var rows = Locate(text, layout, out var found);
        var missed = sink.TakeRepeats(layout.Kind, text, contacts.AsSpan(0, found), left);
        foreach (var place in left.AsSpan(0, missed))
            single.Add(lineOf[place]);
        single.Sort();
        foreach (var line in single)
            reader.Read(Line(text, line), number + line, sink);
        single.Clear();
        return rows == 0 ? default : (scan.Marks[scan.Lines[rows - 1]] + 1, rows);
    }

    /// <summary>Finds the rows up to the first line that is none, and what of them can be taken as it stands.</summary>
    int Locate(ReadOnlySpan<byte> text, ZeekLayout layout, out int found)
    {
        var lines = scan.Lines[..scan.Scan(text, layout.Separator)];
        var (time, source, target) = (layout.Needed.Column(ZeekField.Ts), layout.Needed.Column(ZeekField.OrigHost), layout.Needed.Column(layout.Target));
        var complete = time >= 0 && source >= 0 && target >= 0;
        found = 0;
        var first = 0;
        for (var line = 0; line < lines.Length; line++)
        {
            var start = first == 0 ? 0 : scan.Marks[first - 1] + 1;
            if (!ZeekTsvReader.IsRow(text[start]))
                return line;
            var marks = scan.Marks[first..(lines[line] + 1)];
            first = lines[line] + 1;
            if (complete && marks.Length == layout.Columns && text[marks[^1] - 1] != '\r'
                && ZeekTime.TryCommon(text[Start(marks, time, start)..marks[time]], out var instant))
            {
                var from = Start(marks, source, start);
                var to = Start(marks, target, start);
                contacts[found] = new LocatedContact(instant, from, marks[source] - from, to, marks[target] - to);
                if (layout.IsSet(text[from..marks[source]]) && layout.IsSet(text[to..marks[target]]))
                {
                    lineOf[found++] = line;
                    continue;
                }
            }
            single.Add(line);
        }
        return lines.Length;
    }

    static int Start(ReadOnlySpan<int> marks, int column, int start) => column == 0 ? start : marks[column - 1] + 1;

    ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text, int line)
    {
        var start = line == 0 ? 0 : scan.Marks[scan.Lines[line - 1]] + 1;
        var whole = text[start..scan.Marks[scan.Lines[line]]];
        return whole is [.., (byte)'\r'] ? whole[..^1] : whole;
    }
}
