using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>How small a p the spectrum could give at all: what lets it be left out where it cannot matter.</summary>
/// <remarks>
/// |X_j| is at most n, and the mean taken off adds at most n/10 from the tenth half-bin up (n, when coverage has holes), so
/// a power is at most 1.21 n (4 n) over a background of at least 1. No line, window or harmonic sum of such powers goes
/// below the p worked out here, and the trials are at least as many as there are lines.
/// </remarks>
static class SpectrumReach
{
    const int Most = 64;
    static readonly double[] Whole = new double[Most]; // 0 = not yet worked out
    static readonly double[] Broken = new double[Most];

    /// <summary>A lower limit of ln p of test A.</summary>
    /// <param name="contacts">Number of contacts.</param>
    /// <param name="stretches">Stretches of coverage.</param>
    public static double LnLeast(int contacts, int stretches)
    {
        if (contacts >= Most)
            return double.NegativeInfinity;
        var table = stretches == 1 ? Whole : Broken;
        if (table[contacts] == 0)
            table[contacts] = Work(contacts, (stretches == 1 ? 1.21 : 4) * contacts); // the same value whoever writes it
        return table[contacts];
    }

    static double Work(int contacts, double power)
    {
        var bins = Spectrum.BinsOf(contacts);
        var freedom = Math.Max(4, SpectrumBackground.FreedomOf(2 * bins));
        var least = Tails.FAbove(power, 2, 2 * freedom);
        for (var m = 2; m <= bins / 6; m *= 2)
            least = Math.Min(least, Tails.FAbove(power, 2 * m, 2 * Math.Max(freedom, m / 2.0)));
        for (var m = 2; m <= SpectrumScan.MostHarmonics; m *= 2)
            least = Math.Min(least, Tails.FAbove(m * power / (1 + 1.55 * (m - 1)), 2 * m, 2 * freedom));
        return least + Math.Log(2 * bins - 2 * SpectrumTest.LeastCycles + 1);
    }
}
