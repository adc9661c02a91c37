using Postern.Simulation;

namespace Postern.Testing.Traffic;

/// <summary>What drives a beacon (DESIGN §6): a schedule keeps its phase, a sleep starts anew at each contact.</summary>
public enum BeaconClock
{
    /// <summary>Beat k comes at phase + k P + error; errors do not add up (cron, NTP, pollers).</summary>
    Schedule,

    /// <summary>The next beat comes a jittered period after the last, so errors add up (sleep loops).</summary>
    Sleep,
}

/// <summary>A beacon of METHODS §13's grid with its truth.</summary>
public sealed record Beacon
{
    /// <summary>Schedule or sleep.</summary>
    public BeaconClock Clock { get; init; }

    /// <summary>Scheduled beats.</summary>
    public required int Beats { get; init; }

    /// <summary>Period, seconds.</summary>
    public required double PeriodSeconds { get; init; }

    /// <summary>Half-width of the uniform jitter, as a share of the period.</summary>
    public double Jitter { get; init; }

    /// <summary>Chance of each beat to be missed, 0 to 1.</summary>
    public double Missing { get; init; }

    /// <summary>Mean number of other contacts per scheduled beat; their number is Poisson.</summary>
    public double NoisePerBeat { get; init; }

    /// <summary>What the other contacts are like.</summary>
    public TrafficFamily Noise { get; init; } = TrafficFamily.Poisson;

    /// <summary>A beacon with a period drawn log-uniformly from one minute to one hour (METHODS §13).</summary>
    public static Beacon WithDrawnPeriod(ulong seed, int beats) =>
        new() { Beats = beats, PeriodSeconds = new TrafficRandom(seed).LogUniform(60, 3_600) };

    /// <summary>Simulates it in the window [0, max(beats x period, last beat + 1 s)) from <paramref name="from"/>.</summary>
    /// <param name="seed">Same beacon and seed, same series.</param>
    /// <param name="from">Start of the window (ns).</param>
    /// <param name="resolution">Step that times are floored to (ns).</param>
    public SimulatedSeries Simulate(
        ulong seed, long from = SimulatedSeries.Monday, long resolution = SimulatedSeries.Second)
    {
        var random = new TrafficRandom(seed);
        List<double> offsets = [];
        var phase = random.Uniform(0, PeriodSeconds);
        var sleeper = phase;
        for (var beat = 0; beat < Beats; beat++)
        {
            var error = PeriodSeconds * random.Uniform(-Jitter, Jitter);
            var time = Clock == BeaconClock.Schedule ? phase + beat * PeriodSeconds + error : sleeper;
            sleeper += PeriodSeconds + error;
            if (random.Uniform() >= Missing && time >= 0)
                offsets.Add(time);
        }
        var seconds = Math.Max(Beats * PeriodSeconds, offsets.DefaultIfEmpty().Max() + 1);
        var noise = random.Poisson(NoisePerBeat * Beats);
        offsets.AddRange(BackgroundTraffic.Offsets(Noise, random, noise, seconds, from / 1e9));
        return SimulatedSeries.Of(offsets, seconds, from, resolution);
    }
}
