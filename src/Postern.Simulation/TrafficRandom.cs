namespace Postern.Simulation;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014) and the draws that traffic is made of. Same seed, same traffic, everywhere.</summary>
/// <param name="seed">Any number; neighbouring seeds give unrelated draws.</param>
/// <remarks>Generators keep their own so that a fault in the product's numerics cannot hide in the traffic that tests them.</remarks>
public sealed class TrafficRandom(ulong seed)
{
    ulong state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Uniform(double low, double high) => low + (high - low) * Uniform();

    /// <summary>Log-uniform in [low, high).</summary>
    public double LogUniform(double low, double high) => Math.Exp(Uniform(Math.Log(low), Math.Log(high)));

    /// <summary>Exponential with the given mean.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Uniform());

    /// <summary>Standard normal (Box and Muller, one of the two).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(Math.Tau * Uniform());

    /// <summary>Geometric on 1, 2, … with the given mean (at least 1).</summary>
    public int Geometric(double mean) =>
        mean <= 1 ? 1 : 1 + (int)Math.Min(1e6, Math.Log(1 - Uniform()) / Math.Log(1 - 1 / mean));

    /// <summary>Poisson, by counting unit exponentials.</summary>
    public int Poisson(double mean)
    {
        var count = 0;
        for (var sum = Exponential(1); sum < mean; sum += Exponential(1))
            count++;
        return count;
    }
}
