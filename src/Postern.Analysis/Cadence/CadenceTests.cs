namespace Postern.Analysis.Cadence;

/// <summary>Is a series more regular than a process without memory makes it: the five tests of METHODS §2.3 and their sum.</summary>
public static class CadenceTests
{
    /// <summary>Fewest occasions that are tested.</summary>
    public const int LeastOccasions = 8;

    /// <summary>Weighs one series.</summary>
    /// <param name="timesNs">Contacts, ascending, nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="watch">How the series was watched.</param>
    /// <param name="workspace">Scratch of the calling thread.</param>
    public static CadenceEvidence Weigh(ReadOnlySpan<long> timesNs, Watch watch, CadenceWorkspace workspace)
    {
        workspace.Series.Load(timesNs, watch);
        return Weigh(workspace.Series, workspace);
    }

    internal static CadenceEvidence Weigh(OccasionSeries series, CadenceWorkspace workspace)
    {
        if (series.Count < LeastOccasions)
            return new() { Occasions = series.Count, TickSeconds = series.TickSeconds, LnP = double.NaN, LnSpectrum = double.NaN, BandSeconds = double.NaN, GapShape = double.NaN, DetectableShare = double.NaN };
        var tail = TailRegularityTest.Run(series);
        var shape = GapShapeTest.Run(series);
        var counts = CountDispersionTest.Run(series, workspace);
        var band = GapBandTest.Run(series, workspace);
        var spectrum = SpectrumTest.Run(series, workspace);
        var least = Math.Min(Math.Min(Math.Min(tail.LnP, shape.LnP), Math.Min(counts.LnP, band.LnP)), spectrum.LnP);
        var lnP = Math.Min(0, least + Math.Log(5));
        return new()
        {
            Occasions = series.Count,
            TickSeconds = series.TickSeconds,
            LnSpectrum = spectrum.LnP,
            LnGapBand = band.LnP,
            LnGapShape = shape.LnP,
            LnCounts = counts.LnP,
            LnTail = tail.LnP,
            LnP = lnP,
            SpectrumBin = spectrum.Bin,
            SpectrumWidth = spectrum.Width,
            BandSeconds = band.Centre * series.TickSeconds,
            GapShape = shape.Y,
            CountSlices = counts.Slices,
            DetectableShare = spectrum.DetectableShare(series.ContactCount),
            RankScore = -lnP / Math.Log(10)
                + 0.5 * Clip(-Math.Log(Math.Max(tail.Variation, 1e-3)))
                + 0.2 * Clip(-Math.Log(Math.Max(counts.Dispersion, 1e-3)))
                + 0.2 * Clip(-Math.Log(Math.Max(shape.Y, 1e-6) / 0.5772)),
        };
    }

    static double Clip(double x) => double.IsNaN(x) ? 0 : Math.Clamp(x, -3, 3);
}
