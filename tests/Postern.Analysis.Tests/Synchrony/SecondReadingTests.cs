using Postern.Analysis.Findings;
using Postern.Analysis.Synchrony;

namespace Postern.Analysis.Tests.Synchrony;

/// <summary>The options that a reader is offered to copy.</summary>
public sealed class SecondReadingTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", "--map 192.0.2.2=192.0.2.1")]
    [InlineData("a$(touch${IFS}x)b", "host", "--map 'host=a$(touch${IFS}x)b'")]
    [InlineData("it's", "two words", "--map 'two words=it'\\''s'")]
    public void Names_are_quoted_for_the_shell(string first, string second, string option)
    {
        var found = Read(first, second);
        Assert.Equal([option], found.Maps);
        Assert.Contains($"{option} reads the record so.", found.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.1", "x=y")]
    [InlineData("x=y", "192.0.2.1")]
    [InlineData("192.0.2.1", "")]
    [InlineData(" padded", "192.0.2.1")]
    public void What_the_option_cannot_name_is_not_offered(string first, string second)
    {
        var found = Read(first, second);
        Assert.Empty(found.Maps);
        Assert.DoesNotContain("--map", found.Text, StringComparison.Ordinal);
        Assert.EndsWith(").", found.Text, StringComparison.Ordinal);
    }

    static CircleAsOne Read(string first, string second) => SecondReading.Of(
        [new SynchronyFindings { Sources = [first, second], Verdict = "one", Occasions = [2, 2], Text = "" }],
        [new SourceSeries(0, first, 2, [0, 10], null), new SourceSeries(1, second, 2, [0, 10], null), new SourceSeries(2, "other", 1, [5], null)], gap: 1)!;
}
