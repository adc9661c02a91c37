using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>Is there power at exactly one known period: Z²ₘ (Buccheri 1983) and the H-test (de Jager 1989) on phases.</summary>
static class PhaseTest
{
    const int MostHarmonics = 20;

    /// <summary>Z²ₘ: twice the power of the first m harmonics over the number of phases; χ² of 2m degrees when phases are uniform.</summary>
    /// <param name="phases">Turns; whole turns do not matter.</param>
    /// <param name="m">Harmonics, 1 (Rayleigh's test) to 20.</param>
    public static double ZSquared(ReadOnlySpan<double> phases, int m)
    {
        Span<double> powers = stackalloc double[MostHarmonics];
        Powers(phases, powers);
        double sum = 0;
        foreach (var power in powers[..m])
            sum += power;
        return sum;
    }

    /// <summary>ln p of a value of <see cref="ZSquared"/>.</summary>
    public static double LnPOfZSquared(double value, int m) => Gamma.LogUpper(m, value / 2);

    /// <summary>H = max over m of Z²ₘ - 4m + 4, the m that gave it, and ln p = -.4 H (de Jager and Büsching 2010).</summary>
    public static (double H, int Harmonics, double LnP) H(ReadOnlySpan<double> phases)
    {
        Span<double> powers = stackalloc double[MostHarmonics];
        Powers(phases, powers);
        double sum = 0, most = double.NegativeInfinity;
        var at = 1;
        for (var m = 1; m <= MostHarmonics; m++)
        {
            sum += powers[m - 1];
            if (sum - 4 * m + 4 > most)
                (most, at) = (sum - 4 * m + 4, m);
        }
        return (most, at, -0.4 * most);
    }

    static void Powers(ReadOnlySpan<double> phases, Span<double> powers)
    {
        Span<double> re = stackalloc double[MostHarmonics], im = stackalloc double[MostHarmonics];
        re.Clear();
        im.Clear();
        foreach (var phase in phases)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * (phase - Math.Floor(phase)));
            double x = 1, y = 0;
            for (var h = 0; h < MostHarmonics; h++)
            {
                (x, y) = (x * cos - y * sin, x * sin + y * cos);
                re[h] += x;
                im[h] += y;
            }
        }
        for (var h = 0; h < MostHarmonics; h++)
            powers[h] = 2 * (re[h] * re[h] + im[h] * im[h]) / phases.Length;
    }
}
