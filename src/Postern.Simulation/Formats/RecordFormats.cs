namespace Postern.Simulation.Formats;

/// <summary>The formats that simulated records are written in.</summary>
public static class RecordFormats
{
    /// <summary>All formats; the first is the usual one.</summary>
    public static IReadOnlyList<RecordFormat> All { get; } =
    [
        new CsvRecord(),
        new PsvRecord(),
        new JsonlRecord(),
        new ZeekRecord(),
        new ZeekJsonRecord(),
        new BindRecord(),
        new UnboundRecord(),
        new DnsmasqRecord(),
        new PostfixRecord(),
        new EximRecord(),
        new PassiveDnsRecord(),
    ];

    /// <summary>The format of a name, or null.</summary>
    public static RecordFormat? Named(string name) => All.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
