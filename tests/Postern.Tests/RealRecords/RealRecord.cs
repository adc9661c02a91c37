using System.Collections.Concurrent;
using System.Text.Json;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Logs;
using Postern.Logs.Input;
using Postern.Logs.Reading;
using Postern.Testing;

namespace Postern.Tests.RealRecords;

/// <summary>A record of other people's servers, read and investigated as the command does it.</summary>
sealed record RealRecord(ContactTable Table, InvestigationFindings Found)
{
    static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly ConcurrentDictionary<string, Lazy<RealRecord>> Known = new(StringComparer.Ordinal);

    /// <summary>Reads files of <c>shared/data</c>, each record once; skips the test when they are absent.</summary>
    public static RealRecord Of(params string[] paths)
    {
        foreach (var path in paths)
            SharedData.Path(path.Split('/'));
        return Known.GetOrAdd(string.Join('|', paths), _ => new(() => Read([.. paths.Select(path => SharedData.Path(path.Split('/')))]))).Value;
    }

    /// <summary>Reads files by their own paths.</summary>
    public static RealRecord Read(params string[] paths) => Read(ContactFilter.None, paths);

    /// <summary>Reads the part of files that a filter keeps.</summary>
    public static RealRecord Read(ContactFilter filter, params string[] paths) => Read(filter, Analyses.All, paths);

    /// <summary>Reads the part of files that a filter keeps and runs some analyses.</summary>
    public static RealRecord Read(ContactFilter filter, Analyses analyses, params string[] paths)
    {
        var files = InputFiles.Find(paths, Now, out var problems);
        Assert.Empty(problems);
        var harvest = new TableHarvest(filter);
        var reports = new LogReader(new ReadOptions { LogYear = 2021 }, 2).Read(files, harvest, null, TestContext.Current.CancellationToken);
        Assert.All(reports, report => Assert.NotNull(report.Format));
        var table = harvest.Build(TestContext.Current.CancellationToken);
        return new RealRecord(table, Investigator.Run(table, new InvestigationOptions { Top = null, Analyses = analyses }, null, TestContext.Current.CancellationToken));
    }

    /// <summary>All pairs.</summary>
    public IEnumerable<PairFindings> Pairs => Found.Targets.SelectMany(target => target.Pairs);

    /// <summary>Pairs said to keep a beat.</summary>
    public IEnumerable<PairFindings> Periodic => Pairs.Where(pair => pair.Cadence!.Verdict == "periodic");

    /// <summary>Pairs said to have stopped.</summary>
    public IEnumerable<PairFindings> Stopped => Pairs.Where(pair => pair.End!.Verdict == "stopped");

    /// <summary>The pair of a source and a target.</summary>
    public PairFindings Pair(string source, string target) => Assert.Single(Pairs, pair => pair.Source == source && pair.Target == target);

    /// <summary>Times of a pair, seconds.</summary>
    public double[] Seconds(PairFindings pair)
    {
        for (var i = 0; i < Table.Pairs.Length; i++)
        {
            var key = Table.Pairs[i];
            if (Table.Sources.Text(key.Source) == pair.Source && Table.Targets.Text(key.Target) == pair.Target && key.Kind.Word() == pair.Kind)
                return [.. Table.Times(i).ToArray().Select(time => time / 1e9)];
        }
        return [];
    }

    /// <summary>The pairs of a truth file: who, whom, how many, the median gap and how many gaps are near it or its double or triple.</summary>
    public static IEnumerable<TruthPair> Truth(string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("truth", name)));
        foreach (var pair in file.RootElement.GetProperty("pairs").EnumerateArray())
        {
            yield return new TruthPair(
                pair.GetProperty("id.orig_h").GetString()!,
                pair.GetProperty("id.resp_h").GetString()!,
                pair.GetProperty("n").GetInt32(),
                pair.GetProperty("median_interval_s").GetDouble(),
                pair.GetProperty("share_of_gaps_within_10pct_of_1_2_3x_median").GetDouble());
        }
    }
}

/// <summary>One pair of a truth file.</summary>
sealed record TruthPair(string Source, string Target, int Contacts, double MedianGap, double ShareNear);
