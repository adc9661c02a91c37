using System.Text;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Tests.Replies;

public class ReplyTests
{
    public static TheoryData<RefusalReason> Reasons => [.. Enum.GetValues<RefusalReason>()];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_has_a_reply_whose_codes_agree(RefusalReason reason)
    {
        var refusal = SmtpRefusal.Of(reason, "for the owner");
        Assert.Equal(reason, refusal.Reason);
        Assert.InRange(refusal.Reply.Code, 400, 599);
        Assert.Equal(refusal.Reply.Code / 100, refusal.Reply.Status!.Value.Class);
        Assert.Equal($"{refusal.Reply.Code} {refusal.Reply.Status} {refusal.Reply.Lines[0]}\r\n", Encoding.ASCII.GetString(refusal.Reply.Wire));
        Assert.DoesNotContain("owner", refusal.Reply.ToString());
    }

    [Fact]
    public void Reply_holds_nothing_that_could_start_another()
    {
        var reply = new SmtpReply(250, null, "a\r\n550 b", "c\0d\u00e9", new string('x', 1000));
        var lines = Encoding.ASCII.GetString(reply.Wire).Split("\r\n");
        Assert.Equal(["250-a??550 b", "250-c?d?", $"250 {new string('x', 506)}", ""], lines);
    }

    [Theory]
    [InlineData("250 OK\r\n", 250, null, "OK")]
    [InlineData("250\r\n", 250, null, "")]
    [InlineData("250 \r\n", 250, null, "")]
    [InlineData("250-a\r\n250-\r\n250 b\r\n", 250, null, "a||b")]
    [InlineData("550 5.1.1 no such user\r\n", 550, "5.1.1", "no such user")]
    [InlineData("550-5.1.1 no\r\n550 5.1.1 such user\r\n", 550, "5.1.1", "no|such user")]
    [InlineData("550-5.1.1 no\r\n550 such user\r\n", 550, "5.1.1", "no|such user")]
    [InlineData("550 2.1.1 x\r\n", 550, null, "2.1.1 x")]
    [InlineData("550 5.1.1000 x\r\n", 550, null, "5.1.1000 x")]
    [InlineData("550 5.1.1x\r\n", 550, null, "5.1.1x")]
    [InlineData("250 gr\u00fc\u00df\r\n", 250, null, "gr????")]
    [InlineData("250 a\tb\r\n", 250, null, "a\tb")]
    public void Reply_is_read_however_it_comes(string text, int code, string? status, string lines)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        for (var piece = 1; piece <= octets.Length; piece++)
        {
            var reader = new ReplyReader(512, 100);
            SmtpReply? reply = null;
            for (var at = 0; at < octets.Length; at += piece)
            {
                Assert.Null(reply);
                Assert.NotEqual(ReplyStatus.Malformed, reader.Read(octets.AsSpan(at, Math.Min(piece, octets.Length - at)), out _, out reply));
            }
            Assert.Equal((code, status ?? "", lines), (reply!.Code, $"{reply.Status}", string.Join('|', reply.Lines)));
            Assert.True(reader.IsEmpty);
        }
    }

    [Theory]
    [InlineData("25 OK\r\n")]
    [InlineData("2500 OK\r\n")]
    [InlineData("150 OK\r\n")]
    [InlineData("650 OK\r\n")]
    [InlineData("260 OK\r\n")]
    [InlineData("2x0 OK\r\n")]
    [InlineData("250_OK\r\n")]
    [InlineData("\r\n")]
    [InlineData(" 250 OK\r\n")]
    [InlineData("250-a\r\n251 b\r\n")]
    [InlineData("250-a\r\nb\r\n")]
    [InlineData("250 a\nb\r\n")]
    [InlineData("250 a\rb\r\n")]
    [InlineData("250 a\0b\r\n")]
    [InlineData("250 a\u001b[2Jb\r\n")]
    public void What_is_not_a_reply_is_not_read_as_one(string text) =>
        Assert.Equal(ReplyStatus.Malformed, new ReplyReader(512, 100).Read(Encoding.ASCII.GetBytes(text), out _, out _));

    [Fact]
    public void Lines_and_replies_are_bounded()
    {
        Assert.Equal(ReplyStatus.Malformed, new ReplyReader(512, 100).Read(Encoding.ASCII.GetBytes($"250 {new string('x', 600)}"), out _, out _));
        var endless = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("250-x\r\n", 101)));
        Assert.Equal(ReplyStatus.Malformed, new ReplyReader(512, 100).Read(endless, out _, out _));
        Assert.Equal(ReplyStatus.Incomplete, new ReplyReader(512, 101).Read(endless, out _, out _));
    }

    [Fact]
    public void Arbitrary_octets_throw_nothing()
    {
        var random = new TestRandom(10);
        for (var round = 0; round < 20_000; round++)
        {
            var reader = new ReplyReader(64, 5);
            for (var i = 0; i < 4; i++)
            {
                if (reader.Read(random.Octets(1 + random.Next(30), "25 0-.\r\nab\xff"u8), out _, out _) == ReplyStatus.Malformed)
                    break;
            }
        }
    }
}
