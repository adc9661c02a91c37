using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Postern.Analysis.Numerics;

/// <summary>Squared magnitudes of the Fourier transform of a real series whose length is a power of two.</summary>
/// <remarks>
/// The series of length 2N goes in as N even and N odd samples, which are the real and imaginary parts of one complex
/// transform of length N (Cooley and Tukey radix 4, decimation in frequency, in place). Its output lies in bit-reversed
/// order and is never sorted: the last step reads it there. Twiddle tables are built once a size and shared; the work
/// allocates nothing else. No fused multiplication: every machine gives the same bits.
/// </remarks>
static class RealFft
{
    /// <summary>Blocks up to this length are finished before the next is begun, so that they stay in the cache.</summary>
    const int CacheBlock = 4096;

    static readonly Twiddles?[] Tables = new Twiddles?[31];

    /// <summary>power[j] = |Σ x_b e^(-2πi j b / 2N)|² for j below power.Length, at most N + 1.</summary>
    /// <param name="even">x_0, x_2, …: N values, N a power of two from 4 up; overwritten.</param>
    /// <param name="odd">x_1, x_3, …: N values; overwritten.</param>
    /// <param name="power">The result.</param>
    public static void Power(Span<double> even, Span<double> odd, Span<double> power)
    {
        var n = even.Length;
        if (n < 4 || !BitOperations.IsPow2(n) || odd.Length != n || power.Length > n + 1)
            throw new ArgumentException("RealFft needs 2^k even and as many odd samples, k >= 2, and room for at most 2^k + 1 results.", nameof(even));
        Transform(ref MemoryMarshal.GetReference(even), ref MemoryMarshal.GetReference(odd), n);
        Combine(even, odd, power);
    }

    static void Transform(ref double re, ref double im, int length)
    {
        if (length > CacheBlock)
        {
            Radix4(ref re, ref im, length, length);
            var quarter = length / 4;
            for (var i = 0; i < 4; i++)
                Transform(ref Unsafe.Add(ref re, i * quarter), ref Unsafe.Add(ref im, i * quarter), quarter);
            return;
        }
        var block = length;
        for (; block >= 16; block /= 4)
            Radix4(ref re, ref im, length, block);
        if (block == 8)
            Radix2Of8(ref re, ref im, length);
        LastRadix4(ref re, ref im, length);
    }

    /// <summary>One radix-4 pass over all blocks; stores the quarters in the order 0, 2, 1, 3, as two radix-2 passes would.</summary>
    static void Radix4(ref double re, ref double im, int length, int block)
    {
        var table = Table(block);
        ref var cos = ref MemoryMarshal.GetArrayDataReference(table.Cos);
        ref var sin = ref MemoryMarshal.GetArrayDataReference(table.Sin);
        var quarter = block / 4;
        for (var start = 0; start < length; start += block)
        {
            ref var r0 = ref Unsafe.Add(ref re, start);
            ref var r1 = ref Unsafe.Add(ref r0, quarter);
            ref var r2 = ref Unsafe.Add(ref r1, quarter);
            ref var r3 = ref Unsafe.Add(ref r2, quarter);
            ref var i0 = ref Unsafe.Add(ref im, start);
            ref var i1 = ref Unsafe.Add(ref i0, quarter);
            ref var i2 = ref Unsafe.Add(ref i1, quarter);
            ref var i3 = ref Unsafe.Add(ref i2, quarter);
            for (nuint j = 0; j < (nuint)quarter; j += 4)
            {
                var ar = Vector256.LoadUnsafe(ref r0, j);
                var ai = Vector256.LoadUnsafe(ref i0, j);
                var br = Vector256.LoadUnsafe(ref r1, j);
                var bi = Vector256.LoadUnsafe(ref i1, j);
                var cr = Vector256.LoadUnsafe(ref r2, j);
                var ci = Vector256.LoadUnsafe(ref i2, j);
                var dr = Vector256.LoadUnsafe(ref r3, j);
                var di = Vector256.LoadUnsafe(ref i3, j);
                Vector256<double> sumR = ar + cr, sumI = ai + ci, differenceR = ar - cr, differenceI = ai - ci;
                Vector256<double> otherR = br + dr, otherI = bi + di, turnedR = bi - di, turnedI = dr - br; // -i (b - d)
                (sumR + otherR).StoreUnsafe(ref r0, j);
                (sumI + otherI).StoreUnsafe(ref i0, j);
                var w1r = Vector256.LoadUnsafe(ref cos, j);
                var w1i = Vector256.LoadUnsafe(ref sin, j);
                var w2r = w1r * w1r - w1i * w1i;
                var w2i = w1r * w1i;
                w2i += w2i;
                Vector256<double> xr = sumR - otherR, xi = sumI - otherI;
                (xr * w2r - xi * w2i).StoreUnsafe(ref r1, j);
                (xr * w2i + xi * w2r).StoreUnsafe(ref i1, j);
                xr = differenceR + turnedR;
                xi = differenceI + turnedI;
                (xr * w1r - xi * w1i).StoreUnsafe(ref r2, j);
                (xr * w1i + xi * w1r).StoreUnsafe(ref i2, j);
                var w3r = w2r * w1r - w2i * w1i;
                var w3i = w2r * w1i + w2i * w1r;
                xr = differenceR - turnedR;
                xi = differenceI - turnedI;
                (xr * w3r - xi * w3i).StoreUnsafe(ref r3, j);
                (xr * w3i + xi * w3r).StoreUnsafe(ref i3, j);
            }
        }
    }

