using Postern.Terminal;

namespace Postern.Tests.Terminal;

public class TextTests
{
    [Fact]
    public void Words_are_wrapped_and_long_ones_left_whole() =>
        Assert.Equal(["one two", "three", "verylongword", "x"], TextLines.Wrap("one two three  verylongword x", 9));

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("a-long-name.example", 11, "a-lon…ample")]
    [InlineData("abcdef", 5, "ab…ef")]
    public void Names_lose_their_middle(string name, int width, string shown) => Assert.Equal(shown, TextLines.Shorten(name, width));

    [Theory]
    [InlineData("plain.example", 13)]
    [InlineData("例え.テスト", 11)] // Japanese: two columns a character
    [InlineData("пример.испытание", 16)] // Cyrillic: one
    [InlineData("cafe\u0301.example", 12)] // an accent of its own takes none
    [InlineData("한국.example", 12)]
    [InlineData("ﾃｽﾄ", 3)] // half-width forms
    [InlineData("\U0001F600.example", 10)]
    [InlineData("", 0)]
    public void Text_is_as_wide_as_a_terminal_draws_it(string text, int columns)
    {
        Assert.Equal(columns, TextWidth.Of(text));
        Assert.Equal(20, columns + TextLines.Left(text, 20).Count(c => c == ' '));
        Assert.Equal(20, columns + TextLines.Right(text, 20).Count(c => c == ' '));
    }

    [Theory]
    [InlineData("例え例え例え.テスト", 9, "例え…スト")] // the fifth column of the head would split a character
    [InlineData("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", 5, "e\u0301e\u0301…e\u0301e\u0301")]
    public void Wide_names_lose_their_middle_by_columns(string name, int width, string shown)
    {
        Assert.Equal(shown, TextLines.Shorten(name, width));
        Assert.InRange(TextWidth.Of(TextLines.Shorten(name, width)), width - 2, width);
    }

    [Fact]
    public void Wide_words_are_wrapped_by_columns() => Assert.Equal(["例え 例え", "例え"], TextLines.Wrap("例え 例え 例え", 11));

    [Fact]
    public void Marks_are_as_high_as_the_counts_and_something_is_never_nothing()
    {
        Assert.Equal(" ▁▄█", Sparkline.Of([0, 1, 50, 100], unicode: true));
        Assert.Equal(" .=@", Sparkline.Of([0, 1, 50, 100], unicode: false));
        Assert.Equal("  ", Sparkline.Of([0, 0], unicode: true));
        Assert.Equal("·█ ", Sparkline.Of([0, 3, 0], unicode: true, covered: [false, true, true]));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+x", "'+x")]
    [InlineData("-x", "'-x")]
    [InlineData("@x", "'@x")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("\t=x", "'\\x09=x")]
    [InlineData("\e[31mx", "\\x1B[31mx")]
    [InlineData("plain.example", "plain.example")]
    public void Fields_are_neither_formulas_nor_commands(string text, string field) => Assert.Equal(field, CsvText.Field(text));

    [Fact]
    public void Without_Unicode_the_text_is_ASCII()
    {
        var screen = new Screen(80, Colour: false, Unicode: false);

        Assert.Equal("a - b > c~ \\u{436}", screen.Fit("a – b → c… ж"));
    }

    [Theory]
    [InlineData(50, 0, "reading x  [##########..........] 50 %  50 MB  25 MB/s  2 s left")]
    [InlineData(100, 0, "reading x  [####################] 100 %  100 MB  50 MB/s")]
    public void Progress_says_share_octets_rate_and_time_left(int megabytes, double share, string line) =>
        Assert.Equal(line, ProgressBar.Line(new ProgressStage("reading x", true, 100_000_000), megabytes * 1_000_000L, share, TimeSpan.FromSeconds(2), 80));

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    public void Progress_fits_on_a_line_of_the_window(int width) =>
        Assert.Equal(width - 1, ProgressBar.Line(
            new ProgressStage("reading a-long-na…me.log.gz", true, 900_000_000_000), 450_000_000_000, 0, TimeSpan.FromSeconds(20_000), width).Length);

    [Fact]
    public void Progress_of_a_pipe_has_no_end_and_of_an_analysis_no_octets()
    {
        Assert.Equal("reading -  2.5 GB  500 MB/s", ProgressBar.Line(new ProgressStage("reading -", true), 2_500_000_000, 0, TimeSpan.FromSeconds(5), 80));
        Assert.Equal("testing  [#####...............] 25 %  30 s left", ProgressBar.Line(new ProgressStage("testing", false), 0, .25, TimeSpan.FromSeconds(10), 80));
    }

    [Fact]
    public void Times_are_shown_in_the_zone_with_its_offset()
    {
        var berlin = new DisplayZone(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

        Assert.Equal("2026-07-01T02:00:00.250+02:00", berlin.Exact(1_782_864_000_250_000_000, 3));
        Assert.Equal("2026-07-01T00:00:00Z", DisplayZone.Utc.Exact(1_782_864_000_250_000_000, 0));
        Assert.Equal("1969-12-31T23:59:59.500Z", DisplayZone.Utc.Exact(-500_000_000, 3));
    }
}
