using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Analysis.Synchrony;
using Postern.Contacts;
using Postern.Simulation;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Synchrony;

/// <summary>METHODS §7 and S11: what two sources share, and how often strangers seem to share it. Seeds fixed.</summary>
public sealed class SynchronyTests
{
    const int Records = 120, Days = 70, Contacts = 400;
    const long From = SimulatedSeries.Monday, To = From + Days * UnixTime.Day;

    static readonly Watch Watch = new(Coverage.Whole(From, To), 1);

    static long[] Traffic(TrafficFamily family, ulong seed, int count = Contacts) =>
        [.. BackgroundTraffic.Simulate(family, seed, count, Days * 86_400.0).Times.Distinct()];

    static SourceSeries Source(string name, long[] times, CadenceFindings? beat = null) => new(name[0], name, times.Length, times, beat);

    static SynchronyFindings Compare(long[] a, long[] b, params long[][] strangers) =>
        SynchronyAnalysis.Of(Source("a", a), Source("b", b), Watch, (10, .05), () => new Strangers(strangers.Length, i => strangers[i]), 1);

    [Theory]
    [InlineData(TrafficFamily.Poisson)]
    [InlineData(TrafficFamily.MarkovModulated)]
    [InlineData(TrafficFamily.CoxOneDay)]
    [InlineData(TrafficFamily.OfficeHours)]
    public void Strangers_share_times_and_levels_no_more_often_than_stated(TrafficFamily family)
    {
        var (times, level, naive, called) = (0, 0, 0, 0);
        for (var i = 0; i < Records; i++)
        {
            var (a, b) = (Traffic(family, (ulong)(2 * i + 1)), Traffic(family, (ulong)(2 * i + 90_001)));
            var test = ShiftTest.Of(a, b, UnixTime.Second, From, To);
            times += test.PValue <= .05 ? 1 : 0;
            level += LevelTest.Of(a, b, Watch.Coverage)!.Value.PValue <= .05 ? 1 : 0;
            naive += Naive(a, b) <= .05 ? 1 : 0;
            called += i < 20 && Compare(a, b).Verdict != "independent" ? 1 : 0;
        }
        Assert.True(times <= .1 * Records, $"times {times} of {Records}"); // .05 and three standard errors
        Assert.True(level <= .1 * Records, $"level {level} of {Records}");
        Assert.InRange(called, 0, 1); // of 20, at a level of .05 over ten pairs
        if (family == TrafficFamily.OfficeHours)
            Assert.InRange(naive / (double)Records, .2, 1); // a common day looks like synchrony to the textbook
    }

    /// <summary>The textbook's: matches within a quarter of an hour if both were Poisson.</summary>
    static double Naive(long[] a, long[] b)
    {
        var chance = 1 - Math.Exp(-2 * 900.0 * b.Length / (Days * 86_400.0));
        return Math.Exp(Analysis.Numerics.Tails.BinomialAtLeast(Matching.Count(a, b, 900 * UnixTime.Second), a.Length, chance));
    }

