namespace Postern.Analysis.Numerics;

/// <summary>Arithmetic on natural logarithms of probabilities, which may lie far below the smallest double.</summary>
static class LogSpace
{
    /// <summary>ln(1 - e^x) for x at most 0; accurate near both ends (Mächler 2012).</summary>
    public static double OneMinusExp(double x) =>
        x >= 0 ? double.NegativeInfinity
        : x > -0.6931471805599453 ? Math.Log(-ExpMinusOne(x))
        : LogOnePlus(-Math.Exp(x));

    /// <summary>ln(e^a + e^b).</summary>
    public static double Add(double a, double b)
    {
        var (high, low) = a >= b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(low) ? high : high + LogOnePlus(Math.Exp(low - high));
    }

    /// <summary>ln(1 + x) without loss for small x (the compensation of Kahan, see Higham 2002, §1.14.1).</summary>
    public static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : double.IsPositiveInfinity(sum) ? sum : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>e^x - 1 without loss for small x (same compensation).</summary>
    public static double ExpMinusOne(double x)
    {
        if (Math.Abs(x) < 1e-5)
            return x + x * x / 2 + x * x * x / 6;
        var power = Math.Exp(x);
        return power == 1 ? x : power - 1 == -1 ? -1 : double.IsPositiveInfinity(power) ? power : (power - 1) * (x / Math.Log(power));
    }

    /// <summary>ln(1 + x) - x without loss for small x; x above -1.</summary>
    public static double LogOnePlusMinus(double x)
    {
        if (Math.Abs(x) > 0.2)
            return LogOnePlus(x) - x;
        // With r = x/(2+x): ln(1+x) = 2 artanh r, and x = 2r + xr.
        var r = x / (2 + x);
        var square = r * r;
        double sum = 0, term = 2 * r * square;
        for (var k = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum) * k; k += 2)
        {
            sum += term / k;
            term *= square;
            if (term == 0)
                break;
        }
        return sum - x * r;
    }
}
