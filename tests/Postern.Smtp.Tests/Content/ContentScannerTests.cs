using System.Buffers;
using System.Text;
using Postern.Smtp.Content;

namespace Postern.Smtp.Tests.Content;

public class ContentScannerTests
{
    const int Line = 998;

    // A second opinion: the whole stream at once, as RFC 5321 §4.5.2 and §4.1.1.4 say it, with no thought of speed.
    static (string Content, bool Ended, int Used, bool Clean) Reference(string stream)
    {
        var content = new StringBuilder();
        var clean = true;
        for (var at = 0; ;)
        {
            var end = stream.IndexOf("\r\n", at, StringComparison.Ordinal);
            var line = end < 0 ? stream[at..] : stream[at..end];
            // A CR at the very end may become a line end yet.
            var bare = end < 0 && line.EndsWith('\r') ? line[..^1] : line;
            // §4.5.3.1.6 does not count the dot that is taken away.
            clean &= bare.IndexOfAny(['\r', '\n', '\0']) < 0 && bare.Length - (bare.StartsWith('.') ? 1 : 0) <= Line;
            if (end < 0)
                return (content.Append(line.StartsWith('.') ? line is ".\r" ? "" : line[1..] : line).ToString(), false, stream.Length, clean);
            if (line == ".")
                return (content.ToString(), true, end + 2, clean);
            content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            at = end + 2;
        }
    }

    [Theory]
    [InlineData("..\r\n...\r\nx.\r\n.\r\n", ".\r\n..\r\nx.\r\n")]
    [InlineData(".\r\n", "")]
    [InlineData(".hidden\r\n.\r\n", "hidden\r\n")]
    [InlineData(". \r\n.\t\r\n.\r\n", " \r\n\t\r\n")]
    [InlineData("\r\n.\r\n", "\r\n")]
    public void Stuffing_is_undone(string stream, string content)
    {
        var (octets, fault, ended, used) = Scan(stream, [stream.Length]);
        Assert.Equal((content, ContentFault.None, true, stream.Length), (octets, fault, ended, used));
    }

    [Theory]
    [InlineData("a\n.\n")]
    [InlineData("a\n.\r\n")]
    [InlineData("a\r\n.\n")]
    [InlineData("a\r.\n")]
    [InlineData("a\r.\r\n")]
    [InlineData("a\r\n.\r\r\n")]
    [InlineData("a\r\r\n.\r\r\n")]
    [InlineData("\n.\r\n")]
    public void Nothing_but_crlf_dot_crlf_ends_the_data(string stream)
    {
        var (_, fault, ended, _) = Scan(stream, [stream.Length]);
        Assert.Equal((ContentFault.BareLineEnd, false), (fault, ended));
        (_, _, ended, var used) = Scan($"{stream}b\r\n.\r\nNOOP\r\n", [stream.Length]);
        Assert.Equal((true, stream.Length + 6), (ended, used));
    }

    [Fact]
    public void Any_stream_in_any_pieces_is_read_as_the_standard_says()
    {
        var random = new TestRandom(4);
        var (faulty, whole) = (0, 0);
        for (var round = 0; round < 6000; round++)
        {
            var stream = Stream(random);
            var expected = Reference(stream);
            var (content, fault, ended, used) = Scan(stream, Pieces(random, stream.Length));
            Assert.True(
                (expected.Ended, expected.Used, expected.Clean) == (ended, used, fault == ContentFault.None),
                $"round {round}: {CountText(stream)}: expected {expected.Ended} {expected.Used} {expected.Clean}, was {ended} {used} {fault}");
            if (expected.Clean)
                Assert.Equal(expected.Content, content);
            else
                Assert.StartsWith(content, expected.Content);
            faulty += expected.Clean ? 0 : 1;
            whole += expected is { Clean: true, Ended: true } ? 1 : 0;
        }
        Assert.True(faulty > 1000 && whole > 1000, $"{faulty} faulty, {whole} whole: the draws test too little");
    }

    [Fact]
    public void Cr_at_the_end_of_the_last_chunk_is_bare()
    {
        var scanner = new ContentScanner(stuffed: false, 100, Line);
        scanner.Read("a\r"u8, new byte[2], out _, out _);
        Assert.Equal(ContentFault.None, scanner.Fault);
        scanner.End();
        Assert.Equal(ContentFault.BareLineEnd, scanner.Fault);
    }

    [Theory]
    [InlineData(998, ContentFault.None)]
    [InlineData(999, ContentFault.LineTooLong)]
    public void Lines_are_bounded_wherever_blocks_fall(int length, ContentFault expected)
    {
        for (var shift = 0; shift < 130; shift++)
        {
            var stream = $"{new string('x', shift)}\r\n{new string('a', length)}\r\nshort\r\n.\r\n";
            var (_, fault, ended, _) = Scan(stream, [stream.Length]);
            Assert.Equal((expected, true), (fault, ended));
        }
    }

