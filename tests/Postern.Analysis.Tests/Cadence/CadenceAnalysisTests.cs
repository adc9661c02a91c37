using Postern.Analysis.Cadence;
using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Cadence;

public sealed class CadenceAnalysisTests
{
    readonly CadenceWorkspace workspace = new();

    [Fact]
    public void Seven_occasions_are_too_few_and_say_so()
    {
        var cadence = Describe(Even(7, 300));
        Assert.Equal("too-few", cadence.Verdict);
        Assert.Null(cadence.PValue);
        Assert.Contains("7 occasions", cadence.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exact_poller_is_periodic_with_all_its_numbers()
    {
        var cadence = Describe(Even(200, 300));
        Assert.Equal("periodic", cadence.Verdict);
        Assert.Equal(300, cadence.PeriodSeconds!.Value, 1e-6);
        Assert.True(cadence.PeriodLow <= 300 && 300 <= cadence.PeriodHigh);
        Assert.Equal(0, cadence.MissedShare!.Value, 1e-3);
        Assert.Equal(1, cadence.MemberShare);
        Assert.InRange(cadence.Score, 0.9, 1);
        Assert.True(cadence.PValue > 0 && cadence.Log10PValue < -50);
        Assert.StartsWith("Every 300 s (", cadence.Text, StringComparison.Ordinal);
        Assert.Contains("10^", cadence.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 1e-6)]
    [InlineData(2, 1e-3)]
    [InlineData(0.05, 1e-6)]
    [InlineData(60, 1)]
    [InlineData(3600, 1)]
    [InlineData(86400, 1)]
    public void Periods_from_milliseconds_to_a_day_are_found(double period, double resolution)
    {
        var random = new SplitMix64(9);
        var step = (long)(resolution * 1e9);
        long[] times = [.. Enumerable.Range(0, 120).Select(k => (long)((k + 0.5 + 0.02 * random.NextNormal()) * period * 1e9) / step * step)];
        var cadence = Describe(times, Coverage.Whole(0, (long)(120 * period * 1e9)), resolution);
        Assert.Equal("periodic", cadence.Verdict);
        Assert.Equal(1, cadence.PeriodSeconds!.Value / period, 0.01);
    }

    [Fact]
    public void No_period_below_four_ticks_is_claimed()
    {
        var cadence = Describe(Even(200, 3));
        Assert.Equal("irregular", cadence.Verdict);
        Assert.Contains("cannot show a period below 4 s", cadence.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Pairs_of_look_ups_are_one_occasion()
    {
        // A and AAAA two milliseconds apart, every minute.
        long[] times = [.. Enumerable.Range(0, 100).SelectMany(k => new[] { k * 60 * UnixTime.Second, k * 60 * UnixTime.Second + 2_000_000 })];
        var watch = new Watch(Coverage.Whole(0, 6000 * UnixTime.Second), 1e-6);
        var evidence = CadenceTests.Weigh(times, watch, workspace);
        Assert.Equal(100, evidence.Occasions);
        var cadence = Describe(times, watch.Coverage, 1e-6);
        Assert.Equal(60, cadence.PeriodSeconds!.Value, 0.01);
        Assert.Equal(0, cadence.MissedShare!.Value, 1e-3);
    }

    [Fact]
    public void A_change_of_the_period_is_dated()
    {
        var before = new Beacon { Beats = 300, PeriodSeconds = 300, Jitter = 0.02 }.Simulate(1);
        var after = new Beacon { Beats = 300, PeriodSeconds = 301.5, Jitter = 0.02 }.Simulate(2, from: before.To);
        var cadence = Describe(before.With(after));
        var change = Assert.Single(cadence.PeriodChanges!);
        Assert.Equal(300, change.PeriodBefore, 0.1);
        Assert.Equal(301.5, change.PeriodAfter, 0.1);
        Assert.InRange(DateTimeOffset.Parse(change.At), At(before.To - 12 * 300 * UnixTime.Second), At(before.To + 12 * 300 * UnixTime.Second));
        Assert.Contains("The period changed from", cadence.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BeaconClock.Schedule)]
    [InlineData(BeaconClock.Sleep)]
    public void A_steady_beat_shows_no_change_of_its_period(BeaconClock clock)
    {
        var changed = 0;
        for (var i = 0; i < 15; i++)
        {
            var beacon = new Beacon { Clock = clock, Beats = 300, PeriodSeconds = 300, Jitter = 0.1, Missing = 0.2 };
            changed += Describe(beacon.Simulate((ulong)i)).PeriodChanges is null ? 0 : 1;
        }
        Assert.Equal(0, changed);
    }

    [Fact]
    public void Runs_of_missed_beats_are_dated_and_holes_of_coverage_are_not_missed()
    {
        var all = Even(300, 60);
        var coverage = new Coverage([new(0, 6_000 * UnixTime.Second), new(9_000 * UnixTime.Second, 18_000 * UnixTime.Second)]);
        // Off the air from 6,000 to 9,000 s; silent though watched from 12,000 to 12,600 s.
        long[] times = [.. all.Where(t => coverage.Contains(t) && t is < 12_000 * UnixTime.Second or >= 12_600 * UnixTime.Second)];
        times = [.. times.Where(coverage.Contains)];
        var cadence = Describe(times, coverage, 1);
        Assert.Equal("periodic", cadence.Verdict);
        var run = Assert.Single(cadence.MissedRuns!);
        Assert.Equal(10, run.Beats);
        Assert.Equal(At(12_000 * UnixTime.Second), DateTimeOffset.Parse(run.From));
        Assert.Equal(10.0 / 250, cadence.MissedShare!.Value, 0.005);
    }

    [Fact]
    public void Two_beats_are_both_found_and_no_third()
    {
        var found = 0;
        for (var i = 0; i < 8; i++)
        {
            var one = new Beacon { Beats = 400, PeriodSeconds = 217 + 9 * i, Jitter = 0.05, Missing = 0.1, NoisePerBeat = 0.25 };
            var two = new Beacon { Beats = (int)(400 * one.PeriodSeconds / 1111), PeriodSeconds = 1111, Jitter = 0.02, Missing = 0.1 };
            var cadence = Describe(one.Simulate((ulong)i).With(two.Simulate(50 + (ulong)i)));
            Assert.Equal(one.PeriodSeconds, cadence.PeriodSeconds!.Value, 0.01 * one.PeriodSeconds);
            var others = cadence.OtherBeats ?? [];
            Assert.True(others.Count <= 1);
            found += others.Count == 1 && Math.Abs(others[0].PeriodSeconds / 1111 - 1) < 0.01 ? 1 : 0;
        }
        Assert.True(found >= 7, $"{found} of 8");
    }

    [Fact]
    public void Significance_over_all_pairs_decides()
    {
        var times = Even(12, 300);
        var watch = new Watch(Coverage.Whole(times[0], times[^1]), 1);
        var evidence = CadenceTests.Weigh(times, watch, workspace);
        Assert.Equal("periodic", CadenceAnalysis.Describe(times, watch, evidence, Math.Log(0.04), 0.05, null, workspace).Verdict);
        var among = CadenceAnalysis.Describe(times, watch, evidence, Math.Log(0.06), 0.05, null, workspace);
        Assert.Equal("irregular", among.Verdict);
        Assert.Null(among.PeriodSeconds);
    }

    [Fact]
    public void Without_a_beat_the_share_that_would_have_been_seen_is_told()
    {
        var noise = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 3, 1000, 300_000);
        var cadence = Describe(noise);
        Assert.Equal("irregular", cadence.Verdict);
        var share = cadence.DetectableShare!.Value;
        Assert.InRange(share, 0.05, 0.5);
    }

    /// <summary>Contacts in all, and the p at which one is called: alone, and as the strongest of 600 pairs.</summary>
    public static TheoryData<int, double> Seen() => new() { { 150, 1e-3 }, { 500, 1e-3 }, { 500, 0.05 / 600 / 6.98 }, { 2000, 1e-3 } };

    [Theory]
    [MemberData(nameof(Seen))]
    public void A_beat_of_the_share_that_is_told_is_seen_nine_times_in_ten(int contacts, double p)
    {
        const int Records = 40;
        const double Seconds = 300_000;
        var alone = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 3, contacts, Seconds);
        var share = Weigh(alone).DetectableShare(Math.Log(p));
        int seen = 0, ofLess = 0;
        for (var i = 0; i < Records; i++)
        {
            seen += Weigh(With(share, (ulong)i)).LnP <= Math.Log(p) ? 1 : 0;
            ofLess += Weigh(With(0.6 * share, (ulong)i)).LnP <= Math.Log(p) ? 1 : 0;
        }
        Assert.InRange(seen, 0.9 * Records - 3 * Math.Sqrt(0.09 * Records), Records);
        Assert.InRange(ofLess, 0, Records / 2); // not the smallest share otherwise

        SimulatedSeries With(double part, ulong seed)
        {
            var beats = (int)Math.Round(part * contacts);
            var beat = new Beacon { Beats = beats, PeriodSeconds = Seconds / beats, Jitter = 0.0866 }.Simulate(seed);
            return BackgroundTraffic.Simulate(TrafficFamily.Poisson, 300 + seed, contacts - beats, Seconds).With(beat);
        }
    }

    [Fact]
    public void Twenty_four_beats_kept_miss_none()
    {
        for (var i = 0; i < 10; i++)
        {
            var found = Describe(new Beacon { Beats = 24, PeriodSeconds = 3600, Jitter = 0.1 }.Simulate((ulong)i));
            Assert.Equal("periodic", found.Verdict);
            Assert.Equal(Math.Round(24 * found.MissedShare!.Value), 24 * found.MissedShare.Value, 1e-9);
        }
    }

    [Theory]
    [InlineData(0.4, "with a chance of at most 0.4.")]
    [InlineData(0.02, "with a chance of at most 1 in 50.")]
    [InlineData(1, "nothing speaks against a process without memory.")]
    public void A_chance_that_is_only_bounded_is_said_to_be(double p, string said) =>
        Assert.EndsWith(said, CadenceText.NoBeat(new CadenceEvidence { LnP = Math.Log(p) }, 0, null), StringComparison.Ordinal);

    [Fact]
    public void A_used_workspace_gives_what_a_fresh_one_gives()
    {
        foreach (var n in new[] { 2000, 9, 300, 40, 1 })
        {
            var series = BackgroundTraffic.Simulate(TrafficFamily.Hawkes, (ulong)n, n, 90_000);
            var watch = new Watch(Coverage.Whole(series.From, series.To), 1);
            Assert.Equal(CadenceTests.Weigh(series.Times, watch, new CadenceWorkspace()), CadenceTests.Weigh(series.Times, watch, workspace));
        }
    }

    static DateTimeOffset At(long ns) => DateTimeOffset.UnixEpoch.AddTicks(ns / 100);

    static long[] Even(int count, int seconds) => [.. Enumerable.Range(0, count).Select(k => k * seconds * UnixTime.Second)];

    CadenceEvidence Weigh(SimulatedSeries series) =>
        CadenceTests.Weigh(series.Times, new Watch(Coverage.Whole(series.From, series.To), 1), workspace);

    CadenceFindings Describe(SimulatedSeries series) => Describe(series.Times, Coverage.Whole(series.From, series.To), 1);

    CadenceFindings Describe(long[] times) => Describe(times, Coverage.Whole(times[0], times[^1]), 1);

    CadenceFindings Describe(long[] times, Coverage coverage, double resolution)
    {
        var watch = new Watch(coverage, resolution);
        var evidence = CadenceTests.Weigh(times, watch, workspace);
        return CadenceAnalysis.Describe(times, watch, evidence, evidence.LnP, 0.05, null, workspace);
    }
}
