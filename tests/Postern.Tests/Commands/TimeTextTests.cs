using Postern.Contacts;

namespace Postern.Tests.Commands;

public class TimeTextTests
{
    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-11-22", "2026-11-22T00:00:00Z")]
    [InlineData("2026-11-22T06:30", "2026-11-22T06:30:00Z")]
    [InlineData("2026-11-22 06:30:01", "2026-11-22T06:30:01Z")]
    [InlineData("2026-11-22T06:30:00Z", "2026-11-22T06:30:00Z")]
    [InlineData("2026-11-22T06:30:00+02:00", "2026-11-22T04:30:00Z")]
    [InlineData("2026-11-22T06:30:00.125Z", "2026-11-22T06:30:00.125Z")]
    [InlineData("2026-11-22T06:30:00.123456789Z", "2026-11-22T06:30:00.123456789Z")]
    [InlineData("2026-11-22T06:30:00.00000001", "2026-11-22T06:30:00.000000010Z")]
    [InlineData("2026-11-22 08:30:00.123456789+02:00", "2026-11-22T06:30:00.123456789Z")]
    public void Dates_and_times_are_read(string text, string instant)
    {
        Assert.True(TimeText.TryParse(text, TimeZoneInfo.Utc, end: false, out var time, out _));
        Assert.Equal(instant, UnixTime.Format(time));
    }

    [Theory]
    [InlineData("2026-07-01", false, "2026-06-30T22:00:00Z")]
    [InlineData("2026-07-01", true, "2026-07-01T22:00:00Z")]
    [InlineData("2026-07-01T12:00", true, "2026-07-01T10:00:00Z")]
    [InlineData("2026-07-01T12:00Z", true, "2026-07-01T12:00:00Z")]
    [InlineData("2026-03-29T02:30", false, "2026-03-29T01:30:00Z")] // the spring change leaves this time out
    public void Times_without_an_offset_are_of_the_zone_and_a_date_that_ends_something_ends_with_its_day(string text, bool end, string instant)
    {
        Assert.True(TimeText.TryParse(text, Berlin, end, out var time, out _));
        Assert.Equal(instant, UnixTime.Format(time));
    }

    [Theory]
    [InlineData("yesterday", "is no time")]
    [InlineData("22.11.2026", "is no time")]
    [InlineData("2026-02-30", "is no time")]
    [InlineData("", "is no time")]
    [InlineData("2026-11-22T06:30:00.1234567890Z", "is no time")]
    [InlineData("2026-11-22T06:30.123456789", "is no time")]
    [InlineData("1500-01-01", "lies outside")]
    [InlineData("9999-12-31", "lies outside")]
    public void Other_texts_are_refused_with_what_to_write(string text, string reason)
    {
        Assert.False(TimeText.TryParse(text, TimeZoneInfo.Utc, end: true, out _, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }
}
