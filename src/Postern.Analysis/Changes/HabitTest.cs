using Postern.Analysis.Numerics;

namespace Postern.Analysis.Changes;

/// <summary>Is a window's count beyond the record's own habit (METHODS §5), given the counts of comparable windows?</summary>
/// <remarks>The largest of three probabilities: negative binomial with the habit's mean and variance; Student's t on log counts;
/// for rises also Student's t on the logarithms of the counts that are not 0, because where most windows are empty the habit
/// is how many come when any come. Each alone raises false alarms on some innocent traffic (METHODS §5).</remarks>
static class HabitTest
{
    /// <summary>Fewest comparable windows, and for a rise fewest of them that are not empty, from which a habit can be read.</summary>
    public const int Fewest = 8;

    /// <summary>ln of the two-sided probability; 0 (certain) when there is no habit to compare with.</summary>
    /// <param name="count">Contacts in the window.</param>
    /// <param name="habit">Contacts in comparable windows.</param>
    public static double LogP(int count, ReadOnlySpan<int> habit)
    {
        if (habit.Length < Fewest)
            return 0;
        double sum = 0, squares = 0;
        foreach (var c in habit)
        {
            sum += c;
            squares += (double)c * c;
        }
        var mean = sum / habit.Length;
        var rise = count > mean;
        var variance = (squares - sum * mean) / (habit.Length - 1);
        var worst = Math.Max(Counts(count, Math.Max(mean, .5 / habit.Length), variance, sum), Logarithms(count, habit, rise, leastCount: 0));
        if (rise)
            worst = Math.Max(worst, Logarithms(count, habit, rise, leastCount: 1));
        return Math.Min(0, worst + Math.Log(2));
    }

    /// <summary>Negative binomial tail; the uncertainty of the mean widens it.</summary>
    static double Counts(int count, double mean, double variance, double sum)
    {
        var relative = Math.Max(0, (variance - mean) / (mean * mean)) + 1 / (sum + .5);
        var size = 1 / relative;
        return count > mean
            ? Tails.NegativeBinomialAtLeast(count, mean, size)
            : Beta.LogIncomplete(size, count + 1.0, size / (mean + size), mean / (mean + size));
    }

    /// <summary>One tail of Student's t for a further value of ln(1 + count), or of ln(count) among the counts of at least 1.</summary>
    static double Logarithms(int count, ReadOnlySpan<int> habit, bool rise, int leastCount)
    {
        var offset = 1 - leastCount;
        double n = 0, sum = 0, squares = 0, products = 0, last = double.NaN;
        foreach (var c in habit)
        {
            if (c < leastCount)
                continue;
            var y = Math.Log(c + offset);
            n++;
            sum += y;
            squares += y * y;
            if (n > 1)
                products += y * last;
            last = y;
        }
        if (n < Fewest)
            return 0;
        var mean = sum / n;
        var spread = Math.Max(0, squares - sum * mean);
        var deviation = Math.Sqrt(spread / (n - 1));
        var difference = Math.Log(count + offset) - mean;
        if (!rise)
            difference = -difference;
        if (difference <= 0)
            return 0;
        if (deviation < 1e-9)
            return double.NegativeInfinity; // all alike: the counts decide
        // Neighbours that resemble each other are worth fewer windows (first-order autoregression), at the least a third.
        var memory = Math.Clamp((products - (n - 1) * mean * mean) / spread, 0, .5);
        n *= (1 - memory) / (1 + memory);
        return Tails.StudentBeyond(difference / (deviation * Math.Sqrt(1 + 1 / n)), n - 1) - Math.Log(2);
    }
}
