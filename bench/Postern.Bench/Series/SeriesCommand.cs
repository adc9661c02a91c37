using System.CommandLine;
using System.Diagnostics;
using Postern.Analysis;
using Postern.Analysis.Cadence;
using Postern.Bench.Records;
using Postern.Bench.Rita;
using Postern.Contacts;

namespace Postern.Bench.Series;

/// <summary><c>series</c>: our five tests against RITA's score on the same series, in turn (DESIGN §10).</summary>
static class SeriesCommand
{
    const int Rounds = 5;

    public static Command Make()
    {
        var count = new Option<int>("--series") { Description = "how many", DefaultValueFactory = _ => 100_000 };
        var contacts = new Option<int>("--contacts") { Description = "contacts in all", DefaultValueFactory = _ => 4_000_000 };
        var command = new Command("series", "analyse many series, beside RITA's score, one thread, five rounds in turn") { count, contacts };
        command.SetAction(parsed =>
        {
            var record = SyntheticRecord.Make(1, parsed.GetValue(contacts), parsed.GetValue(count), 4);
            var series = record.Series();
            var from = series.Min(times => times[0]);
            var to = series.Max(times => times[^1]) + 1_000;
            var watch = new Watch(Coverage.Whole(from, to), 1e-6);
            var workspace = new CadenceWorkspace();
            List<double> ours = [], theirs = [];
            for (var round = 0; round < Rounds; round++)
            {
                theirs.Add(Seconds(() => series.Sum(times => Rita(times, from, to))));
                ours.Add(Seconds(() => series.Sum(times => CadenceTests.Weigh(times, watch, workspace).RankScore)));
            }
            var (a, b) = (Median(ours), Median(theirs));
            Console.WriteLine($"{series.Count:N0} series, {record.Lines:N0} contacts, {series.Count(times => times.Length >= CadenceTests.LeastOccasions):N0} of them tested");
            Console.WriteLine($"five tests {a:F2} s, RITA's score {b:F2} s, ratio {a / b:F2} (medians of {Rounds} rounds, one thread)");
        });
        return command;
    }

    static double Rita(long[] times, long from, long to)
    {
        var seconds = new double[times.Length];
        for (var i = 0; i < times.Length; i++)
            seconds[i] = times[i] / 1_000_000_000; // RITA reads whole seconds
        return RitaScore.Of(seconds, from / 1e9, to / 1e9).Composite;
    }

    static double Seconds(Func<double> work)
    {
        var watch = Stopwatch.StartNew();
        GC.KeepAlive(work());
        return watch.Elapsed.TotalSeconds;
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
