using System.CommandLine;

namespace Postern.Bench.Auc;

/// <summary><c>auc</c>: how well we tell beacons from other traffic, beside RITA's score, with a verdict.</summary>
static class AucCommand
{
    public static Command Make()
    {
        var reps = new Option<int>("--reps")
        {
            Description = "beacons, and as many others, per cell up to 200 beats; half of it above",
            DefaultValueFactory = _ => 48,
        };
        var seed = new Option<ulong>("--seed") { Description = "seed of the simulation", DefaultValueFactory = _ => 2026 };
        var quick = new Option<bool>("--quick") { Description = "60 of the 1,200 cells, no more than 200 beats: under a minute" };
        var beats = new Option<int[]>("--beats") { Description = "only cells of so many scheduled beats", AllowMultipleArgumentsPerToken = true };
        var each = new Option<bool>("--cells") { Description = "also a line of comma-separated values for each cell" };
        var command = new Command("auc", "ranking of beacons against RITA's score over the grid of METHODS §13") { reps, seed, quick, beats, each };
        command.SetAction(parsed =>
        {
            var only = parsed.GetValue(beats) ?? [];
            AucCell[] cells = [.. AucCell.Grid(parsed.GetValue(quick)).Where(c => only.Length == 0 || only.Contains(c.Beats))];
            var done = 0;
            var results = AucStudy.Run(cells, parsed.GetValue(reps), parsed.GetValue(seed), () =>
            {
                var now = Interlocked.Increment(ref done);
                if (now % 20 == 0)
                    Console.Error.WriteLine($"{now} of {cells.Length} cells");
            });
            if (parsed.GetValue(each))
                AucReport.WriteCells(results, Console.Out);
            return AucReport.Write(results, whole: !parsed.GetValue(quick), Console.Out) ? 0 : 1;
        });
        return command;
    }
}
