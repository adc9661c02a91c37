namespace Postern.Simulation.Demand;

/// <summary>What one party may demand: a specification with a slip in it must not run for hours.</summary>
static class DemandLimit
{
    /// <summary>Most demands of a party in a record.</summary>
    public const int Most = 20_000_000;

    /// <summary>What to do about more of them, as the end of a sentence.</summary>
    public static readonly string Advice = $"at most {Most:N0}; make the rates, the stretch or the number of sources smaller";
}

/// <summary>Levels and numbers asked for made more of a demand than <see cref="DemandLimit.Most"/>.</summary>
sealed class DemandLimitException : Exception;
