using Postern.Testing.Traffic;

namespace Postern.Bench.Auc;

/// <summary>One setting of METHODS §13's grid.</summary>
sealed record AucCell(BeaconClock Clock, int Beats, double Jitter, double Missing, double NoisePerBeat)
{
    /// <summary>Backgrounds; positives and negatives are compared within each.</summary>
    public static TrafficFamily[] Families { get; } =
    [
        TrafficFamily.Poisson, TrafficFamily.DayWave, TrafficFamily.Sessions,
        TrafficFamily.Weibull, TrafficFamily.LogNormal, TrafficFamily.Hawkes,
    ];

    /// <summary>Scheduled beats.</summary>
    public static int[] AllBeats { get; } = [20, 50, 200, 1_000, 5_000];

    /// <summary>Other contacts per scheduled beat.</summary>
    public static double[] AllNoise { get; } = [0, .5, 1, 2, 5];

    /// <summary>The whole grid of 1,200 cells, or a quick one of 60 that spans it up to 200 beats.</summary>
    public static IEnumerable<AucCell> Grid(bool quick) =>
        from clock in Enum.GetValues<BeaconClock>()
        from beats in quick ? AllBeats[..3] : AllBeats
        from jitter in quick ? [.2] : new[] { 0, .05, .1, .2, .3, .5 }
        from missing in quick ? [0, .4] : new[] { 0, .2, .4, .6 }
        from noise in AllNoise
        select new AucCell(clock, beats, jitter, missing, noise);
}
