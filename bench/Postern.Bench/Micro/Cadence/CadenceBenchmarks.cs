using BenchmarkDotNet.Attributes;
using Postern.Analysis;
using Postern.Analysis.Cadence;
using Postern.Bench.Rita;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Bench.Micro.Cadence;

/// <summary>All five tests on one series, beside RITA's score of the same series.</summary>
[MemoryDiagnoser]
public class CadenceBenchmarks
{
    readonly CadenceWorkspace workspace = new();
    long[] times = [];
    double[] seconds = [];
    Watch watch = new(Coverage.Whole(0, 1), 1);
    SimulatedSeries series = new([], 0, 1);

    [Params(20, 200, 1_000, 5_000, 50_000)]
    public int Contacts { get; set; }

    [Params(TrafficFamily.Poisson, TrafficFamily.Hawkes)]
    public TrafficFamily Family { get; set; }

    [GlobalSetup]
    public void Simulate()
    {
        series = BackgroundTraffic.Simulate(Family, 1, Contacts, 7 * 86_400);
        times = series.Times;
        seconds = [.. times.Select(time => time / 1e9)];
        watch = new Watch(Coverage.Whole(series.From, series.To), 1);
    }

    [Benchmark(Baseline = true, Description = "RITA's score")]
    public double Rita() => RitaScore.Of(seconds, series.From / 1e9, series.To / 1e9).Composite;

    [Benchmark(Description = "five tests")]
    public double Tests() => CadenceTests.Weigh(times, watch, workspace).LnP;
}