    static void Radix2Of8(ref double re, ref double im, int length)
    {
        const double h = 0.70710678118654752440;
        var wr = Vector256.Create(1, h, 0, -h);
        var wi = Vector256.Create(0, -h, -1, -h);
        for (nuint j = 0; j < (nuint)length; j += 8)
        {
            var ar = Vector256.LoadUnsafe(ref re, j);
            var ai = Vector256.LoadUnsafe(ref im, j);
            var br = Vector256.LoadUnsafe(ref re, j + 4);
            var bi = Vector256.LoadUnsafe(ref im, j + 4);
            (ar + br).StoreUnsafe(ref re, j);
            (ai + bi).StoreUnsafe(ref im, j);
            Vector256<double> xr = ar - br, xi = ai - bi;
            (xr * wr - xi * wi).StoreUnsafe(ref re, j + 4);
            (xr * wi + xi * wr).StoreUnsafe(ref im, j + 4);
        }
    }

    static void LastRadix4(ref double re, ref double im, int length)
    {
        for (var j = 0; j < length; j += 4)
        {
            ref var r = ref Unsafe.Add(ref re, j);
            ref var i = ref Unsafe.Add(ref im, j);
            double ar = r, br = Unsafe.Add(ref r, 1), cr = Unsafe.Add(ref r, 2), dr = Unsafe.Add(ref r, 3);
            double ai = i, bi = Unsafe.Add(ref i, 1), ci = Unsafe.Add(ref i, 2), di = Unsafe.Add(ref i, 3);
            double sumR = ar + cr, sumI = ai + ci, differenceR = ar - cr, differenceI = ai - ci;
            double otherR = br + dr, otherI = bi + di, turnedR = bi - di, turnedI = dr - br;
            r = sumR + otherR;
            i = sumI + otherI;
            Unsafe.Add(ref r, 1) = sumR - otherR;
            Unsafe.Add(ref i, 1) = sumI - otherI;
            Unsafe.Add(ref r, 2) = differenceR + turnedR;
            Unsafe.Add(ref i, 2) = differenceI + turnedI;
            Unsafe.Add(ref r, 3) = differenceR - turnedR;
            Unsafe.Add(ref i, 3) = differenceI - turnedI;
        }
    }

