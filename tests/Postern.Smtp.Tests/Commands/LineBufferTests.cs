using System.Text;
using Postern.Smtp.Commands;

namespace Postern.Smtp.Tests.Commands;

public class LineBufferTests
{
    [Fact]
    public void Lines_are_the_same_however_they_come()
    {
        var random = new TestRandom(9);
        for (var round = 0; round < 3000; round++)
        {
            var octets = random.Octets(random.Next(60), "ab\r\n"u8);
            var expected = Encoding.ASCII.GetString(octets).Split("\r\n")[..^1].Select(l => l.Length + 2 > 12 ? "long" : l);
            var buffer = new LineBuffer(1000);
            List<string> lines = [];
            for (var at = 0; at < octets.Length;)
            {
                var piece = Math.Min(1 + random.Next(9), octets.Length - at);
                var status = buffer.Read(octets.AsSpan(at, piece), 12, out var used, out var line);
                at += used;
                if (status != LineStatus.Incomplete)
                    lines.Add(status == LineStatus.TooLong ? "long" : Encoding.ASCII.GetString(line));
            }
            Assert.Equal(expected, lines);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5000)]
    public void Line_without_end_is_given_up(int piece)
    {
        var buffer = new LineBuffer(1000);
        var octets = new byte[5000];
        var total = 0;
        for (var status = LineStatus.Incomplete; status != LineStatus.Endless;)
        {
            status = buffer.Read(octets.AsSpan(0, piece), 12, out var used, out _);
            total += used;
        }
        Assert.InRange(total, 1001, 1000 + piece);
    }

    [Theory]
    [InlineData("", "AUTH x", true)]
    [InlineData("au", "th x", true)]
    [InlineData("AUTH PLAIN", "x", true)]
    [InlineData("NOOP ", "AUTH ", false)]
    [InlineData("AU", "T", false)]
    public void Beginning_is_seen_across_pieces(string held, string next, bool expected)
    {
        var buffer = new LineBuffer(1000);
        if (held.Length > 0)
            buffer.Read(Encoding.ASCII.GetBytes(held), 100, out _, out _);
        Assert.Equal(expected, buffer.BeginsWith("AUTH "u8, Encoding.ASCII.GetBytes(next)));
    }
}
