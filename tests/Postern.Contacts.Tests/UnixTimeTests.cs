namespace Postern.Contacts.Tests;

public sealed class UnixTimeTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(1_474_639_589_000_000_000, "2016-09-23T14:06:29Z")]
    [InlineData(1_500_000_000_120_000_000, "2017-07-14T02:40:00.120Z")]
    [InlineData(1_500_000_000_000_001_000, "2017-07-14T02:40:00.000001Z")]
    [InlineData(1_500_000_000_000_000_001, "2017-07-14T02:40:00.000000001Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999999Z")]
    public void Instants_are_written_with_the_digits_they_need_and_read_back(long time, string text)
    {
        Assert.Equal(text, UnixTime.Format(time));
        Assert.Equal(time, UnixTime.Parse(text));
    }
}
