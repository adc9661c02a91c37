namespace Postern.Contacts.Tests;

public sealed class CoverageTests
{
    const long Second = UnixTime.Second;

    static readonly Coverage Two = new([new(10 * Second, 20 * Second), new(30 * Second, 40 * Second)]);

    [Fact]
    public void Stretches_are_sorted_and_joined_where_they_touch()
    {
        var coverage = new Coverage([new(30, 40), new(10, 20), new(20, 25), new(24, 28), new(50, 50)]);

        Assert.Equal([new(10, 28), new(30, 40)], coverage.Stretches);
    }

    [Theory]
    [InlineData(0, 100, 20)]
    [InlineData(15, 35, 10)]
    [InlineData(20, 30, 0)]
    [InlineData(12, 13, 1)]
    [InlineData(35, 15, 0)]
    public void Covered_time_leaves_holes_out(long from, long until, double seconds) =>
        Assert.Equal(seconds, Two.SecondsBetween(from * Second, until * Second));

    [Theory]
    [InlineData(10, true)]
    [InlineData(20, false)]
    [InlineData(25, false)]
    [InlineData(39, true)]
    [InlineData(9, false)]
    public void An_instant_is_covered_or_not(long at, bool covered) => Assert.Equal(covered, Two.Contains(at * Second));

    [Fact]
    public void Time_is_unbroken_only_within_one_stretch()
    {
        Assert.True(Two.Unbroken(11 * Second, 19 * Second));
        Assert.False(Two.Unbroken(11 * Second, 31 * Second));
        Assert.False(Two.Unbroken(25 * Second, 26 * Second));
    }
}
