using System.Text;
using Postern.Logs.Reading;

namespace Postern.Logs.Tests.Reading;

public sealed class LineBlocksTests
{
    static List<string> Cut(string text, int capacity, bool endsEarly = false)
    {
        using var blocks = new LineBlocks(new MemoryStream(Encoding.ASCII.GetBytes(text)), capacity, () => endsEarly);
        using var block = new LineBlock(capacity);
        List<string> cut = [];
        var sequence = 0;
        while (blocks.TryNext(block))
        {
            Assert.Equal(sequence++, block.Sequence);
            var piece = block.Piece switch { LinePiece.Middle => "+", LinePiece.Last => ".", _ => "" };
            cut.Add((block.Unreadable is null ? piece : $"!{block.Unreadable[..3]}:") + Encoding.ASCII.GetString(block.Text));
        }
        return cut;
    }

    [Fact]
    public void Blocks_hold_whole_lines_and_together_all_of_the_text()
    {
        var text = string.Concat(Enumerable.Range(0, 500).Select(i => new string((char)('a' + i % 26), i * 37 % 23) + "\n")) + "last";
        for (var capacity = 30; capacity < 90; capacity++)
        {
            var cut = Cut(text, capacity);

            Assert.Equal(text, string.Concat(cut));
            Assert.All(cut.SkipLast(1), block => Assert.EndsWith("\n", block, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_line_that_is_too_long_comes_in_pieces_and_the_next_is_read()
    {
        for (var length = 11; length < 60; length++)
        {
            var cut = Cut("aa\nbb\n" + new string('x', length) + "\ncc\n", 10);

            Assert.Equal(["aa\nbb\n", "!lin:xxxxxxxxxx"], cut[..2]);
            Assert.All(cut[2..^2], piece => Assert.Equal("+xxxxxxxxxx", piece));
            Assert.Equal("." + new string('x', length - 10 * (cut.Count - 3)), cut[^2]);
            Assert.Equal("cc\n", cut[^1]);
        }
    }

    [Fact]
    public void An_endless_line_ends_with_the_text() =>
        Assert.Equal(["!lin:xxxxxxxxxx", "+xxxxxxxxxx", ".xxx"], Cut(new string('x', 23), 10));

    [Fact]
    public void The_last_line_of_data_that_end_early_is_unreadable() =>
        Assert.Equal(["aa\nbb\n", "!cut:cc"], Cut("aa\nbb\ncc", 10, endsEarly: true));

    [Fact]
    public void An_empty_text_has_no_block() => Assert.Empty(Cut("", 10));
}
