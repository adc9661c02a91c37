using Postern.Logs.Zeek;

namespace Postern.Logs.Reading;

/// <summary>The formats that are read, in the order in which they are tried (formats.md §4).</summary>
public static class Formats
{
    /// <summary>All formats. The generic ones come last: they would take what others know better.</summary>
    public static IReadOnlyList<LogFormat> All { get; } =
    [
        new ZeekFormat(),
        new Bind.BindFormat(),
    ];

    /// <summary>The format of a name, or null.</summary>
    public static LogFormat? Named(string name) =>
        All.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
