namespace Postern.Analysis.Silence;

/// <summary>How old the current gap of a living source is at a random look (METHODS §6), from its past gaps.</summary>
/// <remarks>
/// Renewal theory's equilibrium age, which holds for stationary gaps however they depend on each other: the chance to find the
/// current gap at least x old is sum max(g-x,0) / sum g. One gap more is added above and below, because the gaps seen are a
/// sample: the mean gap (METHODS), or the mean age sum g² / (2 sum g) where that is more. For exponential gaps the two are equal;
/// where a few long gaps hold the time, a floor of one mean gap would claim as many observations as there are contacts.
/// Beyond the longest gap a generalized Pareto tail extrapolates.
/// </remarks>
readonly ref struct GapAge
{
    const int FewestForTail = 10;

    readonly ReadOnlySpan<double> gaps;
    readonly double total;
    readonly double further; // the gap that is added

    /// <summary>The age law of these gaps, any unit: ascending, at least one, all positive.</summary>
    /// <param name="ascending">The gaps.</param>
    /// <param name="further">The gap that is added; the larger of mean gap and mean age unless given.</param>
    public GapAge(ReadOnlySpan<double> ascending, double further = 0)
    {
        gaps = ascending;
        var squares = 0.0;
        foreach (var gap in ascending)
        {
            total += gap;
            squares += gap * gap;
        }
        this.further = further > 0 ? further : Math.Max(total / gaps.Length, squares / (2 * total));
        Tail = ascending.Length < FewestForTail ? null : ParetoTail.Of(ascending);
    }

    /// <summary>The longest gap.</summary>
    public double Longest => gaps[^1];

    /// <summary>Law of the longest gaps; null below ten gaps.</summary>
    public ParetoTail? Tail { get; }

    /// <summary>Chance that a living source is found silent for at least <paramref name="age"/>, from the past gaps alone.</summary>
    public double Empirical(double age)
    {
        var beyond = 0.0;
        for (var i = gaps.Length - 1; i >= 0 && gaps[i] > age; i--)
            beyond += gaps[i] - age;
        return (beyond + further) / (total + further);
    }

    /// <summary>The same; beyond the longest past gap the smaller of that floor and the extrapolated tail.</summary>
    public double Chance(double age) =>
        age > Longest && Tail is { } tail ? Math.Min(Empirical(age), tail.Age(age, total / gaps.Length)) : Empirical(age);

    /// <summary>The age that a living source exceeds with the given chance; null when the gaps are too few to say.</summary>
    public double? Quantile(double chance)
    {
        if (Empirical(Longest) <= chance)
            return Inside(chance * (total + further) - further);
        if (Tail is not { } tail)
            return null;
        var mean = total / gaps.Length;
        return tail.Age(Longest, mean) <= chance ? Longest : tail.AgeQuantile(chance, mean);
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
