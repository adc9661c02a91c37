namespace Postern.Analysis.Cadence;

/// <summary>Periods worth fitting (METHODS §2.4, 1): from the spectrum with its fundamental, the band of common gaps, the median gap.</summary>
/// <remarks>Lines of the day are left out of the test, not of the fit: a beat every four hours is found by its gaps and then
/// looked up in the spectrum.</remarks>
static class BeatCandidates
{
    const int MostDivisor = 12;
    const double GapLatitude = 0.06;

    /// <summary>Candidate periods, seconds.</summary>
    /// <param name="series">The series.</param>
    /// <param name="evidence">What the tests said of it.</param>
    /// <param name="workspace">Scratch.</param>
    public static List<double> Of(OccasionSeries series, CadenceEvidence evidence, CadenceWorkspace workspace)
    {
        List<double> periods = [];
        var spectrum = Spectrum.Of(series, workspace, withDays: true);
        var window = series.Window * series.TickSeconds;
        if (evidence.LnSpectrum < Math.Log(0.01))
        {
            var bin = Peak(spectrum, evidence.SpectrumBin, Math.Max(1.5, evidence.SpectrumWidth / 2.0)).Bin;
            Add(window / bin);
            var threshold = 12 + Math.Log(25);
            for (var divisor = MostDivisor; divisor >= 2; divisor--)
            {
                var (below, power) = Peak(spectrum, bin / divisor, 1.5);
                if (below < 4 || power < threshold)
                    continue;
                Add(window / below);
                break;
            }
        }
        if (evidence.LnGapBand < Math.Log(0.01))
            AddGap(evidence.BandSeconds);
        if (series.GapCount > 0)
            AddGap(series.SortedGaps[series.GapCount / 2] * series.TickSeconds);
        return periods;

        void AddGap(double gap)
        {
            var bin = window / gap;
            if (bin >= 2 && bin <= series.Window)
                Add(gap);
        }

        void Add(double period)
        {
            if (period >= 4 * series.TickSeconds && !periods.Exists(p => Math.Abs(p - period) < 0.002 * p))
                periods.Add(period);
        }
    }

    /// <summary>The strongest line near a period, as a period: where a schedule of about that period would show.</summary>
    public static double Sharpened(OccasionSeries series, Spectrum spectrum, double period)
    {
        var window = series.Window * series.TickSeconds;
        var bin = window / period;
        return window / Peak(spectrum, bin, Math.Max(1.5, GapLatitude * bin)).Bin;
    }

    static (double Bin, double Power) Peak(Spectrum spectrum, double bin, double half)
    {
        int from = Math.Max(2, (int)(2 * (bin - half))), to = Math.Min(spectrum.Whitened.Length - 1, (int)Math.Ceiling(2 * (bin + half)));
        var best = (Bin: bin, Power: 0.0);
        for (var j = from; j <= to; j++)
        {
            if (spectrum.Whitened[j] > best.Power)
                best = (j / 2.0, spectrum.Whitened[j]);
        }
        return best;
    }
}
