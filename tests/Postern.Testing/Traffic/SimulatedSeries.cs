namespace Postern.Testing.Traffic;

/// <summary>Contacts of one simulated pair and the window in which it was observed.</summary>
/// <param name="Times">Ascending, UTC nanoseconds since 1970, floored to the resolution asked for; equal ticks may repeat.</param>
/// <param name="From">Start of the window (ns).</param>
/// <param name="To">End of the window (ns), exclusive.</param>
public sealed record SimulatedSeries(long[] Times, long From, long To)
{
    /// <summary>Start of the generators' windows unless they are told otherwise: Monday 2024-01-01T00:00:00Z.</summary>
    public const long Monday = 1_704_067_200 * Second;

    /// <summary>Nanoseconds in a second, the generators' usual resolution.</summary>
    public const long Second = 1_000_000_000;

    /// <summary>Length of the window, seconds.</summary>
    public double Seconds => (To - From) / 1e9;

    /// <summary>Gaps between neighbours, seconds.</summary>
    public double[] Gaps => [.. Times.Zip(Times.Skip(1), (a, b) => (b - a) / 1e9)];

    /// <summary>Contacts in each of <paramref name="bins"/> equal parts of the window.</summary>
    public int[] Counts(int bins)
    {
        var counts = new int[bins];
        foreach (var time in Times)
            counts[(int)((Int128)(time - From) * bins / (To - From))]++;
        return counts;
    }

    /// <summary>Both series as one, over the union of their windows.</summary>
    public SimulatedSeries With(SimulatedSeries other)
    {
        long[] times = [.. Times, .. other.Times];
        Array.Sort(times);
        return new SimulatedSeries(times, Math.Min(From, other.From), Math.Max(To, other.To));
    }

    /// <summary>A series of offsets from the window's start (s, any order), floored to <paramref name="resolution"/> (ns).</summary>
    internal static SimulatedSeries Of(IEnumerable<double> offsets, double seconds, long from, long resolution)
    {
        long[] times = [.. offsets.Select(offset => from + (long)(offset * 1e9) / resolution * resolution)];
        Array.Sort(times);
        return new SimulatedSeries(times, from, from + (long)(seconds * 1e9));
    }
}