    [Theory]
    [InlineData(200, ContentFault.None)]
    [InlineData(199, ContentFault.TooLarge)]
    public void Octets_over_the_limit_are_counted_but_not_given_out(int limit, ContentFault expected)
    {
        var stream = string.Concat(Enumerable.Repeat("12345678\r\n", 20)) + ".\r\n";
        var scanner = new ContentScanner(stuffed: true, limit, Line);
        var output = new byte[stream.Length];
        Assert.True(scanner.Read(Encoding.ASCII.GetBytes(stream), output, out _, out var written));
        Assert.Equal((expected, 200, Math.Min(limit, 200)), (scanner.Fault, (int)scanner.Octets, written));
    }

    [Fact]
    public void What_is_written_is_read_back_and_holds_no_false_end()
    {
        var random = new TestRandom(5);
        for (var round = 0; round < 2000; round++)
        {
            var lines = Enumerable.Range(0, random.Next(8)).Select(_ => Encoding.ASCII.GetString(random.Octets(random.Next(90), "..ab"u8)));
            var content = string.Concat(lines.Select(l => $"{l}\r\n")) + (random.Next(3) == 0 ? "..tail" : "");
            var wire = new ArrayBufferWriter<byte>();
            var writer = new ContentWriter(stuffed: true);
            var at = 0;
            foreach (var piece in Pieces(random, content.Length))
                Assert.True(writer.Write(Encoding.ASCII.GetBytes(content.Substring(at, piece)), wire) && (at += piece) >= 0);
            Assert.True(writer.End(wire));
            var (read, fault, ended, used) = Scan(Encoding.Latin1.GetString(wire.WrittenSpan), Pieces(random, wire.WrittenCount));
            var lineEnd = content.Length == 0 || content.EndsWith('\n') ? "" : "\r\n";
            Assert.Equal((content + lineEnd, ContentFault.None, true, wire.WrittenCount), (read, fault, ended, used));
        }
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    [InlineData("ab\r\n\n")]
    public void Nothing_goes_out_that_another_server_could_misread(string content)
    {
        var wire = new ArrayBufferWriter<byte>();
        Assert.False(new ContentWriter(stuffed: true).Write(Encoding.ASCII.GetBytes(content), wire));
        Assert.Equal(0, wire.WrittenCount);
    }

    [Fact]
    public void Cr_at_the_end_of_a_message_does_not_go_out()
    {
        var wire = new ArrayBufferWriter<byte>();
        var writer = new ContentWriter(stuffed: false);
        Assert.True(writer.Write("a\r"u8, wire));
        Assert.False(writer.End(wire));
    }

    static string Stream(TestRandom random)
    {
        // Mostly lawful text with line ends and dots where blocks of 64 octets can fall on them, sometimes something that is not.
        var text = new StringBuilder();
        var lawless = random.Next(2) == 0;
        for (var line = random.Next(12); line >= 0; line--)
        {
            text.Append(random.Next(4) == 0 ? new string('.', random.Next(4)) : "");
            text.Append('x', random.Next(random.Next(20) == 0 ? 1100 : 100));
            text.Append(lawless && random.Next(6) == 0 ? Pick(random, "\r", "\n", "\0", "\r\r\n", "\n\r", "\r.\r\n", "\n.\n") : "\r\n");
        }
        return text.Append(random.Next(3) == 0 ? "" : ".\r\n").Append(random.Next(2) == 0 ? "" : "MAIL FROM:<>\r\n").ToString();
    }

    static string Pick(TestRandom random, params string[] texts) => texts[random.Next(texts.Length)];

    static List<int> Pieces(TestRandom random, int length)
    {
        List<int> pieces = [];
        for (var left = length; left > 0; left -= pieces[^1])
            pieces.Add(Math.Min(left, 1 + random.Next(random.Next(3) == 0 ? 3 : 300)));
        return pieces;
    }

    static (string Content, ContentFault Fault, bool Ended, int Used) Scan(string stream, IEnumerable<int> pieces)
    {
        var octets = Encoding.Latin1.GetBytes(stream);
        var scanner = new ContentScanner(stuffed: true, long.MaxValue, Line);
        var content = new StringBuilder();
        var at = 0;
        foreach (var piece in pieces.Append(int.MaxValue))
        {
            var input = octets.AsSpan(at, Math.Min(piece, octets.Length - at));
            var output = new byte[input.Length];
            var ended = scanner.Read(input, output, out var used, out var written);
            at += used;
            content.Append(Encoding.Latin1.GetString(output, 0, written));
            if (ended)
                return (content.ToString(), scanner.Fault, true, at);
            Assert.Equal(input.Length, used);
        }
        return (content.ToString(), scanner.Fault, false, at);
    }

    static string CountText(string stream) => Testing.Smtp.CEscapes.Show(Encoding.Latin1.GetBytes(stream));
}
