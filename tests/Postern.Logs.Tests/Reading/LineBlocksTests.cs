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
            cut.Add((block.Unreadable is null ? "" : $"!{block.Unreadable[..3]}:") + Encoding.ASCII.GetString(block.Text));
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
    public void A_line_that_is_too_long_is_skipped_once_and_the_next_is_read() =>
        Assert.Equal(["aa\nbb\n", "!lin:xxxxxxxxxx", "cc\n"], Cut("aa\nbb\n" + new string('x', 35) + "\ncc\n", 10));

    [Fact]
    public void An_endless_line_is_one_unreadable_block() => Assert.Equal(["!lin:xxxxxxxxxx"], Cut(new string('x', 1000), 10));

    [Fact]
    public void The_last_line_of_data_that_end_early_is_unreadable() =>
        Assert.Equal(["aa\nbb\n", "!cut:cc"], Cut("aa\nbb\ncc", 10, endsEarly: true));

    [Fact]
    public void An_empty_text_has_no_block() => Assert.Empty(Cut("", 10));
}
