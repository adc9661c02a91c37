using Postern.Analysis.Changes;
using Postern.Analysis.Findings;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Changes;

/// <summary>False alarms and power of changes (METHODS §12, S11), seeds fixed.</summary>
public sealed class ChangeCalibrationTests
{
    const double Day = 86_400;

    /// <summary>Stationary traffic whose memory is short against the record; swings of many days are changes of rate, not chance.</summary>
    public static TheoryData<TrafficFamily> Innocent =>
    [
        TrafficFamily.Poisson, TrafficFamily.DayWave, TrafficFamily.OfficeHours, TrafficFamily.Sessions, TrafficFamily.Weibull,
        TrafficFamily.LogNormal, TrafficFamily.Hawkes, TrafficFamily.MarkovModulated, TrafficFamily.CoxOneDay,
    ];

    [Theory]
    [MemberData(nameof(Innocent))]
    public void Innocent_traffic_has_changes_at_most_as_often_as_stated(TrafficFamily family)
    {
        const int Records = 100;
        var changed = Seeds(Records).Count(seed => Found(BackgroundTraffic.Simulate(family, seed, 400, 120 * Day)).Count > 0);
        // Three standard errors above the level.
        Assert.InRange(changed, 0, Records * ChangeAnalysis.Level + 3 * Math.Sqrt(Records * ChangeAnalysis.Level * (1 - ChangeAnalysis.Level)));
    }

