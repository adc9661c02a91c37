using Postern.Analysis.Cadence;
using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Cadence;

/// <summary>A period that is claimed is the source's own: no fraction of it, no burst's microseconds, no ladder of retries.</summary>
public sealed class BeatHonestyTests
{
    readonly CadenceWorkspace workspace = new();

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(107)]
    public void A_burst_of_look_ups_at_every_beat_is_one_visit(int size)
    {
        // As stub resolvers make them: a list of names, A and AAAA, microseconds to milliseconds apart.
        var random = new SplitMix64((ulong)size);
        List<double> times = [];
        for (var beat = 0; beat < 40; beat++)
        {
            var time = 30.3 * (beat + 0.5) + 0.05 * random.NextNormal();
            for (var i = size / 2 + random.Next(size); i >= 0; i--)
                times.Add(time += Math.Pow(10, -6 + 3 * random.NextDouble()));
        }
        var found = Describe(times, 1e-6);
        Assert.Equal("periodic", found.Verdict);
        Assert.Equal(30.3, found.PeriodSeconds!.Value, 0.1);
        Assert.Equal(0, found.MissedShare!.Value, 0.05);
    }

    [Fact]
    public void Too_few_bursts_tell_no_period_and_the_sentence_counts_them()
    {
        var random = new SplitMix64(3);
        List<double> times = [];
        for (var beat = 0; beat < 6; beat++)
        {
            var time = 300.0 * beat;
            for (var i = 0; i < 8; i++)
                times.Add(time += Math.Pow(10, -6 + 3 * random.NextDouble()));
        }
        var found = Describe(times, 1e-6);
        Assert.Equal("irregular", found.Verdict);
        Assert.Contains("6 bursts", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_contacts_a_cycle_are_one_beat_of_the_cycle()
    {
        // A control connection that fails and is tried again 9 s later, 14 s before the next cycle.
        var random = new SplitMix64(5);
        List<double> times = [];
        for (double time = 0; times.Count < 240; time += 14 + random.NextExponential() * 0.08)
        {
            times.Add(time);
            times.Add(time += 9 + 0.005 * random.NextNormal());
        }
        var found = Describe(times, 1e-3);
        Assert.Equal(23.08, found.PeriodSeconds!.Value, 0.1);
        Assert.Equal(2, found.OccasionsPerBeat);
        Assert.Equal("sleep", found.Clock);
        Assert.Equal(0, found.MissedShare!.Value, 0.01);
        Assert.Null(found.OtherBeats);
        Assert.Contains("which come 2 a beat", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_poller_of_40_and_20_seconds_in_turn_keeps_every_second_or_third_beat_of_no_fraction()
    {
        var random = new SplitMix64(7);
        List<double> times = [];
        for (var cycle = 0; cycle < 25; cycle++)
            times.AddRange([60 * cycle + 0.01 * random.NextNormal(), 60 * cycle + 40 + 0.01 * random.NextNormal()]);
        var found = Describe(times, 1e-3);
        Assert.Equal("periodic", found.Verdict);
        var period = found.PeriodSeconds!.Value;
        Assert.True(Math.Abs(period - 20) < 0.01 || Math.Abs(period - 60) < 0.01, found.Text);
        Assert.InRange(found.MissedShare!.Value, 0, 0.36);
    }

    /// <summary>Period, standard deviation of its steps, and of so many steps one is out of turn.</summary>
    public static TheoryData<double, double, int> Restarts() => new() { { 900.15, 0.05, 5 }, { 1680, 0.3, 6 }, { 60, 0.02, 8 } };

    [Theory]
    [MemberData(nameof(Restarts))]
    public void An_exact_loop_that_is_started_anew_now_and_then_keeps_its_exact_period(double period, double jitter, int every)
    {
        var random = new SplitMix64((ulong)every);
        List<double> times = [];
        double time = 0;
        for (var i = 0; i < 90; i++)
        {
            times.Add(time);
            var anew = i % every == every - 1;
            time += anew ? period * (0.965 + 0.06 * random.NextDouble()) : period + jitter * random.NextNormal();
        }
        var found = Describe(times, 1e-3);
        Assert.Equal("periodic", found.Verdict);
        Assert.Equal(1, found.PeriodSeconds!.Value / period, 0.002);
        Assert.InRange(found.JitterSeconds!.Value, 0, Math.Max(3 * jitter, 0.001 * period));
        Assert.Null(found.PeriodChanges);
    }

    [Fact]
    public void A_ladder_of_retries_is_no_beat_of_its_shortest_step()
    {
        var random = new SplitMix64(11);
        List<double> times = [];
        double time = 0;
        for (var visit = 0; visit < 30; visit++)
        {
            foreach (var step in new[] { 1, 1, 2, 4 })
            {
                times.Add(time);
                time += step + 0.004 * random.NextNormal();
            }
            times.Add(time);
            time += 15 + random.NextExponential() * 20;
        }
        Assert.NotEqual("periodic", Describe(times, 1e-3).Verdict);
    }

    [Fact]
    public void A_rapid_sender_with_long_pauses_has_no_beat_that_it_misses_nearly_always()
    {
        var random = new SplitMix64(13);
        List<double> times = [];
        double time = 0;
        for (var run = 0; run < 50; run++, time += 5 + 40 * random.NextDouble())
        {
            for (var i = 0; i < 12; i++)
                times.Add(time += 0.00034 * (1 + 0.1 * random.NextNormal()));
        }
        var found = Describe(times, 1e-6);
        Assert.True(found.Verdict != "periodic" || found.MissedShare < 0.6, found.Text);
    }

    /// <summary>Period and share of beats missed by day.</summary>
    public static TheoryData<double, double> Days() => new()
    {
        { 300, 0 }, { 300, 0.4 }, { 911.7, 0.2 }, { 911.7, 0.4 }, { 3600, 0 }, { 3600, 0.2 },
    };

    [Theory]
    [MemberData(nameof(Days))]
    public void A_poller_whose_machine_is_off_at_night_and_on_weekends_keeps_its_period(double period, double missing)
    {
        var right = 0;
        for (var i = 0; i < 6; i++)
        {
            var beacon = new Beacon { Beats = (int)(14 * 86_400 / period), PeriodSeconds = period, Jitter = 0.01, Missing = missing };
            var all = beacon.Simulate((ulong)i);
            long[] times = [.. all.Times.Where(IsOn)];
            var found = Describe(times, all.From, all.To, 1);
            right += found.Verdict == "periodic" && Math.Abs(found.PeriodSeconds!.Value / period - 1) < 0.001 ? 1 : 0;
        }
        Assert.Equal(6, right);

        static bool IsOn(long time)
        {
            var at = DateTimeOffset.UnixEpoch.AddTicks(time / 100);
            return at.Hour is >= 8 and < 18 && at.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.4)]
    [InlineData(0.5)]
    public void Up_to_half_of_the_beats_may_be_missed(double missing)
    {
        var right = 0;
        for (var i = 0; i < 12; i++)
        {
            var beacon = Beacon.WithDrawnPeriod((ulong)i, 200) with { Clock = (BeaconClock)(i % 2), Jitter = 0.1, Missing = missing };
            var simulated = beacon.Simulate(70 + (ulong)i);
            var found = Describe(simulated.Times, simulated.From, simulated.To, 1);
            if (Math.Abs((found.PeriodSeconds ?? 0) / beacon.PeriodSeconds - 1) > 0.02)
                continue;
            right++;
            Assert.Equal(missing, found.MissedShare!.Value, 0.12);
        }
        Assert.True(right >= 11, $"{right} of 12");
    }

    CadenceFindings Describe(List<double> seconds, double resolution)
    {
        seconds.Sort();
        var step = (long)(resolution * 1e9);
        long[] times = [.. seconds.Select(s => (long)((s + 10) * 1e9) / step * step)];
        return Describe(times, times[0] - 5 * UnixTime.Second, times[^1] + 5 * UnixTime.Second, resolution);
    }

    CadenceFindings Describe(long[] times, long from, long to, double resolution)
    {
        var watch = new Watch(Coverage.Whole(from, to), resolution);
        var evidence = CadenceTests.Weigh(times, watch, workspace);
        return CadenceAnalysis.Describe(times, watch, evidence, evidence.LnP, 0.05, null, workspace);
    }
}
