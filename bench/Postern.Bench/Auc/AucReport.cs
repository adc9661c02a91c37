using System.Globalization;

namespace Postern.Bench.Auc;

/// <summary>Prints the study as Markdown and says whether the targets of METHODS §13 are met.</summary>
static class AucReport
{
    // METHODS §13: what the prototype reached, by beats and noise per beat.
    static readonly double[][] prototype =
    [
        [.971, .899, .868, .829, .730],
        [.994, .956, .929, .878, .798],
        [1, .985, .970, .936, .873],
        [1, .996, .987, .973, .931],
        [1, .997, .994, .984, .954],
    ];

    /// <summary>Writes the report; false when a target is missed.</summary>
    public static bool Write(IReadOnlyList<AucResult> results, bool whole, TextWriter to)
    {
        to.WriteLine("AUC, mean over jitter, missed beats and clocks: **ours** / RITA timestamp / RITA composite");
        to.WriteLine();
        to.WriteLine("| beats \\ noise per beat | " + string.Join(" | ", AucCell.AllNoise.Select(Text)) + " |");
        to.WriteLine("|---|" + string.Concat(AucCell.AllNoise.Select(_ => "---|")));
        foreach (var row in results.GroupBy(r => r.Cell.Beats))
        {
            to.WriteLine($"| {row.Key} | " + string.Join(" | ", row.GroupBy(r => r.Cell.NoisePerBeat).Select(g =>
                $"**{g.Average(r => r.Ours):F3}** / {g.Average(r => r.RitaTimestamp):F3} / {g.Average(r => r.RitaComposite):F3}")) + " |");
        }
        to.WriteLine();
        to.WriteLine("Beacons found at p < .001 with jitter up to 10 % and up to 20 % missed; in brackets all of the grid");
        to.WriteLine();
        to.WriteLine("| beats \\ noise per beat | " + string.Join(" | ", AucCell.AllNoise.Select(Text)) + " |");
        to.WriteLine("|---|" + string.Concat(AucCell.AllNoise.Select(_ => "---|")));
        foreach (var row in results.GroupBy(r => r.Cell.Beats))
        {
            to.WriteLine($"| {row.Key} | " + string.Join(" | ", row.GroupBy(r => r.Cell.NoisePerBeat).Select(g =>
                $"{Mean(g.Where(r => r.Cell is { Jitter: <= .1, Missing: <= .2 }).Select(r => r.Power))} ({Mean(g.Select(r => r.Power))})")) + " |");
        }
        to.WriteLine();
        var families = AucCell.Families.Select((family, i) => $"{family} {results.Average(r => r.ByFamily[i]):F3}");
        to.WriteLine($"By family of the other traffic: {string.Join(", ", families)}.");
        to.WriteLine();
        to.WriteLine(
            $"Mean AUC {results.Average(r => r.Ours):F4}; RITA timestamp {results.Average(r => r.RitaTimestamp):F4}, " +
            $"composite {results.Average(r => r.RitaComposite):F4}, the better of the two in each cell {results.Average(r => r.BetterRita):F4}. " +
            $"Better than both by more than .02 in {results.Count(r => r.Ours > r.BetterRita + .02)} of {results.Count} cells, " +
            $"worse by more than .02 in {results.Count(r => r.Ours < r.BetterRita - .02)}.");
        to.WriteLine();
        return Verdict(results, whole, to);
    }

    /// <summary>Writes one line a cell, comma-separated under a header.</summary>
    public static void WriteCells(IEnumerable<AucResult> results, TextWriter to)
    {
        to.WriteLine("clock,beats,jitter,missing,noise,ours,rita_timestamp,rita_composite,power,false_alarms,records");
        foreach (var r in results)
        {
            to.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{r.Cell.Clock},{r.Cell.Beats},{r.Cell.Jitter},{r.Cell.Missing},{r.Cell.NoisePerBeat},{r.Ours:F4},{r.RitaTimestamp:F4},{r.RitaComposite:F4},{r.Power:F4},{r.FalseAlarms},{r.Records}"));
        }
        to.WriteLine();
    }

    static bool Verdict(IReadOnlyList<AucResult> results, bool whole, TextWriter to)
    {
        var good = true;
        if (whole)
            Check($"mean AUC {results.Average(r => r.Ours):F4}, at least .92", results.Average(r => r.Ours) >= .92);
        var alarms = results.Sum(r => r.FalseAlarms) / (double)results.Sum(r => r.Records);
        Check($"false alarms at .001: {results.Sum(r => r.FalseAlarms)} of {results.Sum(r => r.Records)} ({alarms:F5}), at most .002", alarms <= .002);
        foreach (var group in results.GroupBy(r => (r.Cell.Beats, r.Cell.NoisePerBeat)))
        {
            var (beats, noise) = group.Key;
            var ours = group.Average(r => r.Ours);
            var rita = Math.Max(group.Average(r => r.RitaTimestamp), group.Average(r => r.RitaComposite));
            if (ours < rita - .03)
                Check($"{beats} beats, noise {noise}: {ours:F3} against RITA's {rita:F3}", false);
            var least = prototype[Array.IndexOf(AucCell.AllBeats, beats)][Array.IndexOf(AucCell.AllNoise, noise)] - .02;
            if (whole && ours < least)
                Check($"{beats} beats, noise {noise}: {ours:F3}, at least {least:F3}", false);
        }
        foreach (var r in results.Where(r => r.Ours < r.BetterRita - .10))
            Check($"{r.Cell}: {r.Ours:F3} against RITA's {r.BetterRita:F3}", false);
        to.WriteLine(good ? "All targets of METHODS §13 are met." : "Targets are missed.");
        return good;

        void Check(string what, bool met)
        {
            good &= met;
            to.WriteLine($"- {(met ? "met" : "MISSED")}: {what}");
        }
    }

    static string Mean(IEnumerable<double> values) => values.Any() ? values.Average().ToString("F2", CultureInfo.InvariantCulture) : "-";

    static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
