using System.Numerics;
using Postern.Analysis.Numerics;

namespace Postern.Analysis.Rhythm;

/// <summary>Is there a rhythm of a given period: Rayleigh's test with whole periods as its units (METHODS §4).</summary>
/// <remarks>
/// Within block d (a day, a week) z_d = sum exp(2πi h t / period); D_h = |sum z_d|² / sum |z_d|² for h = 1, 2, and
/// p = Q(2, D_1 + D_2). A block counts as one observation however many contacts it holds, so that a burst fakes no rhythm.
/// Where part of a block was not watched, its expectation under even traffic is taken off first; where the record has holes, the four
/// sums are weighed by their own spread and correlation over blocks, because a watch of part of the day ties them to one another.
/// </remarks>
/// <param name="D1">First harmonic.</param>
/// <param name="D2">Second harmonic.</param>
/// <param name="Blocks">Blocks with a contact.</param>
readonly record struct BlockRayleigh(double D1, double D2, int Blocks)
{
    /// <summary>ln of the chance of a rhythm so strong where there is none.</summary>
    public double LnP => Gamma.LogUpper(2, D1 + D2);

    /// <summary>The test.</summary>
    /// <param name="seconds">Local times, ascending, seconds.</param>
    /// <param name="period">The period, seconds.</param>
    /// <param name="block">Length of a block, seconds: a multiple of the period.</param>
    /// <param name="watched">Mean phase of the watched part of each block; null when all was watched.</param>
    public static BlockRayleigh Of(ReadOnlySpan<double> seconds, double period, double block, BlockPhases? watched = null)
    {
        var sums = new HarmonicSums();
        Complex z1 = default, z2 = default;
        var at = double.NaN;
        var count = 0;
        foreach (var second in seconds)
        {
            var own = Math.Floor(second / block);
            if (own != at)
                Close(at);
            at = own;
            var (sin, cos) = Math.SinCos(Math.Tau * (second % period) / period);
            z1 += new Complex(cos, sin);
            z2 += new Complex(cos * cos - sin * sin, 2 * sin * cos);
            count++;
        }
        Close(at);
        return watched is { HasHoles: true } ? sums.Weighed() : sums.Plain();

        void Close(double number)
        {
            if (count == 0)
                return;
            if (watched is not null)
                (z1, z2) = (z1 - count * watched.First(number), z2 - count * watched.Second(number));
            sums.Add(Rounded(z1, count), Rounded(z2, count));
            (z1, z2, count) = (default, default, 0);
        }
    }

    /// <summary>What is left of nothing by rounding is nothing: a clock that strikes evenly has no phase.</summary>
    static Complex Rounded(Complex z, int count) => Math.Abs(z.Real) + Math.Abs(z.Imaginary) < 1e-9 * count ? default : z;
}

/// <summary>Sums over blocks of the two harmonics.</summary>
sealed class HarmonicSums
{
    readonly double[] sum = new double[4];
    readonly double[,] products = new double[4, 4];
    int blocks;

    /// <summary>Adds a block.</summary>
    public void Add(Complex first, Complex second)
    {
        double[] parts = [first.Real, first.Imaginary, second.Real, second.Imaginary];
        for (var i = 0; i < parts.Length; i++)
        {
            sum[i] += parts[i];
            for (var j = 0; j < parts.Length; j++)
                products[i, j] += parts[i] * parts[j];
        }
        blocks++;
    }

    /// <summary>Each harmonic by itself, both directions alike.</summary>
    public BlockRayleigh Plain() => new(Ratio(0), Ratio(2), blocks);

    double Ratio(int at)
    {
        var squares = products[at, at] + products[at + 1, at + 1];
        return squares > 0 ? (sum[at] * sum[at] + sum[at + 1] * sum[at + 1]) / squares : 0;
    }

    /// <summary>Half of s' V⁻¹ s, s the four sums and V the sum of their products over blocks: what D_1 + D_2 is where V is even.</summary>
    public BlockRayleigh Weighed()
    {
        var rest = (double[])sum.Clone();
        var matrix = (double[,])products.Clone();
        var form = 0.0;
        for (var i = 0; i < rest.Length; i++)
        {
            // Elimination in order; a direction without spread says nothing.
            if (matrix[i, i] <= 1e-9 * products[i, i])
                continue;
            form += rest[i] * rest[i] / matrix[i, i];
            for (var j = i + 1; j < rest.Length; j++)
            {
                var share = matrix[j, i] / matrix[i, i];
                rest[j] -= share * rest[i];
                for (var k = i + 1; k < rest.Length; k++)
                    matrix[j, k] -= share * matrix[i, k];
            }
        }
        return new(form / 2, 0, blocks);
    }
}

/// <summary>Where in the period the watched time of each block lies on average: what even traffic would show there.</summary>
sealed class BlockPhases
{
    readonly long firstBlock;
    readonly Complex[] first;
    readonly Complex[] second;

    /// <summary>Reads the covered hours of local days; every hour stands at its middle.</summary>
    /// <param name="days">The days.</param>
    /// <param name="daysABlock">1 for days, 7 for weeks that begin on Monday.</param>
    /// <param name="hasHoles">Whether more than the edges of the record were not watched.</param>
    public BlockPhases(LocalDays days, int daysABlock, bool hasHoles)
    {
        HasHoles = hasHoles;
        var shift = daysABlock == 1 ? 0 : RhythmFrame.MondayShift;
        firstBlock = (long)Math.Floor((days.First + shift) / (double)daysABlock);
        var blocks = days.Count == 0 ? 0 : (int)((long)Math.Floor((days.First + days.Count - 1 + shift) / (double)daysABlock) - firstBlock) + 1;
        (first, second) = (new Complex[blocks], new Complex[blocks]);
        var seconds = new double[blocks];
        for (var cell = 0; cell < days.Covered.Length; cell++)
        {
            var day = days.First + cell / LocalDays.Hours + shift;
            var block = (int)((long)Math.Floor(day / (double)daysABlock) - firstBlock);
            var phase = ((day - (firstBlock + block) * daysABlock) * LocalDays.Hours + cell % LocalDays.Hours + .5) / (daysABlock * LocalDays.Hours);
            var (covered, angle) = (days.Covered[cell], Math.Tau * phase);
            first[block] += Complex.FromPolarCoordinates(covered, angle);
            second[block] += Complex.FromPolarCoordinates(covered, 2 * angle);
            seconds[block] += covered;
        }
        for (var i = 0; i < blocks; i++)
            if (seconds[i] > 0)
                (first[i], second[i]) = (first[i] / seconds[i], second[i] / seconds[i]);
    }

    /// <summary>Whether more than the edges of the record were not watched.</summary>
    public bool HasHoles { get; }

    /// <summary>Mean phase of a block, first harmonic.</summary>
    public Complex First(double block) => At(first, block);

    /// <summary>Mean phase of a block, second harmonic.</summary>
    public Complex Second(double block) => At(second, block);

    Complex At(Complex[] phases, double block) => block - firstBlock is >= 0 and var i && i < phases.Length ? phases[(int)i] : default;
}
