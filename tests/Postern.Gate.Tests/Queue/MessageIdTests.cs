using Postern.Gate.Queue;

namespace Postern.Gate.Tests.Queue;

public class MessageIdTests
{
    [Theory]
    [InlineData(1, "0000000000001")]
    [InlineData(31, "000000000000z")]
    [InlineData(long.MaxValue, "7zzzzzzzzzzzz")]
    public void An_identifier_is_thirteen_digits_and_letters(long value, string text)
    {
        Assert.Equal(text, new MessageId(value).ToString());
        Assert.True(MessageId.TryParse(text.ToUpperInvariant(), out var read));
        Assert.Equal(value, read.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000")]
    [InlineData("8000000000000")]
    [InlineData("000000000000i")]
    [InlineData("00000000000001")]
    public void Other_texts_are_none(string text) => Assert.False(MessageId.TryParse(text, out _));

    [Fact]
    public void Numbers_grow_whatever_the_clock_does()
    {
        var time = new ManualTime();
        var numbers = new NumberSource(time);
        List<long> given = [];
        for (var i = 0; i < 1000; i++)
        {
            time.Step(TimeSpan.FromSeconds(i % 7 - 3));
            given.Add(numbers.Next());
        }
        Assert.Equal(given.Order(), given);
        Assert.Distinct(given);
    }
}
