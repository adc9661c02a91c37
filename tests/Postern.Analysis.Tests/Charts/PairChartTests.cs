using Postern.Analysis.Charts;
using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Tests.Charts;

public sealed class PairChartTests
{
    const long Start = 1_700_000_000 * UnixTime.Second;

    [Fact]
    public void Gaps_fall_into_cells_of_a_logarithmic_scale_and_those_across_holes_are_left_out()
    {
        long[] times = [.. new long[] { 0, 10, 20, 120, 1_120, 90_000, 90_010 }.Select(s => Start + s * UnixTime.Second)];
        var coverage = new Coverage([new(Start, Start + 2_000 * UnixTime.Second), new(Start + 80_000 * UnixTime.Second, Start + 100_000 * UnixTime.Second)]);

        var gaps = GapHistogram.Of(times, coverage, perDecade: 10)!;

        Assert.Equal((5, 1), (gaps.Gaps, gaps.Broken));
        Assert.Equal(10, gaps.First); // 10^(10/10) s
        Assert.Equal([0, 3, 10, 1, 10, 1], gaps.Runs); // 10 s three times, 100 s, 1,000 s
        Assert.Equal([10, 10, 10, 10, 100, 1_000, 1_000], gaps.Quantiles);
        Assert.Null(GapHistogram.Of(times.AsSpan(0, 1), coverage, 10));
    }

    [Fact]
    public void A_schedule_is_drawn_by_its_distance_from_the_beat()
    {
        double[] jitter = [0, 3, -3, 1, -1, 2, -2, 0];
        long[] times = [.. jitter.Select((j, i) => Start + (long)((3_600 * i + j) * 1e9))];

        var phases = BeatPhases.Of(times, Watched(times), Beat("schedule", 3_600), most: 100)!;

        Assert.Equal(8, phases.Occasions);
        Assert.Equal(jitter, phases.Values.Select(v => Math.Round(v)));
        Assert.Equal([0, 3_603, 3_594], phases.After.Take(3));
    }

    [Fact]
    public void A_sleep_is_drawn_by_its_gaps_without_long_pauses()
    {
        long[] seconds = [0, 300, 610, 900, 9_000, 9_290];
        long[] times = [.. seconds.Select(s => Start + s * UnixTime.Second)];

        var phases = BeatPhases.Of(times, Watched(times), Beat("sleep", 300), most: 100)!;

        Assert.Equal([300, 310, 290, 290], phases.Values);
        Assert.Null(BeatPhases.Of(times, Watched(times), new CadenceFindings { Verdict = "irregular", Text = "" }, 100));
    }

    [Fact]
    public void More_occasions_than_there_is_room_for_are_chosen_evenly_and_their_number_is_told()
    {
        long[] times = [.. Enumerable.Range(0, 1_001).Select(i => Start + 60L * i * UnixTime.Second)];

        var phases = BeatPhases.Of(times, Watched(times), Beat("schedule", 60), most: 100)!;

        Assert.Equal(1_001, phases.Occasions);
        Assert.Equal(91, phases.Values.Count);
        Assert.All(phases.After.Skip(1), after => Assert.Equal(660, after));
    }

    [Fact]
    public void Blocks_divide_a_series_where_its_rate_changes()
    {
        long[] times = [.. Enumerable.Range(0, 48).Select(i => Start + 3_600L * i * UnixTime.Second), .. Enumerable.Range(0, 480).Select(i => Start + (48 * 3_600L + 60 * i) * UnixTime.Second)];

        var blocks = RateBlock.Each(times, Watched(times));

        Assert.Equal(2, blocks.Count);
        Assert.Equal(times.Length, blocks.Sum(b => b.Contacts));
        Assert.Equal(1, blocks[0].PerHour, 1);
        Assert.Equal(60, blocks[1].PerHour, 0);
        Assert.Equal(Start / 1e9 + 48 * 3_600, blocks[1].FromSeconds, tolerance: 60.0);
        Assert.Empty(RateBlock.Each(times.AsSpan(0, 5), Watched(times)));
    }

    static CadenceFindings Beat(string clock, double period) => new() { Verdict = "periodic", Clock = clock, PeriodSeconds = period, Text = "" };

    static Watch Watched(long[] times) => new(Coverage.Whole(times[0], times[^1] + 1), 1);
}
