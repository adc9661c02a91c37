using System.Text;
using Postern.Logs.Zeek;

namespace Postern.Logs.Tests.Zeek;

public sealed class ZeekTimeTests
{
    [Theory]
    [InlineData("1517422326.539915", 1_517_422_326_539_915_000)]
    [InlineData("9999999999.999999", 0)]
    [InlineData("1517422326", 1_517_422_326_000_000_000)]
    [InlineData("1517422326.5", 1_517_422_326_500_000_000)]
    [InlineData("1517422326.123456789", 1_517_422_326_123_456_789)]
    [InlineData("0.000001", 1_000)]
    [InlineData("1517422326539", 1_517_422_326_539_000_000)]
    [InlineData("1517422326539.25", 1_517_422_326_539_250_000)]
    public void Stamps_are_read_to_the_nanosecond(string text, long expected)
    {
        if (expected == 0)
        {
            Assert.False(ZeekTime.TryParse(Encoding.ASCII.GetBytes(text), out _, out _));
            return;
        }
        Assert.True(ZeekTime.TryParse(Encoding.ASCII.GetBytes(text), out var time, out var cut));
        Assert.Equal(expected, time);
        Assert.False(cut);
    }

    [Fact]
    public void The_fast_way_reads_every_digit_right()
    {
        for (var i = 0; i < 20_000; i++)
        {
            var (seconds, micros) = (1_000_000_000 + i * 7_919L * 53 % 8_000_000_000, i * 104_729L % 1_000_000);
            Assert.True(ZeekTime.TryParse(Encoding.ASCII.GetBytes($"{seconds}.{micros:D6}"), out var time, out _));
            Assert.Equal(seconds * 1_000_000_000 + micros * 1_000, time);
        }
    }

    [Theory]
    [InlineData("-1.5")]
    [InlineData("1e400")]
    [InlineData("1E9")]
    [InlineData("nan")]
    [InlineData("inf")]
    [InlineData("-")]
    [InlineData("")]
    [InlineData("XXXXXXXXXX.XXXXXX")]
    [InlineData("99999999999999999999")]
    [InlineData("1517422326,5")]
    [InlineData("0x5A6F")]
    [InlineData(" 1517422326.0")]
    [InlineData("151742232/.539915")]
    [InlineData("15174223:6.539915")]
    [InlineData("1517422326.53991a")]
    [InlineData("1517422326.")]
    public void What_is_no_time_is_refused(string text) =>
        Assert.False(ZeekTime.TryParse(Encoding.ASCII.GetBytes(text), out _, out _));

    [Theory]
    [InlineData("1.517422326539915e9", 1_517_422_326_539_915_000)]
    [InlineData("1517422326539915E-6", 1_517_422_326_539_915_000)]
    [InlineData("1.517422326539e12", 1_517_422_326_539_000_000)]
    [InlineData("1517422326.5", 1_517_422_326_500_000_000)]
    public void Numbers_of_json_may_have_exponents(string text, long expected)
    {
        Assert.True(ZeekTime.TryJson(Encoding.ASCII.GetBytes(text), out var time, out _));
        Assert.Equal(expected, time);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("1e10")]
    [InlineData("-1.5e9")]
    [InlineData("1e")]
    [InlineData("-1.5")]
    public void Numbers_of_json_that_are_no_time_are_refused(string text) =>
        Assert.False(ZeekTime.TryJson(Encoding.ASCII.GetBytes(text), out _, out _));
}
