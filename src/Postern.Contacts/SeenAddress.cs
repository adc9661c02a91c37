namespace Postern.Contacts;

/// <summary>An address that look-ups of a name were answered with.</summary>
/// <param name="Address">Canonical text.</param>
/// <param name="From">First such answer (ns).</param>
/// <param name="To">Last one (ns).</param>
public readonly record struct SeenAddress(string Address, long From, long To)
{
    /// <summary>The same address with the time of both.</summary>
    public SeenAddress And(long from, long to) => this with { From = Math.Min(From, from), To = Math.Max(To, to) };
}
