using System.Text.Json;
using Postern.Analysis.Changes;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Investigation;

/// <summary>The whole way on made records with known truth.</summary>
public sealed class InvestigationTests
{
    [Fact]
    public void Findings_are_the_same_bytes_on_one_thread_and_on_four()
    {
        var table = Records.Mixed(60);
        var one = Json(Records.Investigate(table, new InvestigationOptions { Threads = 1 }));
        var four = Json(Records.Investigate(table, new InvestigationOptions { Threads = 4 }));
        Assert.Equal(one, four);
        Assert.Equal(one, Json(Records.Investigate(table, new InvestigationOptions { Threads = 3 })));
    }

    [Fact]
    public void How_many_pairs_are_shown_changes_no_word_about_any()
    {
        var table = Records.Mixed(60);
        var all = Pairs(Records.Investigate(table, new InvestigationOptions { Top = null }));
        var few = Pairs(Records.Investigate(table, new InvestigationOptions { Top = 5 }));
        Assert.Equal(table.Pairs.Length, all.Count);
        Assert.Equal(5, few.Count);
        foreach (var (key, pair) in few)
            Assert.Equal(JsonSerializer.Serialize(pair, typeof(PairFindings), FindingsJson.Default), JsonSerializer.Serialize(all[key], typeof(PairFindings), FindingsJson.Default));
    }

    [Fact]
    public void How_many_pairs_are_shown_changes_no_word_of_the_headline()
    {
        var table = Records.Mixed(60);
        var headline = Records.Investigate(table, new InvestigationOptions { Top = null }).Headline;
        foreach (var top in new[] { 0, 1, 25 })
            Assert.Equal(headline, Records.Investigate(table, new InvestigationOptions { Top = top }).Headline);
        Assert.Contains(headline, sentence => sentence.Contains("keep a beat", StringComparison.Ordinal));
        Assert.All(headline, sentence => Assert.InRange(sentence.Length, 10, 400));
    }

    [Fact]
    public void A_pair_alone_keeps_all_its_changes_that_stand()
    {
        // A step from 1 to 10 an hour, and one from 10 to 14: the changes differ in strength by many orders of magnitude.
        double[] rates = [1, 1, 10, 14];
        var hours = 10 * 24;
        long[] times = [.. rates.SelectMany((rate, i) => BackgroundTraffic.Simulate(
            TrafficFamily.Poisson, (ulong)i, (int)(rate * hours), hours * 3600.0, SimulatedSeries.Monday + i * 10 * UnixTime.Day).Times)];
        var alone = Records.Contacts(new SimulatedSeries(times, times[0], times[^1] + UnixTime.Second), "a", "x.example").ToList();
        var found = ChangeAnalysis.Of(times, new Watch(Coverage.Whole(times[0], times[^1]), 1))!;
        Assert.True(found.Count >= 2 && found.Max(change => change.PValue) > 1000 * found.Min(change => change.PValue), "too few changes to show anything");
        var options = new InvestigationOptions { Analyses = Analyses.Changes, Top = null };
        Assert.Equal(found.Count, Pairs(Records.Investigate(ContactTable.Of(alone), options))[("a", "x.example")].Changes!.Count);
        // What an unrelated pair does decides nothing, as long as the number accepted and tested stays.
        long[] rise = [.. times.Where((time, i) => i % 6 == 0 || time > SimulatedSeries.Monday + 21 * UnixTime.Day)];
        foreach (var other in new[] { times, rise })
        {
            var beside = Records.Contacts(new SimulatedSeries(other, times[0], times[^1]), "b", "y.example");
            Assert.Equal(found.Count(change => change.PValue <= 0.05 / 1.5),
                Pairs(Records.Investigate(ContactTable.Of([.. alone, .. beside]), options))[("a", "x.example")].Changes!.Count);
        }
    }

    [Fact]
    public void What_is_left_out_is_counted()
    {
        var found = Records.Investigate(Records.Mixed(20), new InvestigationOptions { Top = 5 });
        Assert.Equal(found.Record.Pairs - 5, found.PairsNotShown);
        Assert.Contains(found.Caveats, c => c.Code == "pairs-not-shown");
    }

