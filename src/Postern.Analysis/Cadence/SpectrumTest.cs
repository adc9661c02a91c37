namespace Postern.Analysis.Cadence;

/// <summary>What test A found: ln p with all trials included, and the cell that gave it.</summary>
/// <param name="LnP">ln p, at most 0.</param>
/// <param name="Bin">Natural bin: cycles in the window.</param>
/// <param name="Width">1 a single line, m > 1 the mean of m natural bins, -m the sum of m harmonics.</param>
/// <param name="Trials">Cells looked at.</param>
/// <param name="Background">Background power in the middle of the spectrum's logarithmic frequency scale.</param>
/// <param name="Freedom">Half the degrees of freedom of the background there.</param>
readonly record struct SpectrumResult(double LnP, double Bin, int Width, double Trials, double Background, double Freedom)
{
    /// <summary>Share of n contacts on a beat of 5 % jitter whose line is expected to have the power of the background (METHODS §2.4, 8).</summary>
    public double ShareOfBackground(int contacts)
    {
        const double jitter = 0.05;
        return Math.Sqrt(Background / contacts) * Math.Exp(2 * Math.PI * Math.PI * jitter * jitter);
    }
}

/// <summary>Test A (METHODS §2.3): a line, a broad bump, or a comb of harmonics above the spectrum's own background.</summary>
static class SpectrumTest
{
    /// <summary>Fewest cycles in the window that count as a period.</summary>
    public const int LeastCycles = 5;
    const int WidestWindow = 256;

    /// <summary>What stands for the result where the test was left out.</summary>
    public static readonly SpectrumResult NotRun = new(double.NaN, 0, 0, double.NaN, double.NaN, double.NaN);

    /// <summary>Runs the test.</summary>
    public static SpectrumResult Run(OccasionSeries series, CadenceWorkspace workspace)
    {
        var spectrum = Spectrum.Of(series, workspace);
        var scan = new SpectrumScan(spectrum);
        scan.Lines(LeastCycles);
        var prefix = CadenceWorkspace.Take(ref workspace.Prefix, spectrum.Bins + 1);
        prefix[0] = 0;
        for (var k = 1; k <= spectrum.Bins; k++)
            prefix[k] = prefix[k - 1] + spectrum.Whitened[2 * k];
        for (var m = 2; m <= WidestWindow && m <= spectrum.Bins / 6; m *= 2)
            scan.Windows(m, LeastCycles, prefix);
        scan.Harmonics(LeastCycles);
        return scan.Result();
    }
}
