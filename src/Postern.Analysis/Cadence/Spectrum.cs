using System.Numerics;
using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>The whitened power spectrum of a series (METHODS §2.3 A, steps 1 to 3), in half natural bins.</summary>
/// <remarks>Bin j is the frequency j/(2T), T the window; natural bin k is half-bin 2k. Lives in the workspace until the next use of it.</remarks>
readonly ref struct Spectrum
{
    const int LeastBins = 64;
    /// <summary>2^20, METHODS §12: periods from T/262,144 up.</summary>
    const int MostBins = 1 << 20;
    const double SecondsPerDay = 86_400;

    /// <summary>Highest natural bin.</summary>
    public int Bins { get; private init; }

    /// <summary>Whitened power W of every half-bin up to twice <see cref="Bins"/>; 0 below half-bin 2.</summary>
    public ReadOnlySpan<double> Whitened { get; private init; }

    /// <summary>Where the background was measured and with how many degrees of freedom.</summary>
    public SpectrumBackground Background { get; private init; }

    /// <summary>Correlation c_d of powers d natural bins apart, d below its length.</summary>
    public ReadOnlySpan<double> Correlation { get; private init; }

    /// <summary>Highest natural bin of a series of n contacts.</summary>
    public static int BinsOf(int n) => Math.Min(TimeBins(n) / 4, 4 * n);

    /// <summary>The spectrum of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="workspace">Where it is put.</param>
    /// <param name="withDays">Whether the lines of a daily rhythm stay in.</param>
    public static Spectrum Of(OccasionSeries series, CadenceWorkspace workspace, bool withDays = false)
    {
        var n = series.ContactCount;
        var bins = BinsOf(n);
        var power = CadenceWorkspace.Take(ref workspace.Power, 2 * bins + 1);
        Fill(series, workspace, TimeBins(n), out var even, out var odd);
        RealFft.Power(even, odd, power);
        var scale = 1.0 / n;
        for (var j = 0; j < power.Length; j++)
            power[j] *= scale;
        // c_d is read from the raw powers, so before they are whitened.
        Span<double> correlation = workspace.Correlation.AsSpan(0, Math.Min(workspace.Correlation.Length, bins));
        correlation[0] = 1;
        for (var d = 1; d < correlation.Length; d++)
            correlation[d] = Math.Max(0, (power[2 * d] - 1) * scale);
        var background = SpectrumBackground.Measure(power, workspace);
        background.Whiten(power);
        if (!withDays)
            LeaveDaysOut(power, series.Window * series.TickSeconds / SecondsPerDay);
        return new Spectrum { Bins = bins, Whitened = power, Background = background, Correlation = correlation };
    }

    static int TimeBins(int n) => (int)Math.Clamp(BitOperations.RoundUpToPowerOf2((uint)Math.Min(16L * n, MostBins)), LeastBins, MostBins);

    /// <summary>Counts of dithered times in equal bins of the window, less what covered time alone would hold; then as many zeros.</summary>
    static void Fill(OccasionSeries series, CadenceWorkspace workspace, int bins, out Span<double> even, out Span<double> odd)
    {
        even = CadenceWorkspace.Take(ref workspace.Even, bins);
        odd = CadenceWorkspace.Take(ref workspace.Odd, bins);
        even[(bins / 2)..].Clear();
        odd[(bins / 2)..].Clear();
        var scale = bins / series.Window;
        if (series.Stretches.Count == 1)
        {
            even[..(bins / 2)].Fill(-(double)series.ContactCount / bins);
            odd[..(bins / 2)].Fill(-(double)series.ContactCount / bins);
        }
        else
        {
            even[..(bins / 2)].Clear();
            odd[..(bins / 2)].Clear();
            var density = series.ContactCount / (series.Covered * scale);
            foreach (var (from, to) in series.Stretches)
                SubtractCovered(even, odd, from * scale, Math.Min(to * scale, bins), density);
        }
        var contacts = series.Contacts;
        for (var i = 0; i < contacts.Length; i++)
        {
            var bin = Math.Min((int)((contacts[i] + SplitMix64.Dither(i)) * scale), bins - 1);
            ((bin & 1) == 0 ? even : odd)[bin >> 1] += 1;
        }
    }

    static void SubtractCovered(Span<double> even, Span<double> odd, double from, double to, double density)
    {
        for (var bin = (int)from; bin < to; bin++)
        {
            var covered = Math.Min(bin + 1, to) - Math.Max(bin, from);
            ((bin & 1) == 0 ? even : odd)[bin >> 1] -= density * covered;
        }
    }

    /// <summary>Caps the lines of a day, which are a rhythm and no beat: below 1.3 cycles a day, and around its harmonics.</summary>
    static void LeaveDaysOut(Span<double> whitened, double days)
    {
        if (days < 2)
            return;
        var bins = (whitened.Length - 1) / 2;
        Cap(whitened, 0, 1.3 * days);
        for (var m = 1; m <= 12; m++)
        {
            var half = Math.Max(2.5, 0.3 * days);
            Cap(whitened, m * days - half, m * days + half);
        }
        // Lines of 13 a day and up are judged before any is capped.
        Span<bool> stands = stackalloc bool[49];
        for (var m = 13; m <= 48 && m * days <= bins; m++)
            stands[m] = StandsAlone(whitened, m, days);
        for (var m = 13; m <= 48 && m * days <= bins; m++)
        {
            var half = Math.Max(2.5, Math.Min(0.3 * days, 8));
            if (!stands[m])
                Cap(whitened, m * days - half, m * days + half);
        }
    }

    /// <summary>Whether m a day is more than four times each of its three neighbours on both sides: an hourly clock is, an office day is not.</summary>
    static bool StandsAlone(ReadOnlySpan<double> whitened, int m, double days)
    {
        var line = Line(whitened, m * days);
        for (var d = 1; d <= 3; d++)
        {
            if (line <= 4 * Line(whitened, (m - d) * days) || line <= 4 * Line(whitened, (m + d) * days))
                return false;
        }
        return true;
    }

    static double Line(ReadOnlySpan<double> whitened, double bin)
    {
        var j = (int)Math.Round(2 * bin);
        double largest = 0;
        for (var i = Math.Max(2, j - 3); i <= Math.Min(whitened.Length - 1, j + 3); i++)
            largest = Math.Max(largest, whitened[i]);
        return largest;
    }

    static void Cap(Span<double> whitened, double from, double to)
    {
        var last = Math.Min(whitened.Length - 1, (int)Math.Floor(2 * to));
        for (var j = Math.Max(2, (int)Math.Ceiling(2 * from)); j <= last; j++)
            whitened[j] = Math.Min(whitened[j], 1);
    }
}
