using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Investigation;

/// <summary>What a pair's changes count for in its rank.</summary>
public sealed class ChangeRankTests
{
    /// <summary>A change that does not stand among all pairs must not lift its pair because another of the pair's changes stands.</summary>
    [Fact]
    public void Only_changes_that_stand_when_all_pairs_are_counted_lift_a_pair()
    {
        var contacts = Records.Null(TrafficFamily.Poisson, 120, 1);
        for (var i = 0; i < 12; i++)
            contacts.AddRange(Records.Contacts(StepAndBurst((ulong)i), "stepping", $"step-{i}"));
        var table = ContactTable.Of(contacts);
        var options = new InvestigationOptions { Analyses = Analyses.Changes, Threads = 2 };
        var screen = PairScreen.Of(table, options, RecordWatch.Of(table, options.Coverage, options.Session), null, TestContext.Current.CancellationToken);
        var changed = Enumerable.Range(0, table.Pairs.Length).Where(screen.HasChanged).ToList();
        Assert.True(changed.Count >= 10, $"{changed.Count} of 12 steps were found");
        Assert.All(changed, pair => Assert.Equal(Reasons.Size(Reasons.Largest(screen.Changes(pair))!), screen.Signs(pair, 1).Change));
    }

    /// <summary>A week at one rate, a week at three times the rate, and a few contacts in five minutes of the first.</summary>
    static SimulatedSeries StepAndBurst(ulong seed)
    {
        const double Week = Records.Days / 2;
        var first = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 1_000 + seed, 300, Week);
        var second = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 2_000 + seed, 900, Week, first.To);
        var burst = Enumerable.Range(0, 6 + (int)seed / 2).Select(i => first.From + (long)(Week / 2 + 50 * i) * SimulatedSeries.Second);
        return new SimulatedSeries([.. first.Times.Concat(burst).Concat(second.Times).Order()], first.From, second.To);
    }
}
