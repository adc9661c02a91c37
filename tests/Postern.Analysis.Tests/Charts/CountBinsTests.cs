using Postern.Analysis.Charts;
using Postern.Contacts;

namespace Postern.Analysis.Tests.Charts;

public sealed class CountBinsTests
{
    const long Monday = 1_699_833_600; // 2023-11-13T00:00:00Z

    [Fact]
    public void Few_contacts_are_kept_to_the_second()
    {
        var table = Table(Monday + 1, Monday + 1, Monday + 5, Monday + 400_000);

        var bins = CountBins.Of(table, [0], CountBins.StepFor(table, [0], 10));

        Assert.Equal((Monday + 1, 1), (bins.FromSeconds, bins.StepSeconds));
        Assert.Equal([0, 2, 4, 1, 399_995, 1], bins.Runs);
    }

    [Fact]
    public void Many_contacts_share_steps_that_begin_on_full_hours_days_and_Mondays()
    {
        var table = Table([.. Enumerable.Range(0, 5_000).Select(i => Monday + 90_000L + 611 * i)]);

        var hourly = CountBins.Of(table, [0], 3_600);
        var weekly = CountBins.Of(table, [0], 604_800);
        var step = CountBins.StepFor(table, [0], 200);

        Assert.Equal(Monday + 90_000, hourly.FromSeconds);
        Assert.Equal(Monday, weekly.FromSeconds);
        Assert.Equal(5_000, weekly.Runs.Where((_, i) => i % 2 == 1).Sum());
        Assert.Equal(21_600, step);
        Assert.InRange(CountBins.Of(table, [0], step).Runs.Count / 2, 100, 200);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(604_800)]
    public void Dense_and_sparse_series_of_before_and_after_1970_are_counted_whole(long step)
    {
        long[] times = [.. Enumerable.Range(-500, 1_000).Select(i => i * 90L), 4_000_000_000, 4_000_000_000];
        var table = Table(times);

        var bins = CountBins.Of(table, [0], step);

        var places = new List<(long, long)>();
        var place = bins.FromSeconds;
        for (var i = 0; i < bins.Runs.Count; i += 2)
            places.Add((place += bins.Runs[i] * step, bins.Runs[i + 1]));
        var expected = times.GroupBy(t => CountBins.Origin + (long)Math.Floor((t - CountBins.Origin) / (double)step) * step).OrderBy(g => g.Key).Select(g => (g.Key, (long)g.Count()));
        Assert.Equal(expected, places);
    }

    [Fact]
    public void Steps_go_on_growing_for_records_of_centuries()
    {
        var table = Table([.. Enumerable.Range(0, 4_000).Select(i => -9_000_000_000 + 4_500_000L * i)]);

        var step = CountBins.StepFor(table, [0], 64);

        Assert.Equal(0, step % (4 * 604_800));
        Assert.InRange(CountBins.Of(table, [0], step).Runs.Count / 2, 32, 64);
    }

    static ContactTable Table(params long[] seconds) =>
        ContactTable.Of(seconds.Select(s => (s * UnixTime.Second, ContactKind.Flow, "192.0.2.1", "a.example")));
}
