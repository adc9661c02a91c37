using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.Tests.Investigation;

public sealed class SeriesResolutionTests
{
    [Theory]
    [InlineData(1_000_000_000, 1)]
    [InlineData(1_000_000, 1e-3)]
    [InlineData(1_000, 1e-6)]
    [InlineData(1, 1e-9)]
    public void The_step_of_a_small_record_is_a_power_of_a_thousand(long step, double seconds) =>
        Assert.Equal(seconds, SeriesResolution.Of(Record(7 * step, step, contacts: 20, sources: 2)));

    [Fact]
    public void A_daemon_that_ticks_every_four_milliseconds_is_believed_when_many_sources_share_the_tick() =>
        Assert.Equal(4e-3, SeriesResolution.Of(Record(4_000_000, 4_000_000, contacts: 500, sources: 20)));

    [Fact]
    public void A_poller_on_the_minute_is_no_clock_of_minutes() =>
        Assert.Equal(1, SeriesResolution.Of(Record(60 * UnixTime.Second, 60 * UnixTime.Second, contacts: 500, sources: 1)));

    [Fact]
    public void Whole_seconds_in_a_record_of_microseconds_keep_their_own_step()
    {
        Assert.Equal(1, SeriesResolution.Of([UnixTime.Second, 5 * UnixTime.Second], 1e-6));
        Assert.Equal(1e-3, SeriesResolution.Of([UnixTime.Second, 5_003_000_000], 1e-6));
        Assert.Equal(1e-6, SeriesResolution.Of([UnixTime.Second, 5_003_004_000], 1e-6));
    }

    [Fact]
    public void No_series_is_finer_than_its_record() => Assert.Equal(1, SeriesResolution.Of([1, 2, 3], 1));

    static ContactTable Record(long first, long step, int contacts, int sources) => ContactTable.Of(
        Enumerable.Range(0, contacts).Select(i => (first + step * (i * 7919L % 9973), ContactKind.Flow, $"s{i % sources}", "t")));
}
