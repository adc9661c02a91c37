using Postern.Simulation;

namespace Postern.Testing.Traffic;

/// <summary>Independent gaps of one law, stretched so that they fill the window.</summary>
static class Renewals
{
    public static double[] Weibull(TrafficRandom random, int count, double seconds) =>
        Stretch(count, seconds, () => Math.Pow(random.Exponential(1), 2)); // shape .5: a squared exponential

    public static double[] LogNormal(TrafficRandom random, int count, double seconds)
    {
        var sigma = random.Uniform(1, 1.8);
        return Stretch(count, seconds, () => Math.Exp(sigma * random.Normal()));
    }

    static double[] Stretch(int count, double seconds, Func<double> gap)
    {
        var offsets = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            offsets[i] = sum += gap();
        var scale = seconds / (sum + gap());
        for (var i = 0; i < count; i++)
            offsets[i] *= scale;
        return offsets;
    }
}
