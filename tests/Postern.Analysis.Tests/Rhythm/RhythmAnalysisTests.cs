using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Analysis.Rhythm;
using Postern.Contacts;
using Postern.Simulation;

namespace Postern.Analysis.Tests.Rhythm;

/// <summary>Zones, clock changes, weekends, man and machine.</summary>
public sealed class RhythmAnalysisTests
{
    const int Days = 120;
    static readonly long Start = UnixTime.From(new DateTimeOffset(2024, 1, 29, 0, 0, 0, TimeSpan.Zero)); // a Monday; Europe changes on 31 March
    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    static IReadOnlyList<RhythmFrame> Frames(params TimeZoneInfo[] zones) =>
        [.. zones.Select(zone => new RhythmFrame(ZoneClock.Of(zone, Start, Start + Days * UnixTime.Day), Coverage.Whole(Start, Start + Days * UnixTime.Day)))];

    static RhythmFindings Rhythm(long[] times, CadenceFindings? cadence, params TimeZoneInfo[] zones) =>
        RhythmAnalysis.Of(times, Frames(zones), null, .05, cadence, 1);

    /// <summary>Contacts at hours of the working days of a zone.</summary>
    static long[] Office(TimeZoneInfo zone, int aDay = 8, ulong seed = 1)
    {
        var clock = ZoneClock.Of(zone, Start, Start + Days * UnixTime.Day);
        var random = new TrafficRandom(seed);
        var first = LocalDays.Day(clock.ToLocal(Start)) + 1;
        return [.. Enumerable.Range(0, Days - 2).Where(day => !LocalDays.IsWeekend(first + day)).SelectMany(day => Enumerable.Range(0, random.Poisson(aDay))
            .Select(_ => clock.ToUtc((first + day) * UnixTime.Day + (long)(random.Uniform(8, 18) * 3_600e9)))).Order()];
    }

    [Fact]
    public void Office_hours_look_human_in_their_own_zone_and_follow_its_clock()
    {
        var found = Rhythm(Office(Berlin), null, Berlin, NewYork);
        Assert.Equal("daily-and-weekly", found.Verdict);
        Assert.Equal("human-like", found.Driver);
        Assert.Equal("Europe/Berlin", found.TimeZone);
        Assert.Equal(["Europe/Berlin"], found.ZonesThatFit!.Named);
        Assert.InRange(found.ZonesThatFit.Best, 1, 2);
        Assert.All(found.ZonesThatFit.Offsets, offset => Assert.InRange(offset, 0, 3));
        var berlin = found.Zones[0];
        Assert.Equal(0, berlin.Quiet!.Share);
        Assert.Equal("follows", berlin.ClockChange!.Verdict);
        Assert.Equal(-3_600, berlin.ClockChange.ExpectedSeconds);
        Assert.Equal(-3_600, berlin.ClockChange.ShiftSeconds, 3 * berlin.ClockChange.ErrorSeconds);
        Assert.Equal(0, found.Weekend!.Ratio);
        Assert.InRange(found.Weekend.PValue, 0, 1e-6);
        Assert.Contains("2024-03-31", string.Join(' ', found.Reasons), StringComparison.Ordinal);
        Assert.All(Enumerable.Range(8, 10), hour => Assert.True(berlin.HoursLow![hour] <= berlin.Hours[hour] && berlin.Hours[hour] <= berlin.HoursHigh![hour]));
        Assert.Equal(Office(Berlin).Length, berlin.Contacts.Sum());
    }

    [Fact]
    public void A_job_at_a_fixed_hour_of_UTC_ignores_the_clock_and_shows_its_minute()
    {
        long[] times = [.. Enumerable.Range(0, Days).SelectMany(day => Enumerable.Range(0, 4).Select(i => Start + day * UnixTime.Day + (9 * 3_600L + i * 20) * UnixTime.Second))];
        var found = Rhythm(times, null, Berlin);
        Assert.Equal("daily", found.Verdict);
        Assert.Equal("ignores", found.Zones[0].ClockChange!.Verdict);
        Assert.Equal(.5, found.BusiestSlot!.Share, .1); // half of them at 10:00, half at 11:00 in Berlin
        Assert.Equal(1, found.BusiestSlot.ShareOfHour, 6);
        Assert.NotEqual("human-like", found.Driver);
        Assert.Null(found.ZonesThatFit);
    }

    [Fact]
    public void A_beat_day_and_night_looks_like_a_machine()
    {
        long[] times = [.. Enumerable.Range(0, Days * 24).Select(hour => Start + hour * 3_600 * UnixTime.Second)];
        var found = Rhythm(times, new CadenceFindings { Verdict = "periodic", PValue = 1e-20, Text = "" }, TimeZoneInfo.Utc);
        Assert.Equal("no-rhythm", found.Verdict);
        Assert.Equal("machine-like", found.Driver);
        Assert.Equal(.25, found.Zones[0].Quiet!.Share, 6);
        Assert.Equal(1, found.Weekend!.Ratio!.Value, 6);
    }

