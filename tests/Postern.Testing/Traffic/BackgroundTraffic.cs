using Postern.Simulation;

namespace Postern.Testing.Traffic;

/// <summary>Traffic of a <see cref="TrafficFamily"/>: exactly the number of contacts asked for, in exactly the window asked for.</summary>
/// <remarks>Given the number, a Poisson process with a rate that varies is so many independent draws from the rate; clusters are
/// added until the number is reached; renewals are stretched to fill the window. So positives and negatives of a comparison can
/// be matched in number and window, as METHODS §13 does.</remarks>
public static class BackgroundTraffic
{
    /// <summary>Simulates one series.</summary>
    /// <param name="family">What it is like. Parameters that a family leaves open are drawn from the seed.</param>
    /// <param name="seed">Same arguments and seed, same series.</param>
    /// <param name="count">Number of contacts.</param>
    /// <param name="seconds">Length of the window.</param>
    /// <param name="from">Start of the window (ns); office hours follow its calendar.</param>
    /// <param name="resolution">Step that times are floored to (ns).</param>
    public static SimulatedSeries Simulate(
        TrafficFamily family, ulong seed, int count, double seconds,
        long from = SimulatedSeries.Monday, long resolution = SimulatedSeries.Second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        var random = new TrafficRandom(seed);
        return SimulatedSeries.Of(Offsets(family, random, count, seconds, from / 1e9), seconds, from, resolution);
    }

    /// <summary>Offsets from the window's start (s), in no order.</summary>
    internal static IEnumerable<double> Offsets(
        TrafficFamily family, TrafficRandom random, int count, double seconds, double fromSeconds)
    {
        return family switch
        {
            TrafficFamily.Sessions => Clusters.Sessions(random, count, seconds),
            TrafficFamily.Hawkes => Clusters.Hawkes(random, count, seconds),
            TrafficFamily.Weibull => Renewals.Weibull(random, count, seconds),
            TrafficFamily.LogNormal => Renewals.LogNormal(random, count, seconds),
            TrafficFamily.Poisson => Drawn([1]),
            TrafficFamily.DayWave => Drawn(VaryingRate.DayWave(random, seconds)),
            TrafficFamily.OfficeHours => Drawn(VaryingRate.OfficeHours(random, seconds, fromSeconds)),
            TrafficFamily.MarkovModulated => Drawn(VaryingRate.TwoStates(random, seconds)),
            TrafficFamily.CoxOneDay => Drawn(VaryingRate.LogGaussian(random, seconds, 86_400)),
            TrafficFamily.CoxFiveDays => Drawn(VaryingRate.LogGaussian(random, seconds, 5 * 86_400)),
            _ => throw new ArgumentOutOfRangeException(nameof(family), family, "no such family"),
        };

        double[] Drawn(double[] rates) => VaryingRate.Draw(random, count, seconds, rates);
    }
}
