using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>Test D (METHODS §2.3): do equal slices of covered time hold more equal counts than chance would give.</summary>
/// <remarks>Bursts and changes of rate only raise the dispersion; a beat that keeps coming lowers it.</remarks>
static class CountDispersionTest
{
    /// <summary>ln p with the trials included, the number of slices that gave it, and dispersion for the rank score.</summary>
    public static (double LnP, int Slices, double Dispersion) Run(OccasionSeries series, CadenceWorkspace workspace)
    {
        var n = series.ContactCount;
        double best = 0;
        int slices = 6, tested = 0;
        for (var k = 6; n >= 3 * k; k = (3 * k + 1) / 2)
        {
            var lnP = Tails.ChiSquareAtMost(Math.Max(ChiSquare(series, workspace, k), 1e-9), k - 1);
            tested++;
            if (lnP < best)
                (best, slices) = (lnP, k);
        }
        var coarse = Math.Clamp(n / 4, 4, 24);
        var dispersion = ChiSquare(series, workspace, coarse) / (coarse - 1);
        return (tested == 0 ? 0 : Math.Min(0, best + Math.Log(tested)), slices, dispersion);
    }

    static double ChiSquare(OccasionSeries series, CadenceWorkspace workspace, int slices)
    {
        var counts = CadenceWorkspace.Take(ref workspace.Counts, slices);
        counts.Clear();
        var scale = slices / series.Covered;
        var contacts = series.Contacts;
        var next = 0;
        double before = 0; // covered ticks before the stretch
        foreach (var (from, to) in series.Stretches)
        {
            var offset = before - from;
            for (; next < contacts.Length && (contacts[next] < to || to == series.Window); next++)
                counts[Math.Min((int)((contacts[next] + offset) * scale), slices - 1)]++;
            before += to - from;
        }
        var mean = (double)series.ContactCount / slices;
        double sum = 0;
        foreach (var count in counts)
            sum += (count - mean) * (count - mean);
        return sum / mean;
    }
}
