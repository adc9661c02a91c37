namespace Postern.Analysis.Coincidence;

/// <summary>Contacts in the windows of a list, and how often lists or records of a null model hold as many.</summary>
/// <param name="Observed">Contacts.</param>
/// <param name="Expected">Mean over the null model.</param>
/// <param name="More">Chance of at least as many.</param>
/// <param name="Fewer">Chance of at most as many.</param>
/// <param name="Floor">Smallest chance that the null model can give, one direction; 0 where it has none.</param>
readonly record struct RedatedCount(long Observed, double Expected, double More, double Fewer, double Floor = 0)
{
    const double Rounding = 1e-9;

    /// <summary>Chance of a number as far out, the direction not said beforehand.</summary>
    public double TwoSided => Math.Min(1, 2 * Math.Min(More, Fewer));

    /// <summary>Whether no other list or turn comes as far: a finer null model might give less, so that the chance is a bound.</summary>
    public bool IsBound => TwoSided < 1 && Math.Min(More, Fewer) <= Floor * (1 + Rounding);

    /// <summary>The same of <see cref="More"/> alone.</summary>
    public bool IsMoreBound => More < 1 && More <= Floor * (1 + Rounding);
}
