using Postern.Logs.Time;

namespace Postern.Logs.Exim;

/// <summary>One line of Exim, placed in time.</summary>
ref struct EximLine
{
    /// <summary>Its stamp.</summary>
    public Stamp Stamp;

    /// <summary>Instant, ns.</summary>
    public long Time;

    /// <summary>Host of the syslog header, or empty.</summary>
    public ReadOnlySpan<byte> Host;

    /// <summary>What follows stamp and process id.</summary>
    public ReadOnlySpan<byte> Text;

    /// <summary>Physical line.</summary>
    public long Number;

    /// <summary>Why its text is not looked at, or null.</summary>
    public string? Ignored;
}
