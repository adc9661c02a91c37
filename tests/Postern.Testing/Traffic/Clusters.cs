using Postern.Simulation;

namespace Postern.Testing.Traffic;

/// <summary>Poisson parents, each with a train of contacts; trains that leave the window come in again at its start.</summary>
static class Clusters
{
    const double Branching = .7;

    public static double[] Sessions(TrafficRandom random, int count, double seconds)
    {
        var size = random.Uniform(2, 8);
        var step = random.Uniform(2, 60);
        var offsets = new double[count];
        for (var made = 0; made < count;)
        {
            var time = random.Uniform(0, seconds);
            for (var left = random.Geometric(size); left > 0 && made < count; left--)
            {
                offsets[made++] = time % seconds;
                time += random.Exponential(step);
            }
        }
        return offsets;
    }

    /// <summary>Hawkes process by its branching form: every contact, itself caused or not, causes Poisson(.7) others.</summary>
    public static double[] Hawkes(TrafficRandom random, int count, double seconds)
    {
        var delay = random.LogUniform(10, 300);
        List<double> offsets = [];
        while (offsets.Count < count)
        {
            offsets.Add(random.Uniform(0, seconds));
            for (var parent = offsets.Count - 1; parent < offsets.Count && offsets.Count < count; parent++)
                for (var children = random.Poisson(Branching); children > 0 && offsets.Count < count; children--)
                    offsets.Add(offsets[parent] + random.Exponential(delay));
        }
        return [.. offsets.Select(time => time % seconds)];
    }
}
