using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.Tests.Investigation;

public sealed class OccasionsTests
{
    [Fact]
    public void Two_look_ups_of_one_visit_are_one_occasion()
    {
        long[] times = [.. Enumerable.Range(0, 50).SelectMany(i => new[] { i * 300 * UnixTime.Second, i * 300 * UnixTime.Second + 1_000_000 })];
        var gap = Occasions.Gap(times);
        Assert.Equal(Occasions.Session, gap);
        Assert.Equal(50, Occasions.Count(times, gap));
        Assert.Equal(times.Where((_, i) => i % 2 == 0), Occasions.Starts(times, gap));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.2)]
    public void A_fast_poller_is_not_swallowed(double period)
    {
        long[] times = [.. Enumerable.Range(0, 300).Select(i => (long)(i * period * 1e9))];
        Assert.Equal(300, Occasions.Count(times, Occasions.Gap(times)));
    }

    [Fact]
    public void Equal_ticks_are_one_occasion() => Assert.Equal(2, Occasions.Count([5, 5, 5, 9], 0));

    [Fact]
    public void No_contact_makes_no_occasion()
    {
        Assert.Equal(0, Occasions.Count([], 0));
        Assert.Equal(0, Occasions.Gap([]));
        Assert.Empty(Occasions.Starts([], 0));
    }
}
