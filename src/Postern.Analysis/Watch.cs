using Postern.Contacts;

namespace Postern.Analysis;

/// <summary>How a series was watched: what every analysis must know beside the times themselves.</summary>
/// <param name="Coverage">When the observer was listening; its first and last instant are the window [A, B) of METHODS §0.</param>
/// <param name="ResolutionSeconds">Finest step of the time stamps, seconds.</param>
public sealed record Watch(Coverage Coverage, double ResolutionSeconds)
{
    /// <summary>Contacts at most so far apart (ns) are one occasion, where a series is not too fast for that.</summary>
    public long Session { get; init; } = Investigation.Occasions.Session;

    /// <summary>Whether the window is measured by more than the few contacts in it, so that their number over it is a rate.</summary>
    public bool Measured { get; init; } = true;

    /// <summary>Start of the window, nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public long From => Coverage.From;

    /// <summary>End of the window, exclusive.</summary>
    public long To => Coverage.To;
}