    [Fact]
    public void Two_resolvers_of_one_client_are_one_and_the_lag_is_told()
    {
        var random = new TrafficRandom(5);
        var demand = Traffic(TrafficFamily.CoxOneDay, 3, 1_500);
        long[] a = [.. demand.Where(_ => random.Uniform() < .9)];
        long[] b = [.. demand.Where(_ => random.Uniform() < .9).Select(t => t + 2 * UnixTime.Second + (long)(random.Uniform() * 2e9)).Distinct().Order()];
        var found = Compare(a, b, [.. Enumerable.Range(0, 60).Select(i => Traffic(TrafficFamily.CoxOneDay, (ulong)i + 500))]);
        Assert.Equal("one", found.Verdict);
        Assert.InRange(found.Share!.Value, .85, .95);
        Assert.Equal(3, Math.Abs(found.LagSeconds!.Value), .5);
        Assert.True(Math.Sign(found.LagLow!.Value) == Math.Sign(found.LagHigh!.Value));
        Assert.Equal(50, found.Strangers);
        Assert.Equal(0, found.StrangersAsClose);
        Assert.InRange(found.PValue!.Value, 0, .01);
        Assert.True(found.Lags!.Counts.Max() > 5 * found.Lags.Counts.Order().ElementAt(20));
        Assert.Contains("act as one", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_that_meet_only_now_and_then_share_times()
    {
        var random = new TrafficRandom(6);
        var mailings = Traffic(TrafficFamily.Poisson, 9, 120);
        long[] Joined(ulong seed) => [.. Traffic(TrafficFamily.Poisson, seed).Concat(mailings.Select(t => t + (long)(random.Uniform() * 4e9))).Distinct().Order()];
        var found = Compare(Joined(31), Joined(32));
        Assert.Equal("shared-times", found.Verdict);
        Assert.InRange(found.Share!.Value, .2, .4);
        Assert.Equal(0, found.Strangers);
    }

    [Fact]
    public void Sources_busy_on_the_same_days_share_the_level_alone()
    {
        var random = new TrafficRandom(7);
        double[] levels = [.. Enumerable.Range(0, Days).Select(_ => Math.Exp(1.2 * random.Normal()))];
        long[] Drawn() => [.. Enumerable.Range(0, Days).SelectMany(day => Enumerable.Range(0, random.Poisson(6 * levels[day]))
            .Select(_ => From + day * UnixTime.Day + (long)(random.Uniform() * 86_400) * UnixTime.Second)).Distinct().Order()];
        var found = Compare(Drawn(), Drawn());
        Assert.Equal("shared-level", found.Verdict);
        Assert.InRange(found.LevelCorrelation!.Value, .5, 1);
    }

    [Fact]
    public void Two_jobs_on_the_same_minute_of_the_clock_are_told_from_one()
    {
        // Every two hours on the hour, each with misses of its own: whole weeks bring the clock back to itself.
        var random = new TrafficRandom(8);
        long[] Job() => [.. Enumerable.Range(0, Days * 12).Where(_ => random.Uniform() < .8).Select(i => From + i * 7_200L * UnixTime.Second + (long)(random.Uniform() * 3) * UnixTime.Second)];
        var found = Compare(Job(), Job());
        Assert.Equal("independent", found.Verdict);
        Assert.InRange(found.WeeksPValue!.Value, .1, 1);
        Assert.InRange(found.Share!.Value, .7, .9);
    }

    [Fact]
    public void A_beat_that_both_keep_and_absences_that_both_have_are_told()
    {
        var random = new TrafficRandom(9);
        bool[] away = [.. Enumerable.Range(0, Days).Select(_ => random.Uniform() < .25)];
        long[] Beat(double phase) => [.. Enumerable.Range(0, Days * 86_400 / 1_234).Select(i => (i, At: From + (long)((i * 1_234.0 + phase) * 1e9)))
            .Where(b => !away[(int)((b.At - From) / UnixTime.Day)] && random.Uniform() < .9).Select(b => b.At)];
        var found = SynchronyAnalysis.Of(Source("a", Beat(10), Kept("schedule")), Source("b", Beat(310), Kept("schedule")), Watch, (1, .05), () => default, 1);
        Assert.False(found.Beat!.CommonPeriod);
        Assert.Equal(300, Math.Abs(found.Beat.PhaseSeconds), 1.0);
        Assert.Equal(600 / 1_234.0, found.Beat.PValue, .01);
        Assert.InRange(found.Absences!.PValue, 0, .01);
        Assert.Contains("away together", found.Text, StringComparison.Ordinal);
    }

    /// <summary>A beat of 1,234 s, as a fit to a few weeks would know it.</summary>
    static CadenceFindings Kept(string clock) =>
        new() { Verdict = "periodic", Clock = clock, PeriodSeconds = 1_234, PeriodLow = 1_233.9, PeriodHigh = 1_234.1, Text = "" };

    static long[] Beats(double period, double phase) =>
        [.. Enumerable.Range(0, (int)(Days * 86_400 / period)).Select(i => From + (long)((i * period + phase) * 1e9))];

    [Fact]
    public void Sleepers_have_no_phase_and_phases_that_drift_apart_are_not_shared()
    {
        SharedBeat? Shared(long[] a, long[] b, string clock) =>
            SynchronyAnalysis.Of(Source("a", a, Kept(clock)), Source("b", b, Kept(clock)), Watch, (1, .05), () => default, 1).Beat;
        Assert.Null(Shared(Beats(1_234, 10), Beats(1_234, 310), "sleep"));
        Assert.NotNull(Shared(Beats(1_234, 10), Beats(1_234, 310), "schedule"));
        // A twentieth of a second a beat: four minutes in the end.
        Assert.Null(Shared(Beats(1_234, 10), Beats(1_234.05, 310), "schedule"));
    }

    [Fact]
    public void The_busier_of_two_is_one_with_the_other_only_when_half_of_its_own_times_are_beyond_chance()
    {
        // Four of ten of b's are a's: nearly half of the rest lie within a minute of one of a's by chance.
        var random = new TrafficRandom(21);
        const double Seconds = 400_000;
        long[] a = [.. Enumerable.Range(0, 2_000).Select(_ => From + (long)(random.Uniform() * Seconds * 1e9)).Order()];
        long[] b = [.. a.Where(_ => random.Uniform() < .6).Select(t => t + (long)(20e9 * random.Normal()))
            .Concat(Enumerable.Range(0, 1_800).Select(_ => From + (long)(random.Uniform() * Seconds * 1e9))).Order()];
        var found = Compare(a, b);
        Assert.Equal(60, found.ToleranceSeconds);
        Assert.InRange(found.ShareOfOther!.Value, .6, .75);
        Assert.Equal("shared-times", found.Verdict);
    }

    [Fact]
    public void Strangers_are_sources_and_not_their_pairs()
    {
        var demand = Traffic(TrafficFamily.CoxOneDay, 3, 900);
        List<(long, ContactKind, string, string)> contacts = [];
        foreach (var time in demand)
        {
            contacts.Add((time, ContactKind.Flow, "a", "shared.example"));
            contacts.Add((time + UnixTime.Second, ContactKind.Flow, "b", "shared.example"));
        }
        for (var i = 0; i < 30; i++)
            contacts.AddRange(Traffic(TrafficFamily.Poisson, (ulong)i + 600, 60).Select(t => (t, ContactKind.Flow, "c", $"own{i}.example")));
        var found = Postern.Analysis.Tests.Investigation.Records.Investigate(ContactTable.Of(contacts), new InvestigationOptions { Analyses = Analyses.Synchrony, Top = null });
        var pair = Assert.Single(found.Targets.Single(t => t.Target == "shared.example").Synchrony!);
        Assert.Equal(("one", 1, 0), (pair.Verdict, pair.Strangers, pair.StrangersAsClose));
        Assert.Contains("The only other source of the record does not match so well", pair.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrafficFamily.Poisson)]
    [InlineData(TrafficFamily.MarkovModulated)]
    [InlineData(TrafficFamily.CoxOneDay)]
    [InlineData(TrafficFamily.OfficeHours)]
    public void Absences_of_strangers_are_their_own(TrafficFamily family)
    {
        var rejected = 0;
        for (var i = 0; i < Records; i++)
            rejected += AbsenceTest.Of(Traffic(family, (ulong)i + 7_000), Traffic(family, (ulong)i + 8_000), Watch.Coverage) is { PValue: <= .05 } ? 1 : 0;
        Assert.InRange(rejected / (double)Records, 0, .1);
    }

    [Fact]
    public void A_new_address_that_takes_over_is_told_and_one_that_was_there_before_is_not()
    {
        var (first, second, always) = (Traffic(TrafficFamily.Poisson, 1, 300), Traffic(TrafficFamily.Poisson, 2, 300), Traffic(TrafficFamily.Poisson, 3, 300));
        var change = From + 40 * UnixTime.Day;
        long[] before = [.. first.Where(t => t < change), change], after = [change + 3_600 * UnixTime.Second, .. second.Where(t => t > change + 3_600 * UnixTime.Second)];
        var found = Assert.Single(HandOvers.Of([Source("always", always), Source("old", before), Source("new", after)], Watch, 1, .05));
        Assert.Equal(("old", "new", 3_600.0), (found.From, found.To, found.GapSeconds));
        Assert.Equal(2 * 3_600.0 / (Days * 86_400), found.PValue, 6);
        Assert.Empty(HandOvers.Of([Source("always", always), Source("old", before)], Watch, 1, .05));
    }

    [Theory]
    [InlineData(1_234.0, 0.0, true)] // the new address goes on with the old one's beat
    [InlineData(1_234.0, 500.0, false)]
    [InlineData(3_600.0, 0.0, false)] // everybody sets this one, on the hour
    public void A_phase_that_goes_on_makes_a_hand_over_likelier_when_its_period_is_odd(double period, double moved, bool likelier)
    {
        var beat = Kept("schedule") with { PeriodSeconds = period, PeriodLow = period - .01, PeriodHigh = period + .01 };
        var all = Beats(period, 7);
        long[] before = all[..(all.Length / 2)], after = [.. all[(all.Length / 2 + 3)..].Select(t => t + (long)(moved * 1e9))];
        HandOver Told(CadenceFindings? kept) => Assert.Single(HandOvers.Of([Source("old", before, kept), Source("new", after, kept)], Watch, 2, .05));
        var (plain, told) = (Told(null), Told(beat));
        Assert.Null(plain.Beat);
        Assert.Equal(2 * plain.PValue, plain.PAdjusted, 12);
        Assert.Equal(plain.PValue, told.PValue);
        Assert.Equal(moved, told.Beat!.PhaseSeconds, .5);
        Assert.Equal(likelier, told.PAdjusted < plain.PAdjusted);
        Assert.Contains("phase goes on", told.Text, StringComparison.Ordinal);
        // A sleep has no phase to go on with.
        Assert.Null(Told(beat with { Clock = "sleep" }).Beat);
    }

    [Fact]
    public void Few_occasions_decide_nothing() => Assert.Equal("too-few", Compare([From, From + 9], Traffic(TrafficFamily.Poisson, 1)).Verdict);

    [Fact]
    public void The_circle_is_read_again_with_those_that_are_one_as_one()
    {
        var random = new TrafficRandom(11);
        var demand = Traffic(TrafficFamily.CoxOneDay, 3, 900);
        List<(long, ContactKind, string, string)> contacts = [];
        foreach (var time in demand)
        {
            contacts.Add((time, ContactKind.DnsLookup, "192.0.2.1", "mail.example.com"));
            if (random.Uniform() < .95)
                contacts.Add((time + UnixTime.Second, ContactKind.DnsLookup, "192.0.2.2", "mail.example.com"));
        }
        contacts.AddRange(Traffic(TrafficFamily.CoxOneDay, 77, 500).Select(t => (t, ContactKind.DnsLookup, "198.51.100.1", "mail.example.com")));
        var target = Read(contacts);
        Assert.Equal("one", target.Synchrony!.Single(s => s.Sources.Contains("192.0.2.1") && s.Sources.Contains("192.0.2.2")).Verdict);
        Assert.All(target.Synchrony!.Where(s => s.Sources.Contains("198.51.100.1")), s => Assert.NotEqual("one", s.Verdict));
        Assert.Equal(["--map 192.0.2.2=192.0.2.1"], target.CircleAsOne!.Maps);
        Assert.Equal(2, target.CircleAsOne.Sources.Count);
        Assert.InRange(target.CircleAsOne.Sources[0].Occasions, 800, 900);
        Assert.True(target.CircleAsOne.EffectiveSources < target.Circle!.EffectiveSources);
    }

    static TargetFindings Read(List<(long, ContactKind, string, string)> contacts) =>
        Assert.Single(Postern.Analysis.Tests.Investigation.Records.Investigate(ContactTable.Of(contacts), new InvestigationOptions()).Targets);
}
