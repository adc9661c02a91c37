using Postern.Analysis.Caching;
using Postern.Analysis.Investigation;
using Postern.Analysis.Tests.Investigation;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Caching;

/// <summary>What a lifetime that somebody knows decides (METHODS §3: the zone's TTL if known).</summary>
public sealed class KnownLifetimeTests
{
    [Fact]
    public void A_timer_on_a_usual_lifetime_is_told_from_a_cache_once_the_lifetime_is_another()
    {
        var (unknown, known) = (0, 0);
        for (var seed = 0UL; seed < 20; seed++)
        {
            var timer = new Beacon { Clock = BeaconClock.Sleep, Beats = 25, PeriodSeconds = 3_600, Jitter = .05 }.Simulate(seed);
            unknown += CacheAnalysis.Judge(Spaced(timer, null)) == CacheVerdict.NotLimited ? 1 : 0;
            known += CacheAnalysis.Judge(Spaced(timer, 300)) == CacheVerdict.NotLimited ? 1 : 0;
        }
        Assert.InRange(unknown, 0, 12);
        Assert.Equal(20, known);
    }

    [Theory]
    [InlineData(270)] // no usual lifetime
    [InlineData(3_600)]
    public void A_cache_of_the_known_lifetime_is_found_with_it(int ttl)
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            var found = CacheAnalysis.Describe(Spaced(CachedTraffic.Poisson(seed, 120, ttl, 5), ttl));
            Assert.Equal("limited", found.Verdict);
            Assert.Equal(ttl, found.TtlSeconds!.Value, 1.0);
            Assert.InRange(found.DemandPerHour!.Value / (5 * 3_600.0 / ttl), .6, 1.6);
        }
    }

    [Fact]
    public void A_known_lifetime_holds_for_the_targets_that_it_names_and_the_first_that_matches()
    {
        var options = new InvestigationOptions
        {
            Lifetimes = [new(new NamePattern("a.example"), 60), new(new NamePattern("*.example"), 300)],
        };
        Assert.Equal(60, options.TtlOf("a.example"));
        Assert.Equal(300, options.TtlOf("b.example"));
        Assert.Null(options.TtlOf("example.org"));
    }

    [Fact]
    public void In_a_record_the_known_lifetime_lets_a_beat_be_claimed()
    {
        var (unknown, known) = (0, 0);
        for (var seed = 0UL; seed < 8; seed++)
        {
            var timer = new Beacon { Clock = BeaconClock.Sleep, Beats = 26, PeriodSeconds = 3_600, Jitter = .05 }.Simulate(seed);
            var table = ContactTable.Of(Records.Contacts(timer, "poller", "updates.example", ContactKind.DnsLookup));
            unknown += IsPeriodic(table) ? 1 : 0;
            known += IsPeriodic(table, new KnownLifetime(new NamePattern("updates.example"), 300)) ? 1 : 0;
        }
        Assert.InRange(unknown, 0, 5);
        Assert.Equal(8, known);

        static bool IsPeriodic(ContactTable table, params KnownLifetime[] lifetimes) =>
            Records.Investigate(table, new InvestigationOptions { Lifetimes = lifetimes }).Targets[0].Pairs[0].Cadence!.Verdict == "periodic";
    }

    static Spacing Spaced(SimulatedSeries series, int? ttl) => Spacing.Of(series.Times, new Watch(Coverage.Whole(series.From, series.To), 1), ttl);
}
