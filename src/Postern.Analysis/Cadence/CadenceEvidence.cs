namespace Postern.Analysis.Cadence;

/// <summary>What the five tests of METHODS §2.3 say of one series, before any correction over pairs.</summary>
public readonly record struct CadenceEvidence
{
    /// <summary>Occasions: contacts after those closer than a tick to the one before were merged with it.</summary>
    public int Occasions { get; init; }

    /// <summary>The tick of the lattice, seconds.</summary>
    public double TickSeconds { get; init; }

    /// <summary>ln p of test A, spectrum; NaN when it was not run because it could not have mattered.</summary>
    public double LnSpectrum { get; init; }

    /// <summary>ln p of test B, gap band.</summary>
    public double LnGapBand { get; init; }

    /// <summary>ln p of test C, gap shape.</summary>
    public double LnGapShape { get; init; }

    /// <summary>ln p of test D, under-dispersion of counts.</summary>
    public double LnCounts { get; init; }

    /// <summary>ln p of test E, tail regularity.</summary>
    public double LnTail { get; init; }

    /// <summary>ln of min(1, 5 min p): the p-value of the series; NaN when it has too few occasions to be tested.</summary>
    public double LnP { get; init; }

    /// <summary>The rank score R: orders also the series that no test decides. Not a probability.</summary>
    public double RankScore { get; init; }

    /// <summary>Cycles in the window at the spectrum's best cell; 0 when the spectrum was not run.</summary>
    public double SpectrumBin { get; init; }

    /// <summary>Kind of that cell: 1 a line, m > 1 a mean over m bins, -m a sum of m harmonics.</summary>
    public int SpectrumWidth { get; init; }

    /// <summary>Centre of the best band of gaps, seconds; NaN when there is none.</summary>
    public double BandSeconds { get; init; }

    /// <summary>Statistic y of test C: 0 for equal gaps, .577 for chance without memory, more for bursts.</summary>
    public double GapShape { get; init; }

    /// <summary>Slices of the window that gave <see cref="LnCounts"/>.</summary>
    public int CountSlices { get; init; }

    /// <summary>Share of the contacts on a beat of 5 % jitter whose line is as strong as the background; NaN when the spectrum was not run.</summary>
    internal double ShareOfBackground { get; init; }

    /// <summary>ln of the number of cells that the spectrum looked at.</summary>
    internal double LnCells { get; init; }

    /// <summary>Half the degrees of freedom of that background.</summary>
    internal double BackgroundFreedom { get; init; }

    /// <summary>Smallest share of the contacts on a beat of 5 % jitter that the spectrum would have found nine times in ten (METHODS §2.4, 8),
    /// at most 1; NaN when the spectrum was not run.</summary>
    /// <param name="lnP">ln of the largest p of the series at which a beat is called.</param>
    public double DetectableShare(double lnP)
    {
        // F(2, 2 neff) has the tail (1 + W/neff)^-neff. The line's amplitude varies with half the variance of the noise's power, the
        // background's root with c/(4 neff): the lower tenth of their difference must suffice.
        const double tenth = 1.2816;
        var power = BackgroundFreedom * (Math.Exp((LnCells + CadenceTests.LnTests - lnP) / BackgroundFreedom) - 1);
        return Math.Min(1, ShareOfBackground * (Math.Sqrt(power) + tenth * Math.Sqrt(0.5 + power / (4 * BackgroundFreedom))));
    }

    /// <summary>-log10 of the p-value, 0 when untested.</summary>
    public double Evidence => double.IsNaN(LnP) ? 0 : -LnP / Math.Log(10);

    /// <summary>R on 0 to 1, strictly increasing: 1/2 at R = 3, where a single series would be called regular; about 1/8 at R = 0.</summary>
    public double Score
    {
        get
        {
            var x = RankScore - 3;
            return 0.5 * (1 + x / (1 + Math.Abs(x)));
        }
    }
}
