namespace Postern.Analysis.Numerics;

/// <summary>The regularised incomplete beta integral in logarithms, and its inverse, for real arguments (METHODS §11).</summary>
static class Beta
{
    const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>ln I_x(a, b), 0 at x = 1; a and b above 0.</summary>
    public static double LogIncomplete(double a, double b, double x) => LogIncomplete(a, b, x, 1 - x);

    /// <summary>ln I_x(a, b) where <paramref name="y"/> = 1 - x is known better than the subtraction gives it.</summary>
    public static double LogIncomplete(double a, double b, double x, double y) =>
        x <= 0 ? double.NegativeInfinity
        : y <= 0 ? 0
        : x <= (a + 1) / (a + b + 2) ? LogFraction(a, b, x, y)
        : LogSpace.OneMinusExp(LogFraction(b, a, y, x));

    /// <summary>x with I_x(a, b) = p.</summary>
    public static double Quantile(double p, double a, double b)
    {
        if (p <= 0)
            return 0;
        if (p >= 1)
            return 1;
        var lnLower = Math.Log(p);
        var lnUpper = LogSpace.LogOnePlus(-p);
        var useLower = lnLower < lnUpper;
        // As x goes to 0, I_x(a, b) becomes x^a / (a B(a, b)): the answer where x is next to nothing.
        var leading = (lnLower + Math.Log(a) + Gamma.Log(a) + Gamma.Log(b) - Gamma.Log(a + b)) / a;
        if (leading < -300)
            return Math.Exp(leading);
        // Newton's method against the logit of x, kept inside a shrinking bracket.
        double low = -301, high = 750;
        var t = Math.Log(a / b);
        for (var i = 0; i < 500; i++)
        {
            var (x, y) = Logistic(t);
            var tail = useLower ? LogIncomplete(a, b, x, y) : LogIncomplete(b, a, y, x);
            var error = useLower ? tail - lnLower : lnUpper - tail;
            if (error == 0)
                break;
            if (error > 0)
                high = t;
            else
                low = t;
            // d ln I / d logit x = x^a y^b / (B(a,b) I)
            var next = t - error * Math.Exp(tail - LogTerm(a, b, x, y));
            if (!(next > low && next < high))
                next = 0.5 * (low + high);
            var done = Math.Abs(next - t) <= 1e-14 * Math.Max(1, Math.Abs(t));
            t = next;
            if (done || high - low <= 1e-14 * Math.Max(1, Math.Abs(t)))
                break;
        }
        return Logistic(t).X;
    }

    /// <summary>ln of x^a y^b / B(a, b) by Loader's saddle-point form of the binomial, which does not cancel for large a, b.</summary>
    static double LogTerm(double a, double b, double x, double y)
    {
        var n = a + b;
        return Gamma.StirlingError(n) - Gamma.StirlingError(a) - Gamma.StirlingError(b)
            - Gamma.Deviance(a, n * x) - Gamma.Deviance(b, n * y)
            + 0.5 * (Math.Log(a) + Math.Log(b) - Math.Log(n)) - HalfLogTwoPi;
    }

    static (double X, double Y) Logistic(double t)
    {
        var small = Math.Exp(-Math.Abs(t));
        var (less, more) = (small / (1 + small), 1 / (1 + small));
        return t < 0 ? (less, more) : (more, less);
    }

    static double LogFraction(double a, double b, double x, double y)
    {
        // Lentz's evaluation of DLMF 8.17.22.
        const double tiny = 1e-300;
        var d = 1 - (a + b) * x / (a + 1);
        d = 1 / (Math.Abs(d) < tiny ? tiny : d);
        double c = 1, fraction = d;
        for (var m = 1; m < 10_000_000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 + even * d;
            c = 1 + even / c;
            d = 1 / (Math.Abs(d) < tiny ? tiny : d);
            c = Math.Abs(c) < tiny ? tiny : c;
            fraction *= c * d;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 + odd * d;
            c = 1 + odd / c;
            d = 1 / (Math.Abs(d) < tiny ? tiny : d);
            c = Math.Abs(c) < tiny ? tiny : c;
            var step = c * d;
            fraction *= step;
            if (Math.Abs(step - 1) < 4e-16)
                break;
        }
        return Math.Min(0, LogTerm(a, b, x, y) - Math.Log(a) + Math.Log(fraction));
    }
}
