using Postern.Analysis.Numerics;

namespace Postern.Analysis.Silence;

/// <summary>When did it end, by the estimators of the literature on sightings of vanished species; given beside ours for comparison.</summary>
/// <remarks>Both suppose contacts independent of each other: on bursty traffic the limit of Strauss and Sadler covers the truth
/// in 75 to 80 of 100 records instead of 95 (METHODS §6).</remarks>
static class SightingRecord
{
    const int MostForOptimal = 60;

    /// <summary>Upper limit of the end for contacts at a constant rate (Strauss and Sadler 1989); null below three contacts.</summary>
    public static double? StraussSadler(ReadOnlySpan<double> ascending, double alpha = .05)
    {
        var n = ascending.Length;
        if (n < 3)
            return null;
        return ascending[^1] + (ascending[^1] - ascending[0]) * (Math.Pow(alpha, -1.0 / (n - 1)) - 1);
    }

    /// <summary>Optimal linear estimate of the end from the latest contacts, with limits (Roberts and Solow 2003).</summary>
    /// <param name="ascending">Contacts, distinct; the latest 60 are used.</param>
    /// <param name="alpha">One less the level of the limits.</param>
    /// <returns>Null below five contacts.</returns>
    public static OptimalEnd? Optimal(ReadOnlySpan<double> ascending, double alpha = .05)
    {
        if (ascending.Length > MostForOptimal)
            ascending = ascending[^MostForOptimal..];
        var k = ascending.Length;
        if (k < 5)
            return null;
        var (last, span) = (ascending[^1], ascending[^1] - ascending[0]);
        var shape = 0.0;
        for (var i = 1; i < k - 1; i++)
            shape += Math.Log(span / (last - ascending[i]));
        shape /= k - 1;
        var weights = Solve(Covariance(k, shape));
        var (sum, estimate) = (0.0, 0.0);
        for (var i = 0; i < k; i++)
        {
            sum += weights[i];
            estimate += weights[i] * ascending[k - 1 - i];
        }
        return new(estimate / sum, Limit(1 - alpha / 2), Limit(alpha / 2), shape);

        double Limit(double level) => last + span / (Math.Pow(-Math.Log(level) / k, -shape) - 1);
    }

    /// <summary>L of Roberts and Solow: for j ≤ i, Γ(2v+i)Γ(v+j) / (Γ(v+i)Γ(j)); see METHODS §14.2 on printed versions with i and j swapped.</summary>
    static double[,] Covariance(int k, double v)
    {
        var covariance = new double[k, k];
        for (var i = 1; i <= k; i++)
        {
            for (var j = 1; j <= i; j++)
            {
                covariance[i - 1, j - 1] = covariance[j - 1, i - 1] =
                    Math.Exp(Gamma.Log(2 * v + i) + Gamma.Log(v + j) - Gamma.Log(v + i) - Gamma.Log(j));
            }
        }
        return covariance;
    }

    /// <summary>x with Lx = (1, ..., 1), L symmetric and positive definite (Cholesky).</summary>
    static double[] Solve(double[,] l)
    {
        var n = l.GetLength(0);
        var x = new double[n];
        for (var i = 0; i < n; i++)
        {
            var right = 1.0;
            for (var j = 0; j <= i; j++)
            {
                var sum = l[i, j];
                for (var m = 0; m < j; m++)
                    sum -= l[i, m] * l[j, m];
                l[i, j] = i == j ? Math.Sqrt(sum) : sum / l[j, j];
            }
            for (var j = 0; j < i; j++)
                right -= l[i, j] * x[j];
            x[i] = right / l[i, i];
        }
        for (var i = n - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < n; j++)
                x[i] -= l[j, i] * x[j];
            x[i] /= l[i, i];
        }
        return x;
    }
}

/// <summary>An estimated end with its limits, in the unit of the contacts, and the shape of the fitted Weibull law.</summary>
readonly record struct OptimalEnd(double Estimate, double Low, double High, double Shape);
