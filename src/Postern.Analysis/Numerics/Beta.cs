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
        : x <= (a + 1) / (a + b + 2) ? LogFraction(a, b, x, LogTerm(a, b, x, y))
        : LogSpace.OneMinusExp(LogFraction(b, a, y, LogTerm(a, b, x, y)));

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
        var t = Start(p, a, b);
        for (var i = 0; i < 500; i++)
        {
            var (x, y) = Logistic(t);
            var term = LogTerm(a, b, x, y);
            var below = x <= (a + 1) / (a + b + 2);
            var near = below ? LogFraction(a, b, x, term) : LogFraction(b, a, y, term);
            var tail = below == useLower ? near : LogSpace.OneMinusExp(near);
            var error = useLower ? tail - lnLower : lnUpper - tail;
            if (error == 0)
                break;
            if (error > 0)
                high = t;
            else
                low = t;
            // d ln I / d logit x = x^a y^b / (B(a,b) I)
            var next = t - error * Math.Exp(tail - term);
            var inside = next > low && next < high;
            if (!inside)
                next = 0.5 * (low + high);
            var step = Math.Abs(next - t) / Math.Max(1, Math.Abs(t));
            t = next;
            // The error after a step of Newton's is about the square of the step.
            if (step <= 1e-14 || (inside && step <= 1e-9) || high - low <= 1e-14 * Math.Max(1, Math.Abs(t)))
                break;
        }
        return Logistic(t).X;
    }

    /// <summary>A first guess at the logit of a quantile: Carter's (Abramowitz and Stegun 26.5.22), which needs a, b above 1.</summary>
    static double Start(double p, double a, double b)
    {
        var middle = Math.Log(a / b);
        if (a <= 1 || b <= 1)
            return middle;
        var z = p < .5 ? RoughNormal(p) : -RoughNormal(1 - p);
        var (inverseA, inverseB) = (1 / (2 * a - 1), 1 / (2 * b - 1));
        var h = 2 / (inverseA + inverseB);
        var lambda = (z * z - 3) / 6;
        if (h + lambda <= 0)
            return middle;
        var w = z * Math.Sqrt(h + lambda) / h - (inverseB - inverseA) * (lambda + 5.0 / 6 - 2 / (3 * h));
        return middle - 2 * w;
    }

    /// <summary>The value that a standard normal exceeds with probability p below a half, within .0005 (Abramowitz and Stegun 26.2.23).</summary>
    static double RoughNormal(double p)
    {
        var t = Math.Sqrt(-2 * Math.Log(p));
        return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
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

    /// <summary>ln I_x(a, b) where x is not above its mean; <paramref name="term"/> is <see cref="LogTerm"/> of the same.</summary>
    static double LogFraction(double a, double b, double x, double term)
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
        return Math.Min(0, term - Math.Log(a) + Math.Log(fraction));
    }
}
