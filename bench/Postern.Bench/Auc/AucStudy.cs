using Postern.Analysis;
using Postern.Analysis.Cadence;
using Postern.Bench.Rita;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Bench.Auc;

/// <summary>Beacons against other traffic of the same family, number and window, scored by us and by RITA (METHODS §13).</summary>
static class AucStudy
{
    const double CallAtLnP = -6.907755278982137; // ln .001

    /// <summary>Simulates and scores every cell, on all cores; the result depends on the arguments alone.</summary>
    /// <param name="cells">The grid.</param>
    /// <param name="reps">Beacons, and others, per cell up to 200 beats; half as many above. Multiples of 12 treat families alike.</param>
    /// <param name="seed">Seed of everything.</param>
    /// <param name="done">Called once a finished cell.</param>
    public static AucResult[] Run(IReadOnlyList<AucCell> cells, int reps, ulong seed, Action done)
    {
        var results = new AucResult[cells.Count];
        using var workspaces = new ThreadLocal<CadenceWorkspace>(() => new CadenceWorkspace());
        // The dear cells come last in the grid: taken first, they do not leave one core alone with them.
        Parallel.ForEach(
            Enumerable.Range(0, cells.Count).OrderByDescending(i => cells[i].Beats * (1 + cells[i].NoisePerBeat)),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            i =>
            {
                results[i] = Run(cells[i], cells[i].Beats > 200 ? Math.Max(1, reps / 2) : reps, seed + ((ulong)i << 32), workspaces.Value!);
                done();
            });
        return results;
    }

    static AucResult Run(AucCell cell, int reps, ulong seed, CadenceWorkspace workspace)
    {
        var families = AucCell.Families;
        var beacons = families.Select(_ => new List<Scores>()).ToArray();
        var others = families.Select(_ => new List<Scores>()).ToArray();
        for (var rep = 0; rep < reps; rep++)
        {
            var family = rep % families.Length;
            var own = seed + (ulong)rep * 3;
            var beacon = new Beacon
            {
                Clock = cell.Clock,
                Beats = cell.Beats,
                PeriodSeconds = Beacon.WithDrawnPeriod(own, cell.Beats).PeriodSeconds,
                Jitter = cell.Jitter,
                Missing = cell.Missing,
                NoisePerBeat = cell.NoisePerBeat,
                Noise = families[family],
            }.Simulate(own + 1);
            beacons[family].Add(Scores.Of(beacon, workspace));
            others[family].Add(Scores.Of(
                BackgroundTraffic.Simulate(families[family], own + 2, beacon.Times.Length, beacon.Seconds), workspace));
        }
        return new AucResult(
            cell, Areas(s => s.Ours), Mean(s => s.RitaTimestamp), Mean(s => s.RitaComposite),
            beacons.Sum(list => list.Count(s => s.Called)) / (double)reps, others.Sum(list => list.Count(s => s.Called)), reps);

        double Mean(Func<Scores, double> score) => Areas(score).Where(area => !double.IsNaN(area)).Average();

        double[] Areas(Func<Scores, double> score) => [.. beacons.Zip(others, (yes, no) =>
            yes.Count == 0 ? double.NaN : AucResult.Area([.. yes.Select(score)], [.. no.Select(score)]))];
    }

    readonly record struct Scores(double Ours, bool Called, double RitaTimestamp, double RitaComposite)
    {
        public static Scores Of(SimulatedSeries series, CadenceWorkspace workspace)
        {
            var evidence = CadenceTests.Weigh(series.Times, new Watch(Coverage.Whole(series.From, series.To), 1), workspace);
            var rita = RitaScore.Of([.. series.Times.Select(time => time / 1e9)], series.From / 1e9, series.To / 1e9);
            return new Scores(evidence.RankScore, evidence.LnP < CallAtLnP, rita.Timestamp, rita.Composite);
        }
    }
}
