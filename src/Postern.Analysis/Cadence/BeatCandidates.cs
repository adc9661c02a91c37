namespace Postern.Analysis.Cadence;

/// <summary>A period worth fitting.</summary>
/// <param name="Period">As found, seconds: good for a sleep.</param>
/// <param name="Sharpened">As the strongest line near it has it, seconds: good for a schedule, which must not slip a cycle.</param>
readonly record struct BeatCandidate(double Period, double Sharpened);

/// <summary>Where periods to fit come from (METHODS §2.4, 1): the spectrum and its fundamental, the band of common gaps,
/// the median gap, and the cycle of contacts that come several at a time.</summary>
/// <remarks>Lines of the day are left out of the test, not of the fit: a beat every four hours is found by its gaps and then
/// looked up in the spectrum.</remarks>
static class BeatCandidates
{
    /// <summary>Most contacts a cycle that are looked for.</summary>
    const int MostInCycle = 4;

    const int MostDivisor = 12;
    /// <summary>How far the period of a gap may be off.</summary>
    const double GapLatitude = 0.06;
    static readonly double LnLikely = Math.Log(0.01);
    /// <summary>Power above background at which a sub-multiple of a line's frequency is taken for its fundamental.</summary>
    static readonly double FundamentalPower = 12 + Math.Log(25);

    /// <summary>Candidates for a series.</summary>
    public static List<BeatCandidate> Of(OccasionSeries series, CadenceEvidence evidence, CadenceWorkspace workspace)
    {
        List<BeatCandidate> candidates = [];
        var spectrum = Spectrum.Of(series, workspace, withDays: true);
        var window = series.Window * series.TickSeconds;
        if (evidence.LnSpectrum < LnLikely)
        {
            var bin = Peak(spectrum, evidence.SpectrumBin, Math.Max(1.5, evidence.SpectrumWidth / 2.0)).Bin;
            Add(candidates, window / evidence.SpectrumBin, window / bin);
            for (var divisor = MostDivisor; divisor >= 2; divisor--)
            {
                var (below, power) = Peak(spectrum, bin / divisor, 1.5);
                if (below < 4 || power < FundamentalPower)
                    continue;
                Add(candidates, window / below, window / below);
                break;
            }
        }
        if (evidence.LnGapBand < LnLikely)
            AddGap(candidates, evidence.BandSeconds, window, spectrum);
        if (series.GapCount > 0)
            AddGap(candidates, series.SortedGaps[series.GapCount / 2] * series.TickSeconds, window, spectrum);
        if (Cycle(series, workspace) is { } cycle)
            AddGap(candidates, cycle * series.TickSeconds, window, spectrum);
        candidates.RemoveAll(c => c.Period < 4 * series.TickSeconds);
        return candidates;
    }

    /// <summary>Ticks from a contact to the k-th after it, where they are far more alike than the gaps themselves: contacts that come
    /// k a cycle, in steps of their own. Null when no k from 2 to 4 stands out.</summary>
    /// <remarks>Jitter that does not add up makes the spread of k gaps a k-th of one gap's; half of that is asked.</remarks>
    static double? Cycle(OccasionSeries series, CadenceWorkspace workspace)
    {
        var ticks = series.Ticks;
        double? cycle = null;
        var least = Spread(ticks, 1, workspace).Relative;
        for (var k = 2; k <= MostInCycle && ticks.Length >= 4 * k; k++)
        {
            var (middle, relative) = Spread(ticks, k, workspace);
            if (2 * k * relative < least)
                (cycle, least) = (middle, k * relative);
        }
        return cycle;
    }

    /// <summary>Median of the ticks from a contact to the k-th after it, and the distance of their quartiles over it.</summary>
    static (double Middle, double Relative) Spread(ReadOnlySpan<double> ticks, int k, CadenceWorkspace workspace)
    {
        var apart = CadenceWorkspace.Take(ref workspace.Selection, ticks.Length - k);
        for (var i = k; i < ticks.Length; i++)
            apart[i - k] = ticks[i] - ticks[i - k];
        var middle = Median.Select(apart, apart.Length / 2);
        return (middle, (Median.Select(apart, 3 * apart.Length / 4) - Median.Select(apart, apart.Length / 4)) / middle);
    }

    static void AddGap(List<BeatCandidate> candidates, double gap, double window, Spectrum spectrum)
    {
        var bin = window / gap;
        if (bin >= 2)
            Add(candidates, gap, window / Peak(spectrum, bin, Math.Max(1.5, GapLatitude * bin)).Bin);
    }

    static void Add(List<BeatCandidate> candidates, double period, double sharpened)
    {
        if (!candidates.Exists(c => Math.Abs(c.Period - period) < 0.002 * period && c.Sharpened == sharpened))
            candidates.Add(new(period, sharpened));
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
