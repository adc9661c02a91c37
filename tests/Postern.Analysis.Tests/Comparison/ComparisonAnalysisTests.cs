using Postern.Analysis.Comparison;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Comparison;

public class ComparisonAnalysisTests
{
    const double Days = 14 * 86_400;
    const int Simulations = 59;

    static readonly PairName Pair = new("192.0.2.1", "a.example", ContactKind.DnsLookup);

    [Fact]
    public void A_record_of_the_same_process_lies_among_the_simulated()
    {
        var compared = Compare(Cached(1_000), i => Cached((ulong)i));

        Assert.Equal("among", compared.Verdict);
        Assert.True(compared.PAdjusted > .05);
        Assert.InRange(compared.MeasuresCompared, 12, 20);
        var cadence = compared.Pairs[0].Verdicts.Single(v => v.Name == "cadence");
        Assert.Equal("cache-limited", cadence.Value);
        Assert.InRange(cadence.Same, Simulations - 5, Simulations);
        Assert.Contains("could have made it; so could others", compared.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_beacon_lies_outside_caches_with_the_same_number_of_contacts()
    {
        var beacon = Table(new Beacon { Beats = 300, PeriodSeconds = 3_840, Jitter = .02 }.Simulate(7));
        var compared = Compare(beacon, i => Cached((ulong)i));

        Assert.Equal("outside", compared.Verdict);
        Assert.True(compared.PAdjusted <= .05);
        var variation = compared.Pairs[0].Measures.Single(m => m.Name == "gapVariation");
        Assert.Equal(Simulations, variation.Above);
        Assert.Equal(compared.LeastShare, variation.Share, 12);
        Assert.True(variation.Value < variation.Low && variation.Low < variation.Median && variation.Median < variation.High);
        Assert.Contains("speaks for no other explanation", compared.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_comparison_does_not_depend_on_the_number_of_threads()
    {
        var record = Cached(77);
        var one = Compare(record, i => Cached((ulong)i), 1);

        Assert.Equivalent(one, Compare(record, i => Cached((ulong)i), 3), strict: true);
    }

    [Fact]
    public void Pairs_are_matched_by_name_and_one_with_one_whatever_their_names()
    {
        var record = ContactTable.Of([(1, ContactKind.Flow, "a", "b"), (2, ContactKind.Flow, "a", "c")]);
        PairName ab = new("a", "b", ContactKind.Flow), xy = new("x", "y", ContactKind.DnsLookup);

        Assert.Equal([ab], ComparisonAnalysis.Match(record, [ab, xy]).Names.Keys);
        Assert.Empty(ComparisonAnalysis.Match(record, [xy]).Names);
        var single = ContactTable.Of([(1, ContactKind.Flow, "a", "b")]);
        Assert.Equal(ab, ComparisonAnalysis.Match(single, [xy]).Names[xy]);
    }

    [Fact]
    public void Targets_of_several_sources_are_compared_and_what_only_one_side_has_is_told()
    {
        var record = Two(500, together: true);
        var compared = ComparisonAnalysis.Run(
            record, ComparisonAnalysis.Match(record, [Pair, Pair with { Source = "192.0.2.2" }, Pair with { Source = "192.0.2.3" }]), Simulations, i => Two(i, together: false),
            new InvestigationOptions(), null, TestContext.Current.CancellationToken);

        var shared = compared.Targets.Single().Measures.Single(m => m.Name == "sharedMinutes");
        Assert.Equal((1.0, Simulations), (shared.Value, shared.Below));
        Assert.Equal(["192.0.2.3 → a.example"], compared.OnlySimulated);
        Assert.Equal(1, compared.OnlyInRecord);
    }

    static ComparisonFindings Compare(ContactTable record, Func<int, ContactTable> simulate, int threads = 2) => ComparisonAnalysis.Run(
        record, ComparisonAnalysis.Match(record, [Pair]), Simulations, simulate, new InvestigationOptions { Threads = threads }, null, TestContext.Current.CancellationToken);

    static ContactTable Cached(ulong seed) => Table(CachedTraffic.Poisson(seed, 300, 3_600, 15));

    static ContactTable Table(SimulatedSeries series) => ContactTable.Of(series.Times.Select(t => (t, Pair.Kind, Pair.Source, Pair.Target)));

    static ContactTable Two(int seed, bool together)
    {
        var one = BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)seed, 100, Days);
        var other = together ? one : BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)seed + 10_000, 100, Days);
        return ContactTable.Of([
            .. one.Times.Select(t => (t, Pair.Kind, "192.0.2.1", Pair.Target)), .. other.Times.Select(t => (t, Pair.Kind, "192.0.2.2", Pair.Target)),
            (one.From, Pair.Kind, "192.0.2.9", Pair.Target),
        ]);
    }
}
