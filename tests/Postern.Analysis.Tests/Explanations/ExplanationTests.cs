using Postern.Analysis.Explanations;
using Postern.Analysis.Findings;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Explanations;

/// <summary>Traffic made by one explanation must be explained by it rather than by its rivals.</summary>
public sealed class ExplanationTests
{
    const double FourWeeks = 28 * 86_400;

    [Fact]
    public void A_timer_is_explained_by_a_timer() =>
        Wins("steady-timer", 40, ContactKind.Flow, seed => new Beacon
        {
            Clock = (BeaconClock)(seed % 2),
            Beats = 200,
            PeriodSeconds = 731,
            Jitter = .1,
            Missing = .2,
        }.Simulate(seed));

    [Fact]
    public void A_timer_is_explained_by_a_timer_also_for_look_ups() =>
        Wins("steady-timer", 40, ContactKind.DnsLookup, seed => new Beacon
        {
            Clock = BeaconClock.Sleep,
            Beats = 200,
            PeriodSeconds = 731,
            Jitter = .1,
            Missing = .1,
        }.Simulate(seed));

    [Fact]
    public void Chance_is_explained_by_chance() =>
        Wins("random-demand", 60, ContactKind.DnsLookup, seed => BackgroundTraffic.Simulate(TrafficFamily.Poisson, seed, 200, FourWeeks));

    [Fact]
    public void Requests_behind_a_cache_are_explained_by_the_cache() =>
        Wins("cache-limited-demand", 40, ContactKind.DnsLookup, seed => CachedTraffic.Poisson(seed, 200, 3_600, 5));

    [Fact]
    public void Heavy_tailed_gaps_are_explained_by_bursts() =>
        Wins("self-exciting-bursts", 40, ContactKind.Flow, seed => BackgroundTraffic.Simulate(TrafficFamily.Weibull, seed, 300, FourWeeks));

    [Fact]
    public void Self_exciting_traffic_is_explained_by_bursts() =>
        Wins("self-exciting-bursts", 40, ContactKind.Flow, seed => BackgroundTraffic.Simulate(TrafficFamily.Hawkes, seed, 300, FourWeeks));

    [Fact]
    public void One_long_hole_in_chance_is_explained_by_an_outage() =>
        Wins("outage", 40, ContactKind.Flow, seed =>
        {
            var before = BackgroundTraffic.Simulate(TrafficFamily.Poisson, seed, 100, 86_400);
            var after = BackgroundTraffic.Simulate(TrafficFamily.Poisson, seed + 1_000, 100, 86_400, before.To + 3 * 86_400 * SimulatedSeries.Second);
            return before.With(after);
        });

    [Fact]
    public void A_retry_ladder_is_explained_by_a_mail_queue() =>
        Wins("mail-retry-schedule", 40, ContactKind.SmtpOut, Ladders);

    [Fact]
    public void Office_hours_are_explained_by_office_hours()
    {
        // Poisson demand with a weekly window; the generator's own family varies its daily level, which is burstier than the law.
        SimulatedSeries Office(ulong seed)
        {
            var flat = BackgroundTraffic.Simulate(TrafficFamily.Poisson, seed, 2_000, FourWeeks);
            long[] kept = [.. flat.Times.Where((time, i) =>
            {
                var hours = (time - SimulatedSeries.Monday) / (3_600 * SimulatedSeries.Second);
                return hours % 168 < 120 && hours % 24 is >= 8 and < 18 || i % 20 == 0;
            })];
            return flat with { Times = kept };
        }
        Wins("office-hours", 20, ContactKind.Flow, Office);
    }

    [Fact]
    public void A_retry_schedule_is_no_explanation_of_look_ups()
    {
        var found = Compare(Ladders(1), ContactKind.DnsLookup)!;
        Assert.DoesNotContain(found, e => e.Name == "mail-retry-schedule");
        Assert.Contains(found, e => e.Name == "cache-limited-demand");
    }

    [Theory]
    [InlineData(TrafficFamily.Sessions)]
    [InlineData(TrafficFamily.LogNormal)]
    [InlineData(TrafficFamily.CoxOneDay)]
    public void Support_adds_up_to_one_and_every_sentence_has_its_number(TrafficFamily family)
    {
        var found = Compare(BackgroundTraffic.Simulate(family, 5, 150, FourWeeks), ContactKind.DnsLookup)!;
        Assert.Equal(1, found.Sum(e => e.Fit), 1e-9);
        Assert.All(found, e => Assert.InRange(e.Fit, 0, 1));
        Assert.All(found, e => Assert.Matches(@"[0-9].*support.*150|support.*[0-9]+ gaps", e.Text));
        Assert.Equal(found.Select(e => e.Fit).OrderDescending(), found.Select(e => e.Fit));
    }

    [Fact]
    public void Below_ten_gaps_nothing_is_compared() =>
        Assert.Null(Compare(BackgroundTraffic.Simulate(TrafficFamily.Poisson, 1, 9, FourWeeks), ContactKind.Flow));

    /// <summary>At least nine in ten records are best explained by their own law.</summary>
    static void Wins(string name, int records, ContactKind kind, Func<ulong, SimulatedSeries> simulate)
    {
        var wins = 0;
        Dictionary<string, int> others = new(StringComparer.Ordinal);
        for (var seed = 0UL; seed < (ulong)records; seed++)
        {
            var best = Compare(simulate(seed), kind)![0].Name;
            wins += best == name ? 1 : 0;
            others[best] = others.GetValueOrDefault(best) + 1;
        }
        Assert.True(wins >= .9 * records, string.Join(", ", others.Select(o => $"{o.Key} {o.Value}")));
    }

    static IReadOnlyList<ExplanationFindings>? Compare(SimulatedSeries series, ContactKind kind) =>
        ExplanationAnalysis.Compare(series.Times, kind, new Watch(Coverage.Whole(series.From, series.To), 1), null);

    /// <summary>Messages at random, each retried after 300, 600, 1200, 2400, 4000, 4000 s with a queue run's delay.</summary>
    static SimulatedSeries Ladders(ulong seed)
    {
        var arrivals = BackgroundTraffic.Simulate(TrafficFamily.Poisson, seed, 30, FourWeeks).Times;
        List<long> times = [];
        var free = 0L;
        foreach (var arrival in arrivals)
        {
            var time = Math.Max(arrival, free);
            times.Add(time);
            foreach (var wait in (int[])[300, 600, 1_200, 2_400, 4_000, 4_000])
                times.Add(time += (wait + (long)(times.Count * 37 % 20)) * SimulatedSeries.Second);
            free = time + 5_000 * SimulatedSeries.Second;
        }
        return new SimulatedSeries([.. times], SimulatedSeries.Monday, Math.Max(times[^1] + 1, SimulatedSeries.Monday + (long)FourWeeks * SimulatedSeries.Second));
    }
}
