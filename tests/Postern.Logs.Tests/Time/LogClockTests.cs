using System.Text;
using Postern.Contacts;
using Postern.Logs.Tests.Expected;
using Postern.Logs.Time;

namespace Postern.Logs.Tests.Time;

public class LogClockTests
{
    [Fact]
    public void The_repeated_hour_is_summer_time_until_the_stamps_step_back()
    {
        var clock = Clock("Europe/Berlin");
        Assert.Equal("2026-10-25T00:10:00Z", Bind(clock, "25-Oct-2026 02:10:00.000"));
        Assert.Equal("2026-10-25T00:05:00Z", Bind(clock, "25-Oct-2026 02:05:00.000"));
        Assert.Equal("2026-10-25T00:59:59Z", Bind(clock, "25-Oct-2026 02:59:59.000"));
        Assert.Equal("2026-10-25T01:00:00Z", Bind(clock, "25-Oct-2026 02:00:00.000"));
        Assert.Equal("2026-10-25T01:59:59Z", Bind(clock, "25-Oct-2026 02:59:59.000"));
        Assert.Equal("2026-10-25T02:00:00Z", Bind(clock, "25-Oct-2026 03:00:00.000"));
        Assert.Contains("Europe/Berlin has twice", Said(clock), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fold_of_half_an_hour_needs_half_the_step()
    {
        var clock = Clock("Australia/Lord_Howe");
        Assert.Equal("2026-04-04T14:58:00Z", Bind(clock, "05-Apr-2026 01:58:00.000"));
        Assert.Equal("2026-04-04T15:01:00Z", Bind(clock, "05-Apr-2026 01:31:00.000"));
    }

    [Fact]
    public void A_skipped_hour_is_moved_on_and_counted()
    {
        var clock = Clock("Europe/Berlin");
        Assert.Equal("2026-03-29T01:30:00Z", Bind(clock, "29-Mar-2026 02:30:00.000"));
        Assert.Equal("2026-03-29T01:30:00Z", Bind(clock, "29-Mar-2026 03:30:00.000"));
        Assert.Contains("times that the clock of Europe/Berlin skips were moved on by the size of the gap: 1", Said(clock), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_the_base_offset_is_a_fold_too()
    {
        // Moscow went from +4 to +3 for good on 2014-10-26 at 02:00 local.
        var clock = Clock("Europe/Moscow");
        Assert.Equal("2014-10-25T21:45:00Z", Bind(clock, "26-Oct-2014 01:45:00.000"));
        Assert.Equal("2014-10-25T22:00:00Z", Bind(clock, "26-Oct-2014 01:00:00.000"));
    }

    [Fact]
    public void Years_are_carried_over_new_year_and_back_and_over_gaps()
    {
        var clock = Clock("UTC", 2025);
        Assert.Equal("2025-12-31T23:59:58Z", Month(clock, "Dec 31 23:59:58"));
        Assert.Equal("2026-01-01T00:00:01Z", Month(clock, "Jan  1 00:00:01"));
        Assert.Equal("2025-12-31T23:59:59Z", Month(clock, "Dec 31 23:59:59"));
        Assert.Equal("2026-03-05T00:00:00Z", Month(clock, "Mar  5 00:00:00"));
        Assert.Equal("2026-08-01T00:00:00Z", Month(clock, "Aug  1 00:00:00"));
        Assert.Equal("2026-11-30T00:00:00Z", Month(clock, "Nov 30 00:00:00"));
        Assert.Equal("2027-02-01T00:00:00Z", Month(clock, "Feb  1 00:00:00"));
        Assert.DoesNotContain("year", Said(clock), StringComparison.Ordinal);
    }

    [Fact]
    public void The_29th_of_February_in_a_common_year_names_the_year()
    {
        var clock = Clock("UTC", 2026);
        Assert.Equal("29 February, but the year is taken as 2026", Month(clock, "Feb 29 10:00:00"));
        Assert.Equal("2026-02-28T10:00:00Z", Month(clock, "Feb 28 10:00:00"));
        Assert.Equal("29 February, but the year is taken as 2026", Month(clock, "Feb 29 10:00:00"));
        Assert.Null(clock.BetterYear);
    }

    [Theory]
    [InlineData("2026-11-22", "Nov 22 00:47:32", 2026)]
    [InlineData("2026-11-22", "Nov 22 13:00:00", 2026)] // a zone ahead of UTC
    [InlineData("2026-11-22", "Nov 24 00:00:00", 2025)]
    [InlineData("2026-01-03", "Dec 31 23:00:00", 2025)]
    [InlineData("2026-01-03", "Feb 29 23:00:00", 2024)]
    public void The_first_year_is_the_newest_that_is_not_in_the_future(string written, string first, int year)
    {
        var clock = new LogClock(Context(written));
        Assert.StartsWith($"{year}-", Month(clock, first));
        Assert.Null(clock.BetterYear);
        Assert.Contains($"the times carry no year: the first was taken as of {year} (--log-year gives another)", Said(clock), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_longer_than_a_year_asks_to_be_read_again()
    {
        var clock = new LogClock(Context("2026-04-10"));
        foreach (var day in (string[])["Mar 10", "Jul 10", "Dec 10", "Jan 10", "Apr  1"])
            Month(clock, $"{day} 00:00:00");
        Assert.Equal(2025, clock.BetterYear);
        Assert.Contains("the first year should have been 2025", Said(clock), StringComparison.Ordinal);
    }

    [Fact]
    public void A_29th_of_February_shows_the_year()
    {
        var clock = new LogClock(Context("2026-11-22"));
        Month(clock, "Feb 27 00:00:00");
        Assert.StartsWith("29 February", Month(clock, "Feb 29 00:00:00"));
        Month(clock, "Mar  2 00:00:00");
        Assert.Equal(2024, clock.BetterYear);
    }

    [Fact]
    public void The_file_before_gives_the_year()
    {
        var clock = new LogClock(Context("2026-11-22") with { PrecedingStamp = Instant("2019-12-31") });
        Assert.Equal("2020-01-01T00:00:03Z", Month(clock, "Jan  1 00:00:03"));
        Assert.Null(clock.BetterYear);
        Assert.Contains("the times carry no year: carried on from the file before", Said(clock), StringComparison.Ordinal);
    }

    [Fact]
    public void Stamps_with_an_offset_need_no_zone()
    {
        var clock = Clock(null);
        StampText.Iso("2026-11-22T01:54:51.486718+01:00"u8, out var stamp, out _);
        Assert.True(clock.TryPlace(in stamp, out var time, out _));
        Assert.Equal("2026-11-22T00:54:51.486718Z", UnixTime.Format(time));
        Assert.Empty(Said(clock));
    }

    [Fact]
    public void Stamps_without_an_offset_say_that_utc_is_assumed()
    {
        var clock = Clock(null);
        Bind(clock, "25-Oct-2026 02:10:00.000");
        Assert.Contains("the times carry no zone: read as UTC (--log-zone gives another)", Said(clock), StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_back_of_more_than_a_second_are_counted()
    {
        var clock = Clock("UTC");
        foreach (var second in (string[])["10.000", "09.500", "12.000", "10.900", "10.000", "13.000", "05.000"])
            Bind(clock, $"22-Nov-2026 00:00:{second}");
        Assert.Contains("steps back in time of more than a second: 2", Said(clock), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1600-01-01T00:00:00Z")]
    [InlineData("2300-01-01T00:00:00Z")]
    [InlineData("9999-12-31T24:00:00Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    public void Times_beyond_the_line_are_refused_and_do_not_wrap(string text)
    {
        var clock = Clock("America/New_York");
        StampText.Iso(Encoding.UTF8.GetBytes(text), out var stamp, out _);
        Assert.False(clock.TryPlace(in stamp, out _, out var problem));
        Assert.Equal("time outside 1677 to 2262", problem);
        Assert.Null(clock.LastStamp);
    }

    static LogClock Clock(string? zone, int? year = null) => new(Context("2027-06-01") with
    {
        Options = new ReadOptions
        {
            LogZone = zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone),
            LogYear = year,
        },
    });

    static ReadContext Context(string written) => SampleReading.Context() with { WrittenAt = Instant(written) };

    static long Instant(string date) => UnixTime.From(DateTimeOffset.Parse(date + "T00:00:00Z"));

    static string Bind(LogClock clock, string text)
    {
        Assert.Equal(StampRead.Ok, StampText.Bind(Encoding.UTF8.GetBytes(text), out var stamp, out _));
        return Place(clock, in stamp);
    }

    static string Month(LogClock clock, string text)
    {
        Assert.Equal(StampRead.Ok, StampText.Month(Encoding.UTF8.GetBytes(text), out var stamp, out _));
        return Place(clock, in stamp);
    }

    static string Place(LogClock clock, in Stamp stamp) =>
        clock.TryPlace(in stamp, out var time, out var problem) ? UnixTime.Format(time) : problem;

    static string Said(LogClock clock)
    {
        var sink = new ListSink();
        clock.Finish(sink);
        return string.Join('\n', sink.Assumed.Concat(sink.Warned));
    }
}