    [Fact]
    public void The_sentence_says_the_rates_of_the_findings()
    {
        var calm = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 3, 400, 60 * Day);
        var burst = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 4, 300, 7_200, calm.From + 20 * UnixTime.Day);
        var change = Assert.Single(Found(calm with { Times = [.. calm.Times.Concat(burst.Times).Order()] }));
        Assert.Contains(
            $"{Phrase.Number(change.RateDuring, 2)} an hour against {Phrase.Number(change.RateBefore, 2)}.", change.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_traffic_fools_a_test_that_takes_contacts_as_independent()
    {
        var fooled = Seeds(20).Count(seed =>
        {
            var series = BackgroundTraffic.Simulate(TrafficFamily.MarkovModulated, seed, 400, 120 * Day);
            double[] times = [.. series.Times.Distinct().Select(time => (time - series.From) / 1e9)];
            var ones = Enumerable.Repeat(1, times.Length).ToArray();
            return BayesianBlocks.Edges(times, ones, 0, series.Seconds, BayesianBlocks.Penalty(times.Length)).Length > 10;
        });
        Assert.InRange(fooled, 18, 20);
    }

    [Theory]
    [InlineData(TrafficFamily.Poisson, 400, 2.5, 27)]
    [InlineData(TrafficFamily.Poisson, 400, 6, 29)]
    [InlineData(TrafficFamily.OfficeHours, 800, 6, 24)]
    [InlineData(TrafficFamily.Sessions, 800, 6, 20)]
    public void A_planted_step_is_found_and_its_date_lies_in_the_interval(TrafficFamily family, int contacts, double factor, int least)
    {
        const int Records = 30;
        var (found, dated) = (0, 0);
        foreach (var seed in Seeds(Records))
        {
            var (series, step) = Stepped(family, seed, contacts, factor);
            if (Found(series).SingleOrDefault(change => change.Kind == "rise") is not { } rise)
                continue;
            found++;
            dated += Time(rise.FromLow) <= step && step <= Time(rise.FromHigh) ? 1 : 0;
        }
        Assert.InRange(found, least, Records);
        Assert.InRange(dated, .85 * found, found);
    }

    [Fact]
    public void A_planted_burst_is_found_with_its_ends_and_factor()
    {
        var found = 0;
        foreach (var seed in Seeds(20))
        {
            var quiet = BackgroundTraffic.Simulate(TrafficFamily.Poisson, seed, 1_500, 150 * Day);
            var from = quiet.From + (long)(60 * Day * 1e9);
            var extra = BackgroundTraffic.Simulate(TrafficFamily.Poisson, seed + 1, 150, 3 * Day, from); // 30 expected
            if (Found(quiet.With(extra)) is not [{ Kind: "burst" } burst])
                continue;
            found++;
            Assert.InRange((Time(burst.From) - from) / 1e9 / Day, -1, 1);
            Assert.InRange((Time(burst.Until) - from) / 1e9 / Day, 2, 4);
            Assert.InRange(burst.Factor!.Value, 4, 9);
            Assert.InRange(6, burst.FactorLow!.Value, burst.FactorHigh!.Value);
        }
        Assert.InRange(found, 18, 20);
    }

    [Fact]
    public void A_hole_in_the_coverage_is_no_change_but_the_same_silence_watched_is()
    {
        var (watched, unwatched) = (0, 0);
        foreach (var seed in Seeds(20))
        {
            var series = BackgroundTraffic.Simulate(TrafficFamily.Poisson, seed, 1_500, 150 * Day);
            var (from, to) = (series.From + (long)(50 * Day * 1e9), series.From + (long)(58 * Day * 1e9));
            var rest = series with { Times = [.. series.Times.Where(time => time < from || time >= to)] };
            watched += Found(rest).Any(change => change.Kind == "quiet") ? 1 : 0;
            var coverage = new Coverage([new(series.From, from), new(to, series.To)]);
            unwatched += ChangeAnalysis.Of(rest.Times, new Watch(coverage, 1))!.Count;
        }
        Assert.InRange(watched, 18, 20);
        Assert.Equal(0, unwatched);
    }

    [Fact]
    public void The_cheap_look_changes_no_verdict()
    {
        foreach (var family in Enum.GetValues<TrafficFamily>())
        {
            foreach (var seed in Seeds(12))
            {
                foreach (var series in new[] { BackgroundTraffic.Simulate(family, seed, 60, 30 * Day), Stepped(family, seed, 300, 4).Series })
                {
                    var watch = new Watch(Coverage.Whole(series.From, series.To), 1);
                    var all = ChangeAnalysis.Of(series.Times, watch, screened: false)!;
                    Assert.Equal(all, ChangeAnalysis.Of(series.Times, watch, screened: true)!);
                }
            }
        }
    }

    [Fact]
    public void Any_series_gets_an_answer()
    {
        foreach (var family in Enum.GetValues<TrafficFamily>())
        {
            foreach (var contacts in new[] { 0, 1, 2, 11, 12, 13, 40, 600 })
            {
                foreach (var seconds in new[] { 1.0, 50, 3_000, 40 * Day })
                {
                    var series = BackgroundTraffic.Simulate(family, 7, contacts, seconds);
                    var changes = ChangeAnalysis.Of(series.Times, new Watch(Coverage.Whole(series.From, series.To), 1));
                    Assert.True(contacts >= 12 || changes is null);
                    foreach (var change in changes ?? [])
                        Assert.True(Time(change.FromLow) <= Time(change.From) && Time(change.From) <= Time(change.FromHigh) && Time(change.From) < Time(change.Until));
                }
            }
        }
    }

    static IEnumerable<ulong> Seeds(int count) => Enumerable.Range(1, count).Select(i => (ulong)i * 7_919);

    static IReadOnlyList<Analysis.Findings.ChangeFindings> Found(SimulatedSeries series) =>
        ChangeAnalysis.Of(series.Times, new Watch(Coverage.Whole(series.From, series.To), 1))!;

    static (SimulatedSeries Series, long Step) Stepped(TrafficFamily family, ulong seed, int contacts, double factor)
    {
        var full = BackgroundTraffic.Simulate(family, seed, contacts, 150 * Day);
        var step = full.From + (long)(90 * Day * 1e9);
        // Every contact before the step stays with chance 1/factor, as a hash of its number decides.
        var times = full.Times.Where((time, i) => time >= step || (uint)((i + (int)seed) * 2_654_435_761) / 4_294_967_296.0 < 1 / factor);
        return (full with { Times = [.. times] }, step);
    }

    static long Time(string text) => UnixTime.From(DateTimeOffset.Parse(text));
}
