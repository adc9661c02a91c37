using Postern.Web.Html;

namespace Postern.Web.Tests.Html;

public sealed class HtmlWriterTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("\"><img src=x onerror=alert(1)>", "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;")]
    [InlineData("it's & it's", "it&#39;s &amp; it&#39;s")]
    [InlineData("&amp;", "&amp;amp;")]
    [InlineData("a\u202Eb\u0000c\u200B\uFEFF\u2028\t\n", "a\\u{202E}b\\x00c\\u{200B}\\u{FEFF}\\u{2028}\\x09\\x0A")]
    [InlineData("müller.example", "müller.example")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void What_is_put_into_markup_is_text(string? text, string written) => Assert.Equal($"<p title=\"{written}\">{written}</p>", Written(html => html.Add($"<p title=\"{text}\">{text}</p>")));

    [Fact]
    public void Counts_are_grouped_and_coordinates_are_not() =>
        Assert.Equal("1,234,567 1234.57 -0.5", Written(html => html.Add($"{1_234_567} {new Coordinate(1234.567)} {new Coordinate(-.5)}")));

    static string Written(Action<HtmlWriter> write)
    {
        using var to = new StringWriter();
        write(new HtmlWriter(to));
        return to.ToString();
    }
}
