using System.Text;
using Postern.Logs.Time;

namespace Postern.Logs.Tests.Time;

public class StampTextTests
{
    [Theory]
    [InlineData("2026-11-22T01:54:51.486718+01:00 ns1", 2026, 11, 22, 6891, 486_718_000, 3600, 32)]
    [InlineData("2026-11-22T01:54:51+0100", 2026, 11, 22, 6891, 0, 3600, 24)]
    [InlineData("2026-11-22 01:54:51Z", 2026, 11, 22, 6891, 0, 0, 20)]
    [InlineData("2026-11-22T01:54:51-00:00", 2026, 11, 22, 6891, 0, 0, 25)]
    [InlineData("2026-11-22T01:54:51-03", 2026, 11, 22, 6891, 0, -10_800, 22)]
    [InlineData("2026-11-22T01:54:51.5", 2026, 11, 22, 6891, 500_000_000, null, 21)]
    [InlineData("2026-12-31T24:00:00Z", 2026, 12, 31, 86_400, 0, 0, 20)]
    [InlineData("2016-12-31T23:59:60Z", 2016, 12, 31, 86_400, 0, 0, 20)]
    public void Iso_stamps_are_read(
        string text, int year, int month, int day, int second, int nanosecond, int? offset, int length)
    {
        Assert.Equal(StampRead.Ok, StampText.Iso(Encoding.UTF8.GetBytes(text), out var stamp, out var taken));
        Assert.Equal((year, month, day), (stamp.Year, stamp.Month, stamp.Day));
        Assert.Equal((second, nanosecond), (stamp.Second, stamp.Nanosecond));
        Assert.Equal(offset, stamp.HasOffset ? stamp.Offset : null);
        Assert.Equal(length, taken);
    }

    [Theory]
    [InlineData("2026-02-30T00:00:00Z", "Impossible")]
    [InlineData("2025-02-29T00:00:00Z", "Impossible")]
    [InlineData("2026-13-01T00:00:00Z", "Impossible")]
    [InlineData("2026-00-01T00:00:00Z", "Impossible")]
    [InlineData("0000-01-01T00:00:00Z", "Impossible")]
    [InlineData("2026-01-01T24:00:01Z", "Impossible")]
    [InlineData("2026-01-01T24:00:00.5Z", "Impossible")]
    [InlineData("2026-01-01T25:00:00Z", "Impossible")]
    [InlineData("2026-01-01T23:60:00Z", "Impossible")]
    [InlineData("2026-01-01T23:59:61Z", "Impossible")]
    [InlineData("2026-01-01T00:00:00+25:00", "Impossible")]
    [InlineData("10000-01-01T00:00:00Z", "None")]
    [InlineData("２０２６-01-01T00:00:00Z", "None")]
    [InlineData("2026-01-01T00:00", "None")]
    [InlineData("", "None")]
    public void Iso_stamps_of_no_time_are_told_from_other_text(string text, string expected) =>
        Assert.Equal(expected, StampText.Iso(Encoding.UTF8.GetBytes(text), out _, out _).ToString());

    [Theory]
    [InlineData("Jan  1 00:00:05 host", 1, 1, 5, 0, 15)]
    [InlineData("Jan 01 00:00:05 host", 1, 1, 5, 0, 15)]
    [InlineData("Jan 1 00:00:05 host", 1, 1, 5, 0, 14)]
    [InlineData("Dec 31 23:59:60", 12, 31, 86_400, 0, 15)]
    [InlineData("Feb 29 12:00:00.123 x", 2, 29, 43_200, 123_000_000, 19)]
    public void Traditional_stamps_are_read(string text, int month, int day, int second, int nanosecond, int length)
    {
        Assert.Equal(StampRead.Ok, StampText.Month(Encoding.UTF8.GetBytes(text), out var stamp, out var taken));
        Assert.Equal((0, month, day), (stamp.Year, stamp.Month, stamp.Day));
        Assert.Equal((second, nanosecond, length), (stamp.Second, stamp.Nanosecond, taken));
        Assert.False(stamp.HasOffset);
    }

    [Theory]
    [InlineData("Feb 30 10:00:00", "Impossible")]
    [InlineData("Jan 32 10:00:00", "Impossible")]
    [InlineData("Jan  0 10:00:00", "Impossible")]
    [InlineData("Jan 11 24:00:00", "Impossible")]
    [InlineData("Jan 11 23:59:61", "Impossible")]
    [InlineData("Foo 11 10:00:00", "None")]
    [InlineData("jan 11 10:00:00", "None")]
    [InlineData("Jan 11 10:00", "None")]
    public void Traditional_stamps_of_no_time_are_told_from_other_text(string text, string expected) =>
        Assert.Equal(expected, StampText.Month(Encoding.UTF8.GetBytes(text), out _, out _).ToString());

    [Fact]
    public void Bind_stamps_are_read()
    {
        Assert.Equal(StampRead.Ok, StampText.Bind("22-Nov-2026 00:42:14.656 queries:"u8, out var stamp, out var length));
        Assert.Equal((2026, 11, 22, 2534, 656_000_000), (stamp.Year, stamp.Month, stamp.Day, stamp.Second, stamp.Nanosecond));
        Assert.Equal(24, length);
        Assert.Equal(StampRead.Impossible, StampText.Bind("29-Feb-2026 00:42:14.656"u8, out _, out _));
    }

    [Fact]
    public void A_tenth_digit_is_cut_and_noted()
    {
        StampText.Iso("2026-11-22T00:00:00.1234567899Z"u8, out var stamp, out _);
        Assert.Equal(123_456_789, stamp.Nanosecond);
        Assert.True(stamp.Cut);
    }

    [Theory]
    [InlineData("1795308570.123456", 1_795_308_570_123_456_000)]
    [InlineData("1517422326", 1_517_422_326_000_000_000)]
    [InlineData("-1.5", -1_500_000_000)]
    [InlineData("0", 0)]
    [InlineData("9223372036.854775807", long.MaxValue)]
    [InlineData("000000001.000000001", 1_000_000_001)]
    public void Epoch_seconds_are_exact(string text, long expected)
    {
        Assert.True(EpochText.TrySeconds(Encoding.UTF8.GetBytes(text), out var time, out var cut));
        Assert.Equal(expected, time);
        Assert.False(cut);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("nan")]
    [InlineData("inf")]
    [InlineData("0x10")]
    [InlineData("1e9")]
    [InlineData("1517422326,5")]
    [InlineData(" 1517422326")]
    [InlineData("XXXXXXXXXX.XXXXXX")]
    [InlineData("9223372036.854775808")]
    [InlineData("99999999999999999999999999999999999999999999999999")]
    public void Text_that_is_no_epoch_in_range_is_refused(string text) =>
        Assert.False(EpochText.TrySeconds(Encoding.UTF8.GetBytes(text), out _, out _));

    [Fact]
    public void Epoch_numbers_of_json_may_have_exponents_and_other_units()
    {
        Assert.True(EpochText.TrySeconds("1.517422326e9"u8, out var time, out _, exponent: true));
        Assert.Equal(1_517_422_326_000_000_000, time);
        Assert.False(EpochText.TrySeconds("1e400"u8, out _, out _, exponent: true));
        Assert.True(EpochText.TryUnits("1517422326123"u8, 3, out time, out _));
        Assert.Equal(1_517_422_326_123_000_000, time);
        Assert.True(EpochText.TrySeconds("1517422326.1234567891"u8, out time, out var cut));
        Assert.Equal((1_517_422_326_123_456_789, true), (time, cut));
    }
}
