using System.Globalization;

namespace Postern.Gate.Tests.Identity;

public class WeeklyHoursTests
{
    [Theory]
    [InlineData("Mon-Fri 08:00-18:00", "UTC", "2026-11-23T08:00:00Z", true)]
    [InlineData("Mon-Fri 08:00-18:00", "UTC", "2026-11-23T07:59:59Z", false)]
    [InlineData("Mon-Fri 08:00-18:00", "UTC", "2026-11-23T18:00:00Z", false)]
    [InlineData("Mon-Fri 08:00-18:00", "UTC", "2026-11-22T12:00:00Z", false)]
    [InlineData("Fri-Mon 08:00-18:00", "UTC", "2026-11-22T12:00:00Z", true)]
    [InlineData("Fri-Mon 08:00-18:00", "UTC", "2026-11-24T12:00:00Z", false)]
    [InlineData("Sat 22:00-06:00", "UTC", "2026-11-22T05:59:00Z", true)]
    [InlineData("Sat 22:00-06:00", "UTC", "2026-11-21T23:00:00Z", true)]
    [InlineData("Sat 22:00-06:00", "UTC", "2026-11-21T05:00:00Z", false)]
    [InlineData("Sun 00:00-24:00", "UTC", "2026-11-22T23:59:59Z", true)]
    [InlineData("Mon-Fri 08:00-18:00", "Europe/Berlin", "2026-11-23T07:00:00Z", true)]
    [InlineData("Mon-Fri 08:00-18:00", "Europe/Berlin", "2026-07-20T06:00:00Z", true)]
    [InlineData("Mon-Fri 08:00-18:00", "Europe/Berlin", "2026-07-20T16:00:00Z", false)]
    public void Hours_follow_the_clock_of_their_zone(string span, string zone, string instant, bool open)
    {
        Assert.True(WeeklySpan.TryParse(span, out var parsed));
        var hours = new WeeklyHours(TimeZoneInfo.FindSystemTimeZoneById(zone), [parsed]);
        Assert.Equal(open, hours.Include(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture)));
        Assert.Equal(span, parsed.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mon")]
    [InlineData("08:00-18:00")]
    [InlineData("Monday 08:00-18:00")]
    [InlineData("Mon-Tue-Wed 08:00-18:00")]
    [InlineData("Mon 8:00-18:00")]
    [InlineData("Mon 08:60-18:00")]
    [InlineData("Mon 08:00-24:01")]
    [InlineData("Mon 08:00-08:00")]
    [InlineData("Mon 24:00-08:00")]
    [InlineData("Mon 08:00-18:00 UTC")]
    public void What_is_no_stretch_of_a_week_is_not_read(string text) => Assert.False(WeeklySpan.TryParse(text, out _));
}
