namespace Postern.Analysis.Numerics;

/// <summary>Seeded random numbers (Steele, Lea and Flood 2014): the same seed gives the same draws on every machine.</summary>
/// <remarks>Not for secrets. One generator belongs to one thread; give each task its own seed.</remarks>
public sealed class SplitMix64(ulong seed)
{
    const ulong Step = 0x9E3779B97F4A7C15;
    ulong state = seed;
    double spareNormal = double.NaN;

    /// <summary>The next 64 bits.</summary>
    public ulong NextUInt64() => Mix(state += Step);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform whole number in [0, below), without bias (Lemire 2019); <paramref name="below"/> at least 1.</summary>
    public int Next(int below)
    {
        var range = (ulong)below;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            var excess = (0 - range) % range;
            while (low < excess)
                high = Math.BigMul(NextUInt64(), range, out low);
        }
        return (int)high;
    }

    /// <summary>Exponential with the given mean.</summary>
    public double NextExponential(double mean = 1) => -mean * Math.Log(1 - NextDouble());

    /// <summary>Standard normal (polar method, Marsaglia and Bray 1964).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(spareNormal))
        {
            var spare = spareNormal;
            spareNormal = double.NaN;
            return spare;
        }
        double x, y, square;
        do
        {
            x = 2 * NextDouble() - 1;
            y = 2 * NextDouble() - 1;
            square = x * x + y * y;
        }
        while (square is >= 1 or 0);
        var factor = Math.Sqrt(-2 * Math.Log(square) / square);
        spareNormal = y * factor;
        return x * factor;
    }

    /// <summary>Poisson count of the given mean: by multiplication below 10, by Hörmann's transformed rejection (PTRS, 1993) from there.</summary>
    public long NextPoisson(double mean)
    {
        if (mean < 10)
        {
            var limit = Math.Exp(-mean);
            var product = NextDouble();
            long count = 0;
            for (; product > limit; count++)
                product *= NextDouble();
            return count;
        }
        var b = 0.931 + 2.53 * Math.Sqrt(mean);
        var a = -0.059 + 0.02483 * b;
        var inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        var ratio = 0.9277 - 3.6224 / (b - 2);
        while (true)
        {
            var u = NextDouble() - 0.5;
            var v = NextDouble();
            var us = 0.5 - Math.Abs(u);
            var k = Math.Floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= ratio)
                return (long)k;
            if (k < 0 || (us < 0.013 && v > us))
                continue;
            if (Math.Log(v * inverseAlpha / (a / (us * us) + b)) <= Gamma.LogPoissonTerm(k, mean))
                return (long)k;
        }
    }

    /// <summary>The deterministic dither of METHODS §0 for the contact of the given index: uniform in [0, 1).</summary>
    internal static double Dither(int index) => (Mix(unchecked((ulong)(index + 1) * Step)) >> 11) * (1.0 / (1UL << 53));

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
