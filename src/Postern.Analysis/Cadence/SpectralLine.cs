namespace Postern.Analysis.Cadence;

/// <summary>A period that the spectrum shows although no contact can be told to belong to it: a beat deep in other traffic.</summary>
/// <param name="Period">Seconds.</param>
/// <param name="Low">Lower limit: the far edge of the line.</param>
/// <param name="High">Upper limit.</param>
readonly record struct SpectralLine(double Period, double Low, double High)
{
    /// <summary>Widest line, as half its width over its frequency, that is still a fixed period: smooth gaps make bumps far wider.</summary>
    const double MostHalfWidth = 0.06;

    /// <summary>The line of test A, when it is significant by itself among the five tests and narrow; else null.</summary>
    public static SpectralLine? Of(OccasionSeries series, CadenceEvidence evidence)
    {
        if (!(evidence.LnSpectrum + Math.Log(5) <= CadenceAnalysis.LnSingle))
            return null;
        var half = Math.Max(0.5, evidence.SpectrumWidth / 2.0);
        if (half > MostHalfWidth * evidence.SpectrumBin)
            return null;
        var window = series.Window * series.TickSeconds;
        if (window / evidence.SpectrumBin < 4 * series.TickSeconds)
            return null; // METHODS §2.4: time stamps this coarse cannot show it
        if (series.Count < (1 - KeptBeats.MostMissed) * series.Covered / series.Window * evidence.SpectrumBin)
            return null; // a harmonic: most of its beats would be missed if every contact kept one
        return new SpectralLine(window / evidence.SpectrumBin, window / (evidence.SpectrumBin + half), window / (evidence.SpectrumBin - half));
    }

    /// <summary>Whether a beat has this line as its fundamental or as a harmonic.</summary>
    public bool Agrees(Beat beat)
    {
        var harmonic = Math.Max(1, Math.Round(beat.Period / Period));
        var latitude = 2 * beat.PeriodError;
        return harmonic <= 12 && beat.Period + latitude >= harmonic * Low && beat.Period - latitude <= harmonic * High;
    }
}
