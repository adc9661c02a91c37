using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Simulation;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Investigation;

/// <summary>What is said of targets is counted over all of them: records of many targets in which there is nothing to find. Seeds fixed.</summary>
public sealed class RecordCalibrationTests
{
    const int Targets = 400, Days = 60;
    const double Seconds = Days * 86_400.0;

    [Fact]
    public void Of_many_targets_without_a_rhythm_none_gets_one()
    {
        var found = Investigate(Analyses.Rhythm, target => Enumerable.Range(0, 2).SelectMany(source =>
            Records.Contacts(BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)(2 * target + source + 1), 40, Seconds), $"s{target}-{source}", $"t{target}")));
        Assert.InRange(found.Count(t => t.Rhythm!.PValue <= .05), Targets / 200, Targets / 10); // there is something to correct
        Assert.All(found, t => Assert.Equal("no-rhythm", t.Rhythm!.Verdict));
        Assert.All(found, t => Assert.True(t.Rhythm!.QValue >= t.Rhythm.PValue));
    }

    [Fact]
    public void Of_many_sources_that_come_and_go_none_takes_over_from_another()
    {
        var random = new TrafficRandom(3);
        var found = Investigate(Analyses.Synchrony, target => Enumerable.Range(0, 3).SelectMany(source =>
        {
            var (one, two) = (random.Uniform(), random.Uniform());
            var (from, until) = ((long)(Math.Min(one, two) * Seconds), (long)(Math.Max(one, two) * Seconds));
            return Enumerable.Range(0, 15).Select(i => (SimulatedSeries.Monday + (i == 0 ? from : i == 1 ? until : from + (long)(random.Uniform() * (until - from))) * UnixTime.Second,
                ContactKind.Flow, $"s{target}-{source}", $"t{target}"));
        }));
        Assert.InRange(found.Sum(t => t.HandOvers!.Count), 0, 1);
    }

    static IReadOnlyList<TargetFindings> Investigate(Analyses analyses, Func<int, IEnumerable<(long, ContactKind, string, string)>> contacts)
    {
        var options = new InvestigationOptions { Analyses = analyses, Top = null, Coverage = Coverage.Whole(SimulatedSeries.Monday, SimulatedSeries.Monday + (long)(Seconds * 1e9)) };
        return Records.Investigate(ContactTable.Of(Enumerable.Range(0, Targets).SelectMany(contacts)), options).Targets;
    }
}
