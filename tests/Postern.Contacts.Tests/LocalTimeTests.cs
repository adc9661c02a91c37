using System.Globalization;

namespace Postern.Contacts.Tests;

/// <summary>What a wall clock time means where the clock goes back or forward.</summary>
public sealed class LocalTimeTests
{
    [Theory]
    [InlineData("America/New_York", "2021-07-01T12:00", "2021-07-01T16:00:00Z")]
    [InlineData("America/New_York", "2021-11-07T01:30", "2021-11-07T05:30:00Z")] // shown twice: the first
    [InlineData("America/New_York", "2021-03-14T02:30", "2021-03-14T07:30:00Z")] // left out: an hour later, 03:30
    [InlineData("Australia/Lord_Howe", "2021-10-03T02:10", "2021-10-02T15:40:00Z")] // the clock jumps half an hour
    [InlineData("America/Havana", "2021-11-07T00:00", "2021-11-07T04:00:00Z")] // the day begins at the first of two midnights
    [InlineData("Africa/Cairo", "2023-04-28T00:00", "2023-04-27T22:00:00Z")] // midnight itself is left out
    [InlineData("Etc/GMT-14", "2021-01-01T00:00", "2020-12-31T10:00:00Z")]
    public void A_time_means_one_instant(string zone, string local, string instant)
    {
        Assert.Equal(instant, UnixTime.Format(UnixTime.From(LocalTime.ToInstant(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)))));
        Assert.True(TimeText.TryParse(local, TimeZoneInfo.FindSystemTimeZoneById(zone), end: false, out var time, out _));
        Assert.Equal(instant, UnixTime.Format(time));
    }

    [Theory]
    [InlineData("America/Havana", "2021-11-06", 24)]
    [InlineData("America/Havana", "2021-11-07", 25)]
    [InlineData("Europe/Berlin", "2021-03-28", 23)]
    public void A_day_lasts_from_midnight_to_midnight(string zone, string day, int hours)
    {
        var place = TimeZoneInfo.FindSystemTimeZoneById(zone);
        Assert.True(TimeText.TryParse(day, place, end: false, out var from, out _));
        Assert.True(TimeText.TryParse(day, place, end: true, out var to, out _));
        Assert.Equal(hours, (to - from) / (3_600 * UnixTime.Second));
    }

    [Fact]
    public void The_ends_of_the_calendar_stay_in_it()
    {
        Assert.Equal(DateTimeOffset.MinValue, LocalTime.ToInstant(DateTime.MinValue, TimeZoneInfo.FindSystemTimeZoneById("Etc/GMT-14")));
        Assert.Equal(DateTimeOffset.MaxValue.UtcTicks, LocalTime.ToInstant(DateTime.MaxValue, TimeZoneInfo.FindSystemTimeZoneById("Etc/GMT+12")).UtcTicks);
    }
}