    [Fact]
    public void Contacts_on_weekends_alone_look_like_people_too()
    {
        var random = new TrafficRandom(4);
        long[] times = [.. Enumerable.Range(0, Days).Where(day => day % 7 >= 5).SelectMany(day => Enumerable.Range(0, random.Poisson(9))
            .Select(_ => Start + day * UnixTime.Day + (long)(random.Uniform(9, 17) * 3_600e9))).Order()];
        var found = Rhythm(times, null, TimeZoneInfo.Utc);
        Assert.Equal("human-like", found.Driver);
        Assert.Null(found.Weekend!.Ratio);
        Assert.Null(found.Weekend.Low);
        Assert.Contains("all contacts come on weekends", string.Join(' ', found.Reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("irregular", "machine-like")]
    [InlineData("cache-limited", "undecided")] // a cache makes days even, whoever asks
    public void Days_more_even_than_chance_are_a_machine_s_unless_a_cache_makes_them_so(string cadence, string driver)
    {
        // Thirty contacts every day at random times: no beat, no rhythm, no dispersion.
        var random = new TrafficRandom(14);
        long[] times = [.. Enumerable.Range(0, Days).SelectMany(day => Enumerable.Range(0, 30).Select(_ => Start + (long)((day + random.Uniform()) * UnixTime.Day))).Order()];
        var found = Rhythm(times, new CadenceFindings { Verdict = cadence, PValue = .5, Text = "" }, TimeZoneInfo.Utc);
        Assert.Equal(driver, found.Driver);
        Assert.Equal(0, found.DailyDispersion!.Phi, 1e-9);
        Assert.Equal(Days - 2, found.DailyDispersion.Days);
        Assert.Contains("so even by chance", string.Join(' ', found.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_weeks_without_a_contact_tell_nothing_of_weekends()
    {
        var days = Frames(TimeZoneInfo.Utc)[0].Days;
        Assert.Null(WeekendTest.Of(days, [Start + (Days - 1) * UnixTime.Day], new SplitMix64(1)));
    }

    [Theory]
    [InlineData("Etc/UTC", "UTC")]
    [InlineData("Zulu", "UTC")]
    [InlineData("Africa/Abidjan", "Africa/Abidjan")]
    [InlineData("Atlantic/Reykjavik", "Atlantic/Reykjavik")]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    public void A_zone_keeps_the_name_that_it_was_asked_for_by_unless_that_is_another_word_for_UTC(string zone, string name) =>
        Assert.Equal(name, ZoneClock.Of(TimeZoneInfo.FindSystemTimeZoneById(zone), Start, Start + UnixTime.Day).Name);

    [Fact]
    public void Few_contacts_tell_nothing()
    {
        var found = Rhythm([Start, Start + UnixTime.Day], null, TimeZoneInfo.Utc);
        Assert.Equal("too-few", found.Verdict);
        Assert.Equal(2, found.ActiveDays);
        Assert.StartsWith("2 contacts on 2 days: too few", found.Text, StringComparison.Ordinal);
        Assert.Null(found.PValue);
        Assert.Null(found.Driver);
    }

    [Fact]
    public void A_clock_goes_there_and_back()
    {
        var clock = ZoneClock.Of(Berlin, Start, Start + Days * UnixTime.Day);
        for (var time = Start; time < Start + Days * UnixTime.Day; time += 1_799 * UnixTime.Second)
        {
            var instant = DateTimeOffset.FromUnixTimeSeconds(time / UnixTime.Second);
            Assert.Equal(Berlin.GetUtcOffset(instant).Ticks * 100, clock.ToLocal(time) - time);
            Assert.Equal(time, clock.ToUtc(clock.ToLocal(time)));
        }
        var change = Assert.Single(clock.Changes, c => c.At > Start && c.At < Start + Days * UnixTime.Day);
        Assert.Equal("2024-03-31T01:00:00Z", UnixTime.Format(change.At));
        Assert.Equal(3_600 * UnixTime.Second, change.Forward);
        // 02:30 of that night is on no clock.
        var skipped = LocalDays.Day(clock.ToLocal(change.At)) * UnixTime.Day + 9_000 * UnixTime.Second;
        Assert.Equal(change.At, clock.ToUtc(skipped));
    }

    [Fact]
    public void A_day_of_23_hours_has_23()
    {
        var day = UnixTime.From(new DateTimeOffset(2024, 3, 30, 23, 0, 0, TimeSpan.Zero)); // midnight in Berlin
        var days = new LocalDays(ZoneClock.Of(Berlin, day, day + UnixTime.Day), Coverage.Whole(day, day + 23 * 3_600 * UnixTime.Second));
        Assert.Equal(1, days.Count);
        Assert.Equal(0, days.Covered[2]);
        Assert.Equal(23 * 3_600.0, days.Covered.ToArray().Sum());
        Assert.Equal(6, days.WeekdayOf(0));
    }
}
