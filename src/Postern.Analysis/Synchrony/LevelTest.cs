using Postern.Analysis.Numerics;
using Postern.Analysis.Rate;
using Postern.Contacts;

namespace Postern.Analysis.Synchrony;

/// <summary>Do two series go up and down together from day to day, whatever their times within the day.</summary>
/// <remarks>Standardised residuals (observed - fitted) / sqrt(fitted) of whole covered days, fitted = mean of the 29 days about it times the factor of
/// its weekday class. Their correlation against that of all turns of the one by three days or more; beyond all of these by Student's t with
/// their mean and spread, because a few months have few turns.</remarks>
/// <param name="Correlation">Correlation of the residuals.</param>
/// <param name="PValue">Chance of one so high.</param>
readonly record struct LevelTest(double Correlation, double PValue)
{
    const int FewestDays = 28, Reach = 14, Nearest = 3;

    /// <summary>The test over the time in which both lived; null below four weeks of it. Where neither was yet, or was any more, both being silent shows nothing.</summary>
    public static LevelTest? Of(ReadOnlySpan<long> a, ReadOnlySpan<long> b, Coverage coverage)
    {
        var (from, to) = (Math.Max(coverage.From, Math.Max(a[0], b[0])), Math.Min(coverage.To, Math.Min(a[^1], b[^1])));
        List<long> days = [];
        for (var day = from; day + UnixTime.Day <= to; day += UnixTime.Day)
            if (coverage.SecondsBetween(day, day + UnixTime.Day) >= .9 * 86_400)
                days.Add(day);
        if (days.Count < FewestDays)
            return null;
        var (first, second) = (Residuals(a, days), Residuals(b, days));
        var observed = Correlate(first, second, 0);
        var turned = new double[days.Count - 2 * Nearest + 1];
        for (var turn = 0; turn < turned.Length; turn++)
            turned[turn] = Correlate(first, second, turn + Nearest);
        var asHigh = turned.Count(t => t >= observed);
        if (asHigh > 0)
            return new(observed, (1.0 + asHigh) / (1 + turned.Length));
        var mean = turned.Average();
        var spread = Math.Sqrt(turned.Sum(t => (t - mean) * (t - mean)) / (turned.Length - 1));
        var beyond = Math.Exp(Tails.StudentBeyond((observed - mean) / spread, turned.Length / 2.0)) / 2;
        return new(observed, spread > 0 ? Math.Min(1.0 / (1 + turned.Length), beyond) : 1);
    }

    static double[] Residuals(ReadOnlySpan<long> times, List<long> days)
    {
        var counts = new double[days.Count];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = times.CountIn(days[i], days[i] + UnixTime.Day);
        var (sums, seen) = (new double[2], new int[2]);
        for (var i = 0; i < counts.Length; i++)
        {
            sums[Class(days[i])] += counts[i];
            seen[Class(days[i])]++;
        }
        var mean = counts.Average();
        var residuals = new double[counts.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            var (low, high) = (Math.Max(0, i - Reach), Math.Min(counts.Length, i + Reach + 1));
            var (near, due) = (0.0, 0.0);
            for (var j = low; j < high; j++)
                (near, due) = (near + counts[j], due + Factor(Class(days[j])));
            var fitted = Math.Max(.5, due > 0 ? near / due * Factor(Class(days[i])) : 0);
            residuals[i] = (counts[i] - fitted) / Math.Sqrt(fitted);
        }
        return residuals;

        double Factor(int ofClass) => seen[ofClass] == 0 || mean <= 0 ? 1 : sums[ofClass] / seen[ofClass] / mean;
    }

    static int Class(long day) => Rhythm.LocalDays.IsWeekend(Rhythm.LocalDays.Day(day + UnixTime.Day / 2)) ? 1 : 0;

    static double Correlate(double[] a, double[] b, int turn)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        double product = 0, squaresA = 0, squaresB = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var (x, y) = (a[i] - meanA, b[(i + turn) % b.Length] - meanB);
            (product, squaresA, squaresB) = (product + x * y, squaresA + x * x, squaresB + y * y);
        }
        return squaresA > 0 && squaresB > 0 ? product / Math.Sqrt(squaresA * squaresB) : 0;
    }
}
