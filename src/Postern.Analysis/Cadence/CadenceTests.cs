namespace Postern.Analysis.Cadence;

/// <summary>Is a series more regular than a process without memory makes it: the five tests of METHODS §2.3 and their sum.</summary>
public static class CadenceTests
{
    /// <summary>Fewest occasions that are tested.</summary>
    public const int LeastOccasions = 8;

    internal static readonly double LnTests = Math.Log(5);

    /// <summary>Weighs one series.</summary>
    /// <param name="timesNs">Contacts, ascending, nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="watch">How the series was watched.</param>
    /// <param name="workspace">Scratch of the calling thread.</param>
    /// <param name="lnPThatMatters">ln of the largest p of the series that would change anything. A dear test (spectrum, gap band) is
    /// left out where it provably cannot bring the p below that. 0, the default: all are run.</param>
    public static CadenceEvidence Weigh(ReadOnlySpan<long> timesNs, Watch watch, CadenceWorkspace workspace, double lnPThatMatters = 0)
    {
        workspace.Series.Load(timesNs, watch);
        return Weigh(workspace.Series, workspace, lnPThatMatters);
    }

    internal static CadenceEvidence Weigh(OccasionSeries series, CadenceWorkspace workspace, double lnPThatMatters = 0)
    {
        if (series.Count < LeastOccasions)
            return new() { Occasions = series.Count, TickSeconds = series.TickSeconds, LnP = double.NaN, LnSpectrum = double.NaN, BandSeconds = double.NaN, GapShape = double.NaN, ShareOfBackground = double.NaN };
        var tail = TailRegularityTest.Run(series);
        var shape = GapShapeTest.Run(series);
        var counts = CountDispersionTest.Run(series, workspace);
        var ofOneTest = lnPThatMatters < 0 ? lnPThatMatters - LnTests : 0;
        var band = GapBandTest.Run(series, workspace, ofOneTest);
        var least = Math.Min(Math.Min(tail.LnP, shape.LnP), Math.Min(counts.LnP, band.LnP));
        var without = least >= ofOneTest && SpectrumReach.LnLeast(series.ContactCount, series.Stretches.Count) >= ofOneTest;
        var spectrum = without ? SpectrumTest.NotRun : SpectrumTest.Run(series, workspace);
        var lnP = Math.Min(0, (without ? least : Math.Min(least, spectrum.LnP)) + LnTests);
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
            ShareOfBackground = spectrum.ShareOfBackground(series.ContactCount),
            LnCells = Math.Log(spectrum.Trials),
            BackgroundFreedom = spectrum.Freedom,
            RankScore = -lnP / Math.Log(10)
                + 0.5 * Clip(-Math.Log(Math.Max(tail.Variation, 1e-3)))
                + 0.2 * Clip(-Math.Log(Math.Max(counts.Dispersion, 1e-3)))
                + 0.2 * Clip(-Math.Log(Math.Max(shape.Y, 1e-6) / 0.5772)),
        };
    }

    static double Clip(double x) => double.IsNaN(x) ? 0 : Math.Clamp(x, -3, 3);
}
