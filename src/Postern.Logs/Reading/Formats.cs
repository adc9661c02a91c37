using Postern.Logs.Bind;
using Postern.Logs.Dnsmasq;
using Postern.Logs.Exim;
using Postern.Logs.PassiveDns;
using Postern.Logs.Postfix;
using Postern.Logs.Tables;
using Postern.Logs.Unbound;
using Postern.Logs.Zeek;

namespace Postern.Logs.Reading;

/// <summary>The formats that are read, in the order in which they are tried (formats.md §4).</summary>
public static class Formats
{
    /// <summary>All formats. The generic ones come last: they would take what others know better.</summary>
    public static IReadOnlyList<LogFormat> All { get; } =
    [
        new ZeekFormat(),
        new PassiveDnsFormat(),
        new BindFormat(),
        new DnsmasqFormat(),
        new UnboundFormat(),
        new PostfixFormat(),
        new EximFormat(),
        new JsonlFormat(),
        new CsvFormat(),
    ];

    /// <summary>The format of a name, or null.</summary>
    public static LogFormat? Named(string name) =>
        All.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
