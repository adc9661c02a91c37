namespace Postern.Analysis.Numerics;

/// <summary>Corrections for many tests, on natural logarithms of p-values, in the order given (METHODS §10).</summary>
/// <remarks>NaN marks a test that was not made: it counts for nothing and stays NaN.</remarks>
static class MultipleTesting
{
    /// <summary>ln of the p-values adjusted by Holm's step-down rule (1979): family-wise error, any dependence.</summary>
    public static double[] Holm(ReadOnlySpan<double> lnP)
    {
        var (order, made) = Ascending(lnP);
        var adjusted = NotMade(lnP.Length);
        var running = double.NegativeInfinity;
        for (var i = 0; i < made; i++)
            adjusted[order[i]] = running = Math.Max(running, Math.Min(0, lnP[order[i]] + Math.Log(made - i)));
        return adjusted;
    }

    /// <summary>ln of the p-values adjusted by Šidák's rule (1967), 1 - (1-p)^m: family-wise error, independent tests.</summary>
    public static double[] Sidak(ReadOnlySpan<double> lnP)
    {
        var (_, made) = Ascending(lnP);
        var adjusted = lnP.ToArray();
        for (var i = 0; i < adjusted.Length; i++)
            adjusted[i] = LogSpace.OneMinusExp(made * LogSpace.OneMinusExp(adjusted[i]));
        return adjusted;
    }

    /// <summary>ln of the q-values of Benjamini and Hochberg (1995): false discovery rate, independent or positively dependent tests.</summary>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> lnP) => StepUp(lnP, anyDependence: false);

    /// <summary>ln of the q-values of Benjamini and Yekutieli (2001): false discovery rate, any dependence.</summary>
    public static double[] BenjaminiYekutieli(ReadOnlySpan<double> lnP) => StepUp(lnP, anyDependence: true);

    /// <summary>ln of the largest p that the rule of Benjamini and Yekutieli accepts, level k / (m c_m) with k accepted of m tests made;
    /// minus infinity when k is 0. Further tests within an accepted one may be held to it too (Benjamini and Bogomolov 2014).</summary>
    /// <param name="lnP">ln of the p-values.</param>
    /// <param name="level">False discovery rate.</param>
    /// <param name="further">How many more are taken as accepted: 1 gives what a test not accepted would have had to reach.</param>
    public static double LnLimit(ReadOnlySpan<double> lnP, double level, int further = 0)
    {
        var (made, accepted) = (0, further);
        foreach (var q in BenjaminiYekutieli(lnP))
            (made, accepted) = (made + (double.IsNaN(q) ? 0 : 1), accepted + (q <= Math.Log(level) ? 1 : 0));
        return accepted == 0 ? double.NegativeInfinity : Math.Log(level * accepted / (made * Harmonic(made)));
    }

    static double[] StepUp(ReadOnlySpan<double> lnP, bool anyDependence)
    {
        var (order, made) = Ascending(lnP);
        var adjusted = NotMade(lnP.Length);
        var harmonic = anyDependence ? Harmonic(made) : 1;
        double running = 0;
        for (var i = made - 1; i >= 0; i--)
            adjusted[order[i]] = running = Math.Min(running, lnP[order[i]] + Math.Log(made * harmonic / (i + 1)));
        return adjusted;
    }

    static double[] NotMade(int length)
    {
        var adjusted = new double[length];
        Array.Fill(adjusted, double.NaN);
        return adjusted;
    }

    static double Harmonic(int count)
    {
        double sum = 0;
        for (var k = count; k >= 1; k--)
            sum += 1.0 / k;
        return sum;
    }

    static (int[] Order, int Made) Ascending(ReadOnlySpan<double> lnP)
    {
        var keys = lnP.ToArray();
        var order = new int[keys.Length];
        var made = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            order[i] = i;
            if (double.IsNaN(keys[i]))
                keys[i] = double.PositiveInfinity;
            else
                made++;
        }
        Array.Sort(keys, order);
        return (order, made);
    }
}
