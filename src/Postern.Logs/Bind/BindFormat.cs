using Postern.Logs.Syslog;

using Postern.Logs.Time;

namespace Postern.Logs.Bind;

/// <summary>Query logs of BIND 9 (formats.md §6.1): every prefix, its own files and syslog.</summary>
sealed class BindFormat : LogFormat
{
    public override string Name => "bind";

    public override string Title => "BIND 9 query log (also security and query-errors; own file or syslog)";

    public override string Recognised => "lines with \"client [@0x…] ADDRESS#PORT\" and \"query: \" or \"denied\"";

    public override string Gives => "dns-lookup: client address -> name asked for";

    public override string Needs => "--log-zone; --log-year for syslog";

    public override LineTest Test(ReadOnlySpan<byte> line, bool first)
    {
        var at = line.IndexOf("client "u8);
        if (at >= 0 && (at == 0 || line[at - 1] == ' ') && BindClient.TryRead(line[at..], out var client))
        {
            return BindMessage.Read(client.Message, mayLackFlags: true, out _) switch
            {
                BindEvent.Query or BindEvent.Denied or BindEvent.Failed => LineTest.Yes,
                _ => LineTest.Untestable,
            };
        }
        // named may write everything into one file, and its start alone is a hundred lines.
        if (BindPrefix.ReadTime(line, out _, out var text) != StampRead.None)
        {
            BindPrefix.WithoutWords(text, out var known);
            return known ? LineTest.Yes : line[2] == '-' ? LineTest.Untestable : LineTest.No;
        }
        return SyslogFraming.TestOther(line);
    }

    public override LineReader Open(ReadContext context) => new BindReader(context);
}
