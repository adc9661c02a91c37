using Postern.Logs.Syslog;

namespace Postern.Logs.Unbound;

/// <summary>Query and reply logs of Unbound (formats.md §6.3): its own file with any kind of time, and syslog.</summary>
sealed class UnboundFormat : LogFormat
{
    public override string Name => "unbound";

    public override string Title => "Unbound log with log-queries or log-replies (own file or syslog)";

    public override string Recognised => "lines with \"unbound[PID:TID] LEVEL: \", or \"[PID:TID] LEVEL: \" in syslog";

    public override string Gives => "dns-lookup: client address -> name asked for";

    public override string Needs => "--log-zone and --log-year with log-time-ascii or syslog";

    public override LineTest Test(ReadOnlySpan<byte> line, bool first) =>
        UnboundLine.Read(line, new SyslogFraming(), out _) == UnboundOrigin.Unbound ? LineTest.Yes : SyslogFraming.TestOther(line);

    public override LineReader Open(ReadContext context) => new UnboundReader(context);
}