    /// <summary>From the complex transform Z in bit-reversed order to the powers of the real series' transform X.</summary>
    /// <remarks>Read as it lies: from 2^b to 2^(b+1) - 1 the places of Z_k and Z_(N-k) are each other's mirror images, and the place of
    /// Z_k alone gives its angle πk/N (van der Corput's sequence), so that one table serves all lengths.</remarks>
    static void Combine(ReadOnlySpan<double> re, ReadOnlySpan<double> im, Span<double> power)
    {
        var n = re.Length;
        Store(power, 0, re[0] + im[0], 0);
        Store(power, n, re[0] - im[0], 0);
        Store(power, n / 2, re[1], -im[1]);
        var (cos, sin) = HalfTurns.Of(n / 2);
        for (var block = 2; block < n; block *= 2)
        {
            // Even places hold k below N/2, their mirror images N - k.
            var k = Reversed(block, n);
            for (int here = block, mirror = 2 * block - 1; here < 2 * block; here += 2, mirror -= 2)
            {
                double ar = re[here], ai = im[here], br = re[mirror], bi = -im[mirror];
                double evenR = 0.5 * (ar + br), evenI = 0.5 * (ai + bi);
                double oddR = 0.5 * (ai - bi), oddI = 0.5 * (br - ar); // -i (Z_k - conj Z_(N-k)) / 2
                double wr = cos[here / 2], wi = sin[here / 2];
                double turnedR = oddR * wr - oddI * wi, turnedI = oddR * wi + oddI * wr;
                if (k < power.Length)
                    power[k] = Square(evenR + turnedR, evenI + turnedI);
                if (n - k < power.Length)
                    power[n - k] = Square(evenR - turnedR, evenI - turnedI);
                // here + 2 flips as many bits from bit 1 up as here / 2 has trailing ones, and one more; k has them from the top.
                var flipped = BitOperations.TrailingZeroCount(~(here >> 1)) + 1;
                k ^= n / 2 - (n / 2 >> flipped);
            }
        }
    }

    static void Store(Span<double> power, int k, double r, double i)
    {
        if (k < power.Length)
            power[k] = Square(r, i);
    }

    /// <summary>The bits of <paramref name="place"/> below <paramref name="n"/> = 2^b, in reverse.</summary>
    static int Reversed(int place, int n)
    {
        var reversed = 0;
        for (var bit = 1; bit < n; bit *= 2)
            reversed = reversed << 1 | ((place & bit) != 0 ? 1 : 0);
        return reversed;
    }

    static double Square(double r, double i) => r * r + i * i;

    static Twiddles Table(int block)
    {
        ref var slot = ref Tables[BitOperations.Log2((uint)block)];
        return Volatile.Read(ref slot) ?? Interlocked.CompareExchange(ref slot, new Twiddles(block), null) ?? slot;
    }

    /// <summary>cos and -sin of (π/2) v(u) for u from 0, where v is van der Corput's sequence: the bits of u behind the point, the lowest first.</summary>
    sealed record HalfTurns(double[] Cos, double[] Sin)
    {
        static HalfTurns longest = new([], []);

        /// <summary>A table of at least so many.</summary>
        public static HalfTurns Of(int count)
        {
            var table = Volatile.Read(ref longest);
            while (table.Cos.Length < count)
            {
                var longer = Build(count);
                var before = Interlocked.CompareExchange(ref longest, longer, table);
                table = before == table ? longer : before;
            }
            return table;
        }

        static HalfTurns Build(int count)
        {
            var table = new HalfTurns(new double[count], new double[count]);
            for (var u = 0; u < count; u++)
            {
                var (sin, cos) = Math.SinCos(Math.PI / 2 * (Reversed(u, count) / (double)count));
                (table.Cos[u], table.Sin[u]) = (cos, -sin);
            }
            return table;
        }
    }

    /// <summary>cos and -sin of 2πj/L for j below L/4.</summary>
    sealed class Twiddles
    {
        public readonly double[] Cos;
        public readonly double[] Sin;

        public Twiddles(int block)
        {
            Cos = new double[block / 4];
            Sin = new double[block / 4];
            for (var j = 0; j < Cos.Length; j++)
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * j / block);
                Cos[j] = cos;
                Sin[j] = -sin;
            }
        }
    }
}
