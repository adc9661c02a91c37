namespace Postern.Analysis.Silence;

/// <summary>How old the current gap of a living source is at a random look (METHODS §6), from its past gaps.</summary>
/// <remarks>Renewal theory's equilibrium age, which holds for stationary gaps however they depend on each other: the chance to
/// find the current gap at least x old is sum max(g-x,0) / sum g. One mean gap is added above and below, which floors it near
/// one over the number of gaps; beyond the longest gap a generalized Pareto tail extrapolates.</remarks>
readonly struct GapAge
{
    const int FewestForTail = 10;

    readonly double[] gaps; // ascending
    readonly double[] sumFrom; // sumFrom[i] = sum of gaps[i..]

    /// <summary>The age law of these gaps, in any order and unit; at least one, all positive. Keeps and sorts the array.</summary>
    public GapAge(double[] gaps)
    {
        this.gaps = gaps;
        Array.Sort(gaps);
        sumFrom = new double[gaps.Length + 1];
        for (var i = gaps.Length - 1; i >= 0; i--)
            sumFrom[i] = sumFrom[i + 1] + gaps[i];
        Tail = gaps.Length < FewestForTail ? null : ParetoTail.Of(gaps);
    }

    /// <summary>Number of gaps.</summary>
    public int Count => gaps.Length;

    /// <summary>The longest gap.</summary>
    public double Longest => gaps[^1];

    /// <summary>The mean gap.</summary>
    public double Mean => sumFrom[0] / gaps.Length;

    /// <summary>Law of the longest gaps; null below ten gaps.</summary>
    public ParetoTail? Tail { get; }

    /// <summary>Chance that a living source is found silent for at least <paramref name="age"/>, from the past gaps alone.</summary>
    public double Empirical(double age)
    {
        var i = Above(age);
        return (sumFrom[i] - age * (gaps.Length - i) + Mean) / (sumFrom[0] + Mean);
    }

    /// <summary>The same; beyond the longest past gap the smaller of that floor and the extrapolated tail.</summary>
    public double Chance(double age) =>
        age > Longest && Tail is { } tail ? Math.Min(Empirical(age), tail.Age(age, Mean)) : Empirical(age);

    /// <summary>The age that a living source exceeds with the given chance; null when the gaps are too few to say.</summary>
    public double? Quantile(double chance)
    {
        if (Empirical(Longest) <= chance)
            return Inside(chance);
        if (Tail is not { } tail)
            return null;
        return tail.Age(Longest, Mean) <= chance ? Longest : tail.AgeQuantile(chance, Mean);
    }

    /// <summary>Between two neighbouring gaps the chance falls linearly.</summary>
    double Inside(double chance)
    {
        var target = chance * (sumFrom[0] + Mean) - Mean;
        int low = 0, high = gaps.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sumFrom[middle] - gaps[middle] * (gaps.Length - middle) <= target)
                high = middle;
            else
                low = middle + 1;
        }
        return (sumFrom[low] - target) / (gaps.Length - low);
    }

    /// <summary>Index of the first gap longer than <paramref name="age"/>.</summary>
    int Above(double age)
    {
        int low = 0, high = gaps.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (gaps[middle] > age)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
}
