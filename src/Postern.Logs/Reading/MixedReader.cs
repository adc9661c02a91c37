namespace Postern.Logs.Reading;

/// <summary>Reads a file in which lines of several formats stand mixed: each line goes to the first format that takes it.</summary>
sealed class MixedReader(IReadOnlyList<LogFormat> formats, ReadContext context) : LineReader
{
    readonly LineReader[] readers = [.. formats.Select(f => f.Open(context))];

    public override long? LastStamp => readers.Max(r => r.LastStamp);

    public override int? BetterYear => readers.Select(r => r.BetterYear).FirstOrDefault(year => year is not null);

    public override void Read(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        for (var f = 0; f < readers.Length; f++)
        {
            if (formats[f].Test(line, first: false) is LineTest.Yes or LineTest.Certain)
            {
                readers[f].Read(line, number, sink);
                return;
            }
        }
        for (var f = 0; f < readers.Length; f++)
        {
            if (formats[f].Test(line, first: false) == LineTest.Untestable)
            {
                readers[f].Read(line, number, sink);
                return;
            }
        }
        sink.Reject(number, $"no line of {string.Join(", ", formats.Select(f => f.Name))}", line);
    }

    public override void Finish(ContactSink sink)
    {
        foreach (var reader in readers)
            reader.Finish(sink);
    }
}
