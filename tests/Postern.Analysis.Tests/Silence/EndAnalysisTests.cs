using Postern.Analysis.Silence;
using Postern.Analysis.Tests.Numerics;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Silence;

public sealed class EndAnalysisTests
{
    const double Day = 86_400;

    static readonly SimulatedSeries Caller = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 1, 300, 30 * Day);

    [Fact]
    public void Every_vector_of_missed_beats_is_met()
    {
        foreach (var vector in Vectors.Cases("stop_time.json", "beacon_silence_p"))
        {
            var input = vector.GetProperty("input");
            var chance = EndAnalysis.BeatChance(input.GetProperty("miss_probability").GetDouble(), input.GetProperty("missed_beats").GetInt32());
            Vectors.AssertClose(vector, vector.GetProperty("expected").GetProperty("p").GetDouble(), chance);
        }
    }

    [Fact]
    public void A_source_that_stops_while_others_go_on_has_stopped()
    {
        var until = Caller.From + (long)(25 * Day * 1e9);
        long[] times = [.. Caller.Times.Where(time => time < until)];
        var (watch, witnesses) = Record(times, others: Caller.To);
        var end = EndAnalysis.Of(times, watch, witnesses);
        Assert.Equal(EndVerdict.Stopped, end.Verdict);
        Assert.Equal(SensorState.Alive, end.Sensor);
        Assert.InRange(end.StoppedBefore!.Value, until, until + (long)(Day * 1e9));
        var findings = EndAnalysis.Describe(end, times, watch);
        Assert.Equal("stopped", findings.Verdict);
        Assert.Contains($"between the last contact and {findings.StoppedBefore![..19]}Z (95 %)", findings.Text);
    }

    [Fact]
    public void A_stop_that_the_correction_over_pairs_does_not_carry_is_undetermined()
    {
        var until = Caller.From + (long)(25 * Day * 1e9);
        long[] times = [.. Caller.Times.Where(time => time < until)];
        var (watch, witnesses) = Record(times, others: Caller.To);
        var findings = EndAnalysis.Describe(EndAnalysis.Of(times, watch, witnesses), times, watch, qValue: .2);
        Assert.Equal("undetermined", findings.Verdict);
        Assert.Null(findings.StoppedBefore);
    }

    [Fact]
    public void The_level_of_the_correction_is_the_one_that_was_asked_for()
    {
        var until = Caller.From + (long)(25 * Day * 1e9);
        long[] times = [.. Caller.Times.Where(time => time < until)];
        var (watch, witnesses) = Record(times, others: Caller.To);
        var end = EndAnalysis.Of(times, watch, witnesses);
        Assert.Equal("stopped", EndAnalysis.Describe(end, times, watch, qValue: .08, level: .1).Verdict);
        Assert.Equal("undetermined", EndAnalysis.Describe(end, times, watch, qValue: .03, level: .01).Verdict);
    }

    [Fact]
    public void A_contact_after_the_coverage_forbids_an_end()
    {
        var coverage = Coverage.Whole(Caller.From, Caller.From + 20 * UnixTime.Day);
        long[] silent = [.. Caller.Times.Where(time => time < Caller.From + 10 * UnixTime.Day)];
        Assert.Equal(EndVerdict.Stopped, EndAnalysis.Of(silent, new Watch(coverage, 1), null).Verdict);
        long[] times = [.. silent, coverage.To + UnixTime.Day];
        var end = EndAnalysis.Of(times, new Watch(coverage, 1), null);
        Assert.Equal((EndVerdict.Active, 0.0), (end.Verdict, end.SilenceSeconds));
        var found = EndAnalysis.Describe(end, times, new Watch(coverage, 1));
        Assert.Equal(1, found.ContactsOutside);
        Assert.Contains("the covered time ended before it. 1 contact of its", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_begins_after_a_contact_in_a_hole_of_the_coverage()
    {
        var hole = Caller.From + 10 * UnixTime.Day;
        var coverage = new Coverage([new(Caller.From, hole), new(hole + 5 * UnixTime.Day, hole + 8 * UnixTime.Day)]);
        long[] times = [.. Caller.Times.Where(time => time < hole - 2 * UnixTime.Day), hole + UnixTime.Day];
        var end = EndAnalysis.Of(times, new Watch(coverage, 1), null);
        Assert.Equal(3 * Day, end.SilenceSeconds, 1e-6);
        Assert.Equal(times[^1], end.LastContact);
        Assert.Equal(1, end.Outside);
    }

    [Theory]
    [InlineData(-30, "nothing in the 20 days covered after it")]
    [InlineData(60, "the covered time ended before it")]
    public void Of_a_pair_wholly_outside_the_coverage_nothing_false_is_said(int days, string said)
    {
        long[] times = [.. Enumerable.Range(0, 30).Select(i => Caller.From + (days * 24 + i) * 3_600 * UnixTime.Second)];
        var watch = new Watch(Coverage.Whole(Caller.From, Caller.From + 20 * UnixTime.Day), 1);
        var found = EndAnalysis.Describe(EndAnalysis.Of(times, watch, null), times, watch);
        Assert.Equal("undetermined", found.Verdict);
        Assert.Contains(said, found.Text, StringComparison.Ordinal);
        Assert.Contains("All its contacts lie outside the covered time", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_log_of_another_server_does_not_witness_for_this_one()
    {
        // Ten callers of one server until its log ends on the tenth day; then now and then somebody in the logs of others.
        var until = Caller.From + 10 * UnixTime.Day;
        var here = Enumerable.Range(0, 10).Select(i => ($"here{i}", BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)i + 1, 300, 10 * Day).Times));
        var there = Enumerable.Range(0, 60).Select(i => ($"there{i}", new[] { until + (i * 31L % 60 + 1) * 8 * 3_600 * UnixTime.Second }));
        var table = Table([.. here, .. there]);
        var pooled = PooledCounts.Of(table);
        var coverage = CoverageInference.Of(table, pooled, 1).Coverage;
        var times = here.First().Item2;
        var end = EndAnalysis.Of(times, new Watch(coverage, 1), new Witnesses(pooled, coverage));
        Assert.Equal((EndVerdict.Undetermined, SensorState.CannotTell), (end.Verdict, end.Sensor));
    }

    [Fact]
    public void A_silence_that_all_share_is_a_gap_of_the_sensor()
    {
        var until = Caller.From + (long)(25 * Day * 1e9);
        long[] times = [.. Caller.Times.Where(time => time < until)];
        var (watch, witnesses) = Record(times, others: until);
        var end = EndAnalysis.Of(times, watch, witnesses);
        Assert.Equal(EndVerdict.Gap, end.Verdict);
        Assert.Null(end.StoppedBefore);
        Assert.Equal("silent", EndAnalysis.Describe(end, times, watch).Sensor);
    }

    [Fact]
    public void Others_that_call_less_but_throughout_witness_the_sensor()
    {
        var until = Caller.From + (long)(20 * Day * 1e9);
        long[] times = [.. Caller.Times.Where(time => time < until)];
        var busy = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 5, 4_000, 20 * Day);
        var rare = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 6, 300, 30 * Day);
        var coverage = Coverage.Whole(Caller.From, Caller.To);
        var witnesses = new Witnesses(PooledCounts.Of(Table(("caller", times), ("busy", busy.Times), ("rare", rare.Times))), coverage);
        var end = EndAnalysis.Of(times, new Watch(coverage, 1), witnesses);
        Assert.Equal(EndVerdict.Stopped, end.Verdict);
        Assert.InRange(end.OthersSeen, 3, end.OthersExpected / 2);
    }

    [Fact]
    public void A_source_alone_in_its_record_cannot_be_said_to_have_stopped_before_it_ended()
    {
        var table = Table(("only", Caller.Times));
        var pooled = PooledCounts.Of(table);
        var coverage = CoverageInference.Of(table, pooled, 1);
        Assert.False(coverage.Witnessed);
        var end = EndAnalysis.Of(table.Times(0), new Watch(coverage.Coverage, 1), new Witnesses(pooled, coverage.Coverage));
        Assert.Equal(EndVerdict.Active, end.Verdict);
        Assert.Equal(1, end.SilenceSeconds, 1e-6);
    }

    [Fact]
    public void Few_gaps_decide_nothing_however_long_the_silence()
    {
        long[] times = [.. Enumerable.Range(0, 8).Select(i => Caller.From + i * 3_600 * UnixTime.Second)];
        var end = EndAnalysis.Of(times, new Watch(Coverage.Whole(Caller.From, Caller.To), 1), witnesses: null);
        Assert.Equal(EndVerdict.Undetermined, end.Verdict);
    }

    [Fact]
    public void A_beat_that_misses_now_and_then_is_given_up_after_enough_misses_in_a_row()
    {
        long[] times = [.. Enumerable.Range(0, 200).Where(i => i % 7 != 3).Select(i => Caller.From + i * 3_600 * UnixTime.Second)];
        var beat = new KnownBeat(3_600, .2);
        var soon = EndAnalysis.Of(times, Watch(times[^1] + 3_000 * UnixTime.Second), null, beat);
        var later = EndAnalysis.Of(times, Watch(times[^1] + 5 * 3_600 * UnixTime.Second), null, beat);
        Assert.Equal(EndVerdict.Active, soon.Verdict);
        Assert.Equal(EndVerdict.Stopped, later.Verdict);
        Assert.Equal(5, later.BeatsMissed);
        Assert.Equal(.00032, later.PValue, 1e-12);
        Assert.Equal(times[^1] + 2 * 3_600 * UnixTime.Second, later.StoppedBefore);

        Watch Watch(long until) => new(Coverage.Whole(Caller.From, until), 1);
    }

    [Fact]
    public void The_chance_of_a_beat_that_stopped_long_ago_is_small_and_not_nothing()
    {
        long[] times = [.. Enumerable.Range(0, 50).Select(i => Caller.From + i * 60 * UnixTime.Second)];
        var watch = new Watch(Coverage.Whole(Caller.From, times[^1] + 60 * UnixTime.Day), 1);
        var end = EndAnalysis.Of(times, watch, null, new KnownBeat(60, .05));
        Assert.Equal(0, end.PValue); // .05 to the power of 86,400 is below every double
        var said = EndAnalysis.Describe(end, times, watch, 0);
        Assert.Equal(1e-300, said.PValue);
        Assert.Equal(1e-300, said.QValue);
        Assert.Contains("less than 1 in 10^300", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_weekend_of_an_office_is_no_end()
    {
        // Twelve weeks; the record ends on Sunday evening, and nobody ever called at a weekend.
        var start = SimulatedSeries.Monday;
        long[] times = [.. Enumerable.Range(0, 84).Where(day => day % 7 < 5)
            .SelectMany(day => Enumerable.Range(0, 20).Select(i => start + day * UnixTime.Day + (8 * 3_600 + i * 1_700 + day * 37 % 600) * UnixTime.Second))];
        var end = EndAnalysis.Of(times, new Watch(Coverage.Whole(start, start + 84 * UnixTime.Day), 1), witnesses: null);
        Assert.Equal(EndVerdict.Active, end.Verdict);
        var week = EndAnalysis.Of(times, new Watch(Coverage.Whole(start, start + 91 * UnixTime.Day), 1), witnesses: null);
        Assert.Equal(EndVerdict.Stopped, week.Verdict);
    }

    [Fact]
    public void A_source_that_fades_out_is_judged_by_its_latest_gaps()
    {
        // Hourly for 300 days, then every two days on average for as long again; the record ends four days after the last.
        var dense = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 1, 7_200, 300 * Day);
        var sparse = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 2, 80, 160 * Day, dense.To);
        var times = dense.With(sparse).Times;
        var end = EndAnalysis.Of(times, new Watch(Coverage.Whole(dense.From, times[^1] + 4 * UnixTime.Day), 1), witnesses: null);
        Assert.Equal(EndVerdict.Active, end.Verdict);
        // The same silence after the dense part alone would be an end.
        var stopped = EndAnalysis.Of(dense.Times, new Watch(Coverage.Whole(dense.From, dense.Times[^1] + 4 * UnixTime.Day), 1), witnesses: null);
        Assert.Equal(EndVerdict.Stopped, stopped.Verdict);
    }

    static (Watch Watch, Witnesses Witnesses) Record(long[] times, long others)
    {
        List<(string, long[])> sources = [("caller", times)];
        for (var i = 0; i < 5; i++)
        {
            var other = BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)(100 + i), 400, 30 * Day);
            sources.Add(($"other{i}", [.. other.Times.Where(time => time < others)]));
        }
        var coverage = Coverage.Whole(Caller.From, Caller.To);
        return (new Watch(coverage, 1), new Witnesses(PooledCounts.Of(Table([.. sources])), coverage));
    }

    internal static ContactTable Table(params (string Source, long[] Times)[] sources) =>
        ContactTable.Of(sources.SelectMany(source => source.Times.Select(time => (time, ContactKind.DnsLookup, source.Source, "target"))));
}
