using Postern.Logs.Syslog;

namespace Postern.Logs.Dnsmasq;

/// <summary>Query logs of dnsmasq and Pi-hole (formats.md §6.4).</summary>
sealed class DnsmasqFormat : LogFormat
{
    public override string Name => "dnsmasq";

    public override string Title => "dnsmasq and Pi-hole log with log-queries, =extra or =proto (own file or syslog)";

    public override string Recognised => "lines of the program dnsmasq: \"dnsmasq[PID]: \"";

    public override string Gives => "dns-lookup: client address -> name asked for";

    public override string Needs => "--log-zone, --log-year";

    public override LineTest Test(ReadOnlySpan<byte> line, bool first)
    {
        if (line.IndexOf("dnsmasq"u8) < 0)
            return SyslogFraming.TestOther(line);
        if (!DnsmasqReader.UntimedMessage(line).IsEmpty)
            return LineTest.Yes;
        return new SyslogFraming().TryRead(line, out var record, out _) && DnsmasqReader.IsDnsmasq(record.Program)
            ? LineTest.Yes
            : SyslogFraming.TestOther(line);
    }

    public override LineReader Open(ReadContext context) => new DnsmasqReader(context);
}
