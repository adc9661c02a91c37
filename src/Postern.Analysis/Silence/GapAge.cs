namespace Postern.Analysis.Silence;

/// <summary>How old the current gap of a living source is at a random look (METHODS §6), from its past gaps.</summary>
/// <remarks>Renewal theory's equilibrium age, which holds for stationary gaps however they depend on each other: the chance to
/// find the current gap at least x old is sum max(g-x,0) / sum g. One mean gap is added above and below, which floors it near
/// one over the number of gaps; beyond the longest gap a generalized Pareto tail extrapolates.</remarks>
readonly ref struct GapAge
{
    const int FewestForTail = 10;

    readonly ReadOnlySpan<double> gaps;
    readonly double total;

    /// <summary>The age law of these gaps, any unit: ascending, at least one, all positive.</summary>
    public GapAge(ReadOnlySpan<double> ascending)
    {
        gaps = ascending;
        foreach (var gap in ascending)
            total += gap;
        Tail = ascending.Length < FewestForTail ? null : ParetoTail.Of(ascending);
    }

    /// <summary>The longest gap.</summary>
    public double Longest => gaps[^1];

    /// <summary>The mean gap.</summary>
    public double Mean => total / gaps.Length;

    /// <summary>Law of the longest gaps; null below ten gaps.</summary>
    public ParetoTail? Tail { get; }

    /// <summary>Chance that a living source is found silent for at least <paramref name="age"/>, from the past gaps alone.</summary>
    public double Empirical(double age)
    {
        var beyond = 0.0;
        for (var i = gaps.Length - 1; i >= 0 && gaps[i] > age; i--)
            beyond += gaps[i] - age;
        return (beyond + Mean) / (total + Mean);
    }

    /// <summary>The same; beyond the longest past gap the smaller of that floor and the extrapolated tail.</summary>
    public double Chance(double age) =>
        age > Longest && Tail is { } tail ? Math.Min(Empirical(age), tail.Age(age, Mean)) : Empirical(age);

    /// <summary>The age that a living source exceeds with the given chance; null when the gaps are too few to say.</summary>
    public double? Quantile(double chance)
    {
        if (Empirical(Longest) <= chance)
            return Inside(chance * (total + Mean) - Mean);
        if (Tail is not { } tail)
            return null;
        return tail.Age(Longest, Mean) <= chance ? Longest : tail.AgeQuantile(chance, Mean);
    }

    /// <summary>The age beyond which the gaps reach <paramref name="beyond"/> in sum; between two neighbouring gaps the sum is a line.</summary>
    double Inside(double beyond)
    {
        var longer = 0.0;
        for (var i = gaps.Length - 1; i > 0; i--)
        {
            longer += gaps[i];
            var count = gaps.Length - i;
            if (longer - count * gaps[i - 1] >= beyond)
                return (longer - beyond) / count;
        }
        return Math.Max(0, (total - beyond) / gaps.Length);
    }
}
