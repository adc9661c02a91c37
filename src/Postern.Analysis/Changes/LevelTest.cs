using Postern.Analysis.Numerics;

namespace Postern.Analysis.Changes;

/// <summary>Do two sides of a long window differ by more than the record's own variation within the sides?</summary>
/// <remarks>Batch means: both sides are cut into about twelve batches together, long against the memory of the traffic, and
/// compared by Student's t on the logarithms of their rates; no smaller than the exact ratio test of the counts over their
/// dispersion. So the variation is measured where it matters, over the longest spans that the record repeats.</remarks>
ref struct LevelTest
{
    /// <summary>Number of batches aimed at.</summary>
    public const int Batches = 12;

    double count1, exposure1, sum1, square1, n1, noise;
    double count0, exposure0, sum0, square0, n0;

    /// <summary>Adds one batch.</summary>
    public void Add(int count, double seconds, bool inside)
    {
        var y = Math.Log((count + .5) / seconds);
        noise += 1 / (count + .5);
        if (inside)
            (count1, exposure1, sum1, square1, n1) = (count1 + count, exposure1 + seconds, sum1 + y, square1 + y * y, n1 + 1);
        else
            (count0, exposure0, sum0, square0, n0) = (count0 + count, exposure0 + seconds, sum0 + y, square0 + y * y, n0 + 1);
    }

    /// <summary>Relative variance of a batch about its side's level.</summary>
    readonly double Variance
    {
        get
        {
            var within = square1 - sum1 * sum1 / n1 + square0 - sum0 * sum0 / n0;
            return Math.Max(within / (n1 + n0 - 2), noise / (n1 + n0));
        }
    }

    /// <summary>Variance of a batch's count over its mean, at least 1.</summary>
    public readonly double Phi => Math.Max(1, Variance * (count1 + count0) / (n1 + n0));

    /// <summary>ln of the two-sided probability; 0 when there are too few batches.</summary>
    public readonly double LogP()
    {
        if (n1 < 1 || n0 < 1 || n1 + n0 < HabitTest.Fewest)
            return 0;
        var t = (sum1 / n1 - sum0 / n0) / Math.Sqrt(Variance * (1 / n1 + 1 / n0));
        return Math.Max(Tails.StudentBeyond(t, n1 + n0 - 2), Ratio());
    }

    readonly double Ratio()
    {
        var (x, n, expected) = (count1 / Phi, (count1 + count0) / Phi, exposure1 / (exposure1 + exposure0));
        var atLeast = x <= 0 ? 0 : Beta.LogIncomplete(x, n - x + 1, expected);
        var atMost = x >= n ? 0 : Beta.LogIncomplete(n - x, x + 1, 1 - expected, expected);
        return Math.Min(0, Math.Log(2) + Math.Min(atLeast, atMost));
    }
}