    [Fact]
    public void A_planted_beat_a_planted_stop_and_a_planted_rise_come_first()
    {
        var quiet = Records.Null(TrafficFamily.Poisson, 40, seed: 1);
        var beat = Records.Contacts(new Beacon
        {
            Clock = BeaconClock.Sleep,
            Beats = 800,
            PeriodSeconds = 1_237,
            Jitter = .2,
            Missing = .1,
        }.Simulate(9), "beater", "beaten");
        var stop = Records.Contacts(Records.Until(BackgroundTraffic.Simulate(TrafficFamily.Poisson, 8, 1_500, Records.Days), .6), "stopper", "stopped");
        var calm = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 7, 200, Records.Days);
        var busy = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 6, 1_500, Records.Days);
        var rise = Records.Contacts(calm.With(busy with { Times = [.. busy.Times.Where(t => t > busy.From + (busy.To - busy.From) / 2)] }), "riser", "risen");
        var found = Records.Investigate(ContactTable.Of([.. quiet, .. beat, .. stop, .. rise]), new InvestigationOptions { Top = 10 });
        Assert.Equal(["beaten", "risen", "stopped"], found.Targets.Take(3).Select(t => t.Target).Order(StringComparer.Ordinal));
        var pairs = Pairs(found);
        Assert.Equal("periodic", pairs[("beater", "beaten")].Cadence!.Verdict);
        Assert.Equal(1_237, pairs[("beater", "beaten")].Cadence!.PeriodSeconds!.Value, 1_237 * .02);
        Assert.Equal("stopped", pairs[("stopper", "stopped")].End!.Verdict);
        Assert.Contains(pairs[("riser", "risen")].Changes!, c => c.Kind == "rise");
        Assert.Contains(found.Headline, s => s.Contains("beater", StringComparison.Ordinal));
        Assert.Contains(found.Headline, s => s.Contains("stopper", StringComparison.Ordinal));
        Assert.All(found.Targets.Take(3), t => Assert.DoesNotContain("Nothing stands out", t.Why, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(TrafficFamily.Poisson)]
    [InlineData(TrafficFamily.OfficeHours)]
    [InlineData(TrafficFamily.Sessions)]
    [InlineData(TrafficFamily.Hawkes)]
    public void Noise_is_left_alone(TrafficFamily family)
    {
        const Analyses Tested = Analyses.Cadence | Analyses.Cache | Analyses.Changes | Analyses.End;
        var found = Records.Investigate(ContactTable.Of(Records.Null(family, 250, seed: 77)), new InvestigationOptions { Top = null, Analyses = Tested });
        var pairs = Pairs(found).Values;
        Assert.DoesNotContain(pairs, p => p.Cadence!.Verdict is "periodic" or "cache-limited");
        // Where there is nothing to discover, a record has any false stop or change with a chance of at most .05 each.
        Assert.InRange(pairs.Count(p => p.End!.Verdict == "stopped"), 0, 1);
        if (family is TrafficFamily.Poisson or TrafficFamily.Sessions) // the others do change their rate
            Assert.InRange(pairs.Count(p => p.Changes!.Count > 0), 0, 1);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(3_600)]
    public void Random_requests_behind_a_cache_are_not_called_periodic(double ttl)
    {
        var contacts = Enumerable.Range(0, 100).SelectMany(i => Records.Contacts(
            CachedTraffic.Poisson((ulong)i, 150, ttl, new[] { .2, 1, 5, 20, 100 }[i % 5]), $"resolver-{i}", "name.example", ContactKind.DnsLookup));
        var pairs = Pairs(Records.Investigate(
            ContactTable.Of(contacts), new InvestigationOptions { Top = null, Analyses = Analyses.Cadence | Analyses.Cache })).Values;
        Assert.DoesNotContain(pairs, p => p.Cadence!.Verdict == "periodic");
        Assert.InRange(pairs.Count(p => p.Cadence!.Verdict == "cache-limited"), 50, 100);
    }

    [Fact]
    public void A_record_of_three_contacts_gets_the_answer_not_enough_data()
    {
        var found = Records.Investigate(
            ContactTable.Of([(1, ContactKind.Flow, "a", "b"), (2, ContactKind.Flow, "a", "b"), (UnixTime.Day, ContactKind.Flow, "a", "c")]), new InvestigationOptions());
        Assert.Contains(found.Headline, s => s.Contains("not enough data", StringComparison.Ordinal));
        Assert.All(Pairs(found).Values, p => Assert.Equal("too-few", p.Cadence!.Verdict));
    }

    [Fact]
    public void An_empty_record_is_no_error()
    {
        var found = Records.Investigate(ContactTable.Of([]), new InvestigationOptions());
        Assert.Empty(found.Targets);
        Assert.Null(found.Record.From);
        Assert.Single(found.Headline);
    }

    [Fact]
    public void Only_the_analyses_named_are_run()
    {
        var found = Records.Investigate(Records.Mixed(5), new InvestigationOptions { Analyses = Analyses.Circle | Analyses.Rate });
        Assert.All(found.Targets, t => Assert.NotNull(t.Circle));
        Assert.All(Pairs(found).Values, p =>
        {
            Assert.NotNull(p.Rate);
            Assert.Null(p.Cadence);
            Assert.Null(p.Changes);
            Assert.Null(p.End);
            Assert.Null(p.Explanations);
        });
    }

    [Fact]
    public void Cancelling_ends_the_work()
    {
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Investigator.Run(Records.Mixed(60), new InvestigationOptions(), _ => stop.Cancel(), stop.Token));
    }

    [Fact]
    public void Every_sentence_about_a_pair_carries_a_number()
    {
        foreach (var pair in Pairs(Records.Investigate(Records.Mixed(10), new InvestigationOptions())).Values)
        {
            Assert.Matches("[0-9]", pair.Rate!.Text);
            Assert.Matches("[0-9]", pair.Cadence!.Text);
            Assert.Matches("[0-9]", pair.End!.Text);
            Assert.Matches("[0-9]", pair.Cache?.Text ?? "0");
            Assert.All(pair.Changes!, c => Assert.Matches("[0-9]", c.Text));
            Assert.NotEmpty(pair.Why!);
        }
    }

    [Fact]
    public void A_sketch_counts_every_contact_once()
    {
        foreach (var pair in Pairs(Records.Investigate(Records.Mixed(5), new InvestigationOptions())).Values)
        {
            Assert.Equal(24, pair.Sketch!.Count);
            Assert.Equal(pair.Contacts, pair.Sketch.Sum());
        }
    }

    internal static Dictionary<(string, string), PairFindings> Pairs(InvestigationFindings found) =>
        found.Targets.SelectMany(t => t.Pairs).ToDictionary(p => (p.Source, p.Target));

    static byte[] Json(InvestigationFindings found) => JsonSerializer.SerializeToUtf8Bytes(found, FindingsJson.Default.InvestigationFindings);
}
