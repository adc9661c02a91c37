namespace Postern.Analysis.Cadence;

/// <summary>The smooth background of a power spectrum: running medians at centres 12 % apart (METHODS §2.3 A, step 2).</summary>
readonly ref struct SpectrumBackground
{
    const double Ln2 = 0.69314718055994530942;
    /// <summary>Room for the centres k = 1, 1.12 k + 2, … up to 2^18.</summary>
    public const int MostCentres = 128;

    /// <summary>Natural bins at which the background was measured, ascending.</summary>
    public ReadOnlySpan<double> Centres { get; private init; }

    /// <summary>Background power there, at least 1.</summary>
    public ReadOnlySpan<double> Values { get; private init; }

    /// <summary>Half the second degrees of freedom of a whitened power there.</summary>
    public ReadOnlySpan<double> Freedom { get; private init; }

    /// <summary>The largest of <see cref="Freedom"/>.</summary>
    public double MostFreedom { get; private init; }

    /// <summary>Measures the background of powers given in half natural bins.</summary>
    public static SpectrumBackground Measure(ReadOnlySpan<double> power, CadenceWorkspace workspace)
    {
        var top = power.Length - 1; // last half-bin
        var buffer = CadenceWorkspace.Take(ref workspace.Selection, power.Length);
        Span<double> centres = workspace.Centres, values = workspace.Values, freedom = workspace.Freedom;
        var count = 0;
        double guess = double.NaN, most = 0;
        for (double k = 1; 2 * k <= top; k = 1.12 * k + 2)
        {
            var half = Math.Max(32, 0.265 * k);
            int from = (int)Math.Max(2, 2 * (k - half)), until = (int)Math.Min(top, 2 * (k + half)) + 1;
            if (until - from < 64)
                (from, until) = from == 2 ? (2, Math.Min(top + 1, 130)) : (Math.Max(2, until - 128), until);
            guess = Median.Of(power[from..until], buffer, guess);
            centres[count] = k;
            values[count] = Math.Max(1, guess / Ln2);
            freedom[count] = Math.Max(4, FreedomOf(until - from));
            most = Math.Max(most, freedom[count++]);
        }
        return new SpectrumBackground
        {
            Centres = centres[..count],
            Values = values[..count],
            Freedom = freedom[..count],
            MostFreedom = most,
        };
    }

    /// <summary>Half the degrees of freedom of a median of so many half-bins (neighbouring ones are correlated).</summary>
    public static double FreedomOf(int halfBins) => 0.24 * halfBins;

    /// <summary>Divides the powers by the background, interpolated.</summary>
    public void Whiten(Span<double> power)
    {
        power[0] = 0;
        power[1] = 0;
        for (var segment = 0; segment < Centres.Length; segment++)
        {
            var (from, until) = HalfBins(segment, power.Length);
            var slope = 0.5 * Slope(Values, segment);
            var value = Values[segment] + slope * (from - 2 * Centres[segment]);
            for (var j = from; j < until; j++)
                power[j] /= value + slope * (j - from);
        }
    }

    /// <summary>Half-bins from one centre up to the next, which is not among them.</summary>
    public (int From, int Until) HalfBins(int segment, int length) => (
        (int)Math.Ceiling(2 * Centres[segment]),
        segment + 1 == Centres.Length ? length : (int)Math.Ceiling(2 * Centres[segment + 1]));

    /// <summary>Half the second degrees of freedom at natural bin k, which lies in the given segment.</summary>
    public double FreedomIn(int segment, double k) => Freedom[segment] + Slope(Freedom, segment) * (k - Centres[segment]);

    /// <summary>The segment of natural bin k (at least 1), looked for from one at or before it.</summary>
    public int SegmentOf(double k, int from = 0)
    {
        while (from + 1 < Centres.Length && Centres[from + 1] <= k)
            from++;
        return from;
    }

    double Slope(ReadOnlySpan<double> at, int segment) => segment + 1 == Centres.Length
        ? 0
        : (at[segment + 1] - at[segment]) / (Centres[segment + 1] - Centres[segment]);
}
