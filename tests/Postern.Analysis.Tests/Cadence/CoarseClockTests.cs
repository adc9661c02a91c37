using Postern.Analysis.Cadence;
using Postern.Analysis.Numerics;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Cadence;

/// <summary>Where gaps are few ticks long they are alike by the clock, not by a timer.</summary>
public sealed class CoarseClockTests
{
    readonly CadenceWorkspace workspace = new();

    /// <summary>Contacts of a Poisson burst, mean gap (s) in whole seconds, bursts.</summary>
    public static TheoryData<int, double, int> Bursts() => new()
    {
        { 9, 1, 300 }, { 12, 1, 300 }, { 12, 2, 300 }, { 12, 4, 300 }, { 12, 6, 300 }, { 12, 15, 300 },
        { 40, 1, 150 }, { 40, 3, 150 }, { 40, 5, 150 }, { 40, 10, 150 }, { 300, 1, 20 }, { 300, 4, 20 },
    };

    [Theory]
    [MemberData(nameof(Bursts))]
    public void A_burst_stamped_in_whole_seconds_is_called_regular_at_most_as_often_as_stated(int contacts, double mean, int bursts)
    {
        foreach (var around in new[] { 0, 40_000 })
        {
            double[] levels = [0.05, 0.01, 0.001];
            var called = new int[levels.Length];
            for (var i = 0; i < bursts; i++)
            {
                var burst = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 7_000 + (ulong)i, contacts, contacts * mean);
                var coverage = Coverage.Whole(burst.From - around * UnixTime.Second, burst.To + around * UnixTime.Second);
                var lnP = CadenceTests.Weigh(burst.Times, new Watch(coverage, 1), workspace).LnP;
                for (var k = 0; k < levels.Length; k++)
                    called[k] += lnP <= Math.Log(levels[k]) ? 1 : 0;
            }
            for (var k = 0; k < levels.Length; k++)
                Assert.True(called[k] <= levels[k] * bursts + 3 * Math.Sqrt(levels[k] * bursts), $"{called[k]} of {bursts} at {levels[k]}, {around} s around");
        }
    }

    [Theory]
    [InlineData(8, 60)]
    [InlineData(8, 3600)]
    [InlineData(12, 10)]
    [InlineData(100, 5)]
    public void Equal_gaps_are_no_rarer_than_chance_on_that_clock_makes_them(int contacts, int seconds)
    {
        var evidence = Weigh(Even(contacts, seconds), 1);
        // All compositions of the time in so many gaps are as likely without memory; this is one of them.
        var gaps = contacts - 1;
        var lnOne = Gamma.Log(gaps) + Gamma.Log(gaps * (seconds - 1) + 1) - Gamma.Log(gaps * seconds);
        Assert.InRange(evidence.LnGapShape, lnOne, Math.Log(1e-4));
        Assert.True(evidence.LnTail >= lnOne);
        Assert.True(evidence.LnP < Math.Log(1e-3));
    }

    [Fact]
    public void Contacts_at_every_tick_prove_nothing_by_their_gaps()
    {
        var evidence = Weigh(Even(12, 1), 1);
        Assert.Equal(0, evidence.LnGapShape);
        Assert.Equal(0, evidence.LnTail);
    }

    [Fact]
    public void Two_bursts_of_four_with_a_hole_of_the_coverage_between_are_not_regular()
    {
        long[] burst = [.. Enumerable.Range(0, 4).Select(k => k * 2_000L)];
        var later = 660 * UnixTime.Second;
        long[] times = [.. burst, .. burst.Select(time => time + later)];
        var watch = new Watch(new Coverage([new(0, 100 * UnixTime.Second), new(later - 100 * UnixTime.Second, later + UnixTime.Second)]), 1e-6);
        Assert.True(CadenceTests.Weigh(times, watch, workspace).LnP > Math.Log(1e-3));
    }

    static long[] Even(int count, int seconds) => [.. Enumerable.Range(0, count).Select(k => k * seconds * UnixTime.Second)];

    CadenceEvidence Weigh(long[] times, double resolution) =>
        CadenceTests.Weigh(times, new Watch(Coverage.Whole(times[0], times[^1]), resolution), workspace);
}
