namespace Postern.Analysis.Numerics;

/// <summary>The gamma function and its regularised incomplete integrals, in logarithms (METHODS §11).</summary>
/// <remarks>Holds from ln p = 0 down to any depth that a double can express; arguments are real and positive.</remarks>
static class Gamma
{
    const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>ln Γ(x), x above 0.</summary>
    public static double Log(double x)
    {
        // Recurrence up to 10, where Stirling's series is good to 1e-16.
        double product = 1;
        for (; x < 10; x++)
            product *= x;
        return (x - 0.5) * Math.Log(x) - x + HalfLogTwoPi + StirlingSeries(x) - Math.Log(product);
    }

    /// <summary>ψ(x), the derivative of ln Γ; x above 0.</summary>
    public static double Digamma(double x)
    {
        double below = 0;
        for (; x < 12; x++)
            below += 1 / x;
        var z = 1 / (x * x);
        var series = z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132 - z * 691.0 / 32760)))));
        return Math.Log(x) - 0.5 / x - series - below;
    }

    /// <summary>ψ'(x); x above 0.</summary>
    public static double Trigamma(double x)
    {
        double below = 0;
        for (; x < 12; x++)
            below += 1 / (x * x);
        var z = 1 / (x * x);
        var series = z * (1.0 / 6 - z * (1.0 / 30 - z * (1.0 / 42 - z * (1.0 / 30 - z * (5.0 / 66 - z * 691.0 / 2730)))));
        return (1 + 0.5 / x + series) / x + below;
    }

    /// <summary>ln P(a, x): the lower tail of a gamma variable of shape a and scale 1.</summary>
    public static double LogLower(double a, double x) =>
        x <= 0 ? double.NegativeInfinity
        : double.IsPositiveInfinity(x) ? 0
        : x < a + 1 ? LogLowerSeries(a, x)
        : LogSpace.OneMinusExp(LogUpperFraction(a, x));

    /// <summary>ln Q(a, x): the upper tail of a gamma variable of shape a and scale 1.</summary>
    public static double LogUpper(double a, double x) =>
        x <= 0 ? 0
        : double.IsPositiveInfinity(x) ? double.NegativeInfinity
        : x < a + 1 ? LogSpace.OneMinusExp(LogLowerSeries(a, x))
        : LogUpperFraction(a, x);

    /// <summary>x with P(a, x) = p.</summary>
    public static double LowerQuantile(double a, double p) =>
        p <= 0 ? 0 : p >= 1 ? double.PositiveInfinity : Quantile(a, Math.Log(p), LogSpace.LogOnePlus(-p));

    /// <summary>x with Q(a, x) = q; keeps its precision for q next to 0.</summary>
    public static double UpperQuantile(double a, double q) =>
        q <= 0 ? double.PositiveInfinity : q >= 1 ? 0 : Quantile(a, LogSpace.LogOnePlus(-q), Math.Log(q));

    /// <summary>ln of x^a e^-x / Γ(a+1) by Loader's saddle-point form, which does not cancel for large a.</summary>
    internal static double LogPoissonTerm(double a, double x) =>
        a == 0 ? -x : -StirlingError(a) - Deviance(a, x) - HalfLogTwoPi - 0.5 * Math.Log(a);

    /// <summary>a ln(a/x) + x - a (Loader's bd0): at least 0, and 0 at a = x.</summary>
    internal static double Deviance(double a, double x)
    {
        if (a == 0)
            return x;
        var relative = (x - a) / a;
        return relative is > -0.9 and < 10 ? -a * LogSpace.LogOnePlusMinus(relative) : a * Math.Log(a / x) + x - a;
    }

    /// <summary>ln Γ(z+1) less Stirling's formula (z + 1/2) ln z - z + ln √(2π); z above 0.</summary>
    internal static double StirlingError(double z) =>
        z >= 10 ? StirlingSeries(z) : Log(z + 1) - (z + 0.5) * Math.Log(z) + z - HalfLogTwoPi;

    static double StirlingSeries(double z)
    {
        var s = 1 / (z * z);
        return (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188 - s * 691.0 / 360360))))) / z;
    }

    static double LogLowerSeries(double a, double x)
    {
        double sum = 1, term = 1;
        for (var k = a + 1; term > sum * 1e-17; k++)
        {
            term *= x / k;
            sum += term;
        }
        return Math.Min(0, LogPoissonTerm(a, x) + Math.Log(sum));
    }

    static double LogUpperFraction(double a, double x)
    {
        // Lentz's evaluation of the continued fraction of Γ(a, x) e^x x^-a (DLMF 8.9.2, even part).
        const double tiny = 1e-300;
        var b = x + 1 - a;
        var c = 1 / tiny;
        var d = 1 / b;
        var fraction = d;
        for (var i = 1; ; i++)
        {
            var numerator = -i * (i - a);
            b += 2;
            d = numerator * d + b;
            c = b + numerator / c;
            d = 1 / (Math.Abs(d) < tiny ? tiny : d);
            c = Math.Abs(c) < tiny ? tiny : c;
            var step = c * d;
            fraction *= step;
            if (Math.Abs(step - 1) < 4e-16 || i > 10_000_000)
                break;
        }
        // x^a e^-x / Γ(a) = a x^a e^-x / Γ(a+1)
        return Math.Min(0, LogPoissonTerm(a, x) + Math.Log(a) + Math.Log(fraction));
    }

    /// <summary>Newton's method on the smaller tail's logarithm against ln x, kept inside a shrinking bracket.</summary>
    static double Quantile(double a, double lnLower, double lnUpper)
    {
        var useLower = lnLower < lnUpper;
        // As x goes to 0, P(a, x) becomes x^a / Γ(a+1): a start for small shapes, and the answer where x is next to nothing.
        var leading = (lnLower + Log(a + 1)) / a;
        if (leading < -300)
            return Math.Exp(leading);
        double low = -301, high = Math.Log(a + 50 * Math.Sqrt(a) + 800 - 2 * lnUpper);
        var t = !useLower ? Math.Log(a + Math.Max(1, -lnUpper)) : a <= 1 ? Math.Min(leading, high - 1) : Math.Log(a);
        for (var i = 0; i < 400; i++)
        {
            var x = Math.Exp(t);
            var tail = useLower ? LogLower(a, x) : LogUpper(a, x);
            var error = useLower ? tail - lnLower : lnUpper - tail;
            if (error == 0)
                break;
            if (error > 0)
                high = t;
            else
                low = t;
            // d ln P / d ln x = x^a e^-x / (Γ(a) P)
            var slope = Math.Exp(LogPoissonTerm(a, x) + Math.Log(a) - tail);
            var next = t - error / slope;
            if (!(next > low && next < high))
                next = 0.5 * (low + high);
            if (Math.Abs(next - t) <= 1e-14 * Math.Max(1, Math.Abs(t)) || high - low <= 1e-14 * Math.Max(1, Math.Abs(t)))
            {
                t = next;
                break;
            }
            t = next;
        }
        return Math.Exp(t);
    }
}
