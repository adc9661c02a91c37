using System.Buffers;
using System.Text;
using Postern.Smtp.Replies;
using Postern.Smtp.Server;

namespace Postern.Smtp.Tests.Server;

/// <summary>Arbitrary dialogues, seeded: no exception, one reply a command, the same octets out however the input is cut.</summary>
public class SmtpServerFuzzTests
{
    static readonly string[] Pieces =
    [
        "EHLO peer-a.test\r\n", "HELO [127.0.0.2]\r\n", "EHLO \r\n", "MAIL FROM:<m@peer-a.test>\r\n", "MAIL FROM:<> SIZE=10 BODY=8BITMIME\r\n",
        "MAIL FROM:<m@peer-a.test> SMTPUTF8 RET=HDRS ENVID=x\r\n", "mail from:<a@b", "RCPT TO:<alice@circle.test>\r\n", "RCPT TO:<nobody@circle.test>\r\n",
        "RCPT TO:<\"a\\\"b\"@circle.test> NOTIFY=NEVER\r\n", "DATA\r\n", "Subject: x\r\n\r\nbody\r\n", ".\r\n", "..\r\n", "\r\n.\r\n", ".\n", "\n.\r\n",
        "\r", "\n", "\0", "BDAT 5\r\n", "BDAT 5 LAST\r\n", "BDAT 0 LAST\r\n", "abc\r\n", "BDAT 99999999999999999999\r\n", "BDAT 3000000 LAST\r\n", "RSET\r\n", "NOOP x\r\n",
        "VRFY alice\r\n", "HELP\r\n", "QUIT\r\n", "STARTTLS\r\n", "AUTH PLAIN\r\n", "AUTH PLAIN AHUAcA==\r\n", "*\r\n", "AHUAcA==\r\n", "AUTH SCRAM-SHA-256 biwsbj11LHI9YWJj\r\n",
        "AUTH EXTERNAL =\r\n", "GET / HTTP/1.1\r\n", "XYZZY\r\n", "\x80\xff\r\n", "TURN\r\n",
        new string('a', 3000), $"NOOP {new string('b', 2041)}\r\n", $"AUTH PLAIN {new string('A', 12000)}\r\n", $"{new string('c', 70)}\r\n",
    ];

    [Fact]
    public void Dialogue_does_not_depend_on_how_it_is_cut()
    {
        var random = new TestRandom(6);
        for (var round = 0; round < 400; round++)
        {
            var octets = Dialogue(random);
            var channel = random.Next(4) switch { 0 => SmtpChannel.Clear, 1 => SmtpChannel.Local, _ => SmtpChannel.Tls };
            var whole = Play(octets, [octets.Length], channel);
            Assert.Equal(whole, Play(octets, Cuts(random, octets.Length), channel));
            if (octets.Length < 1500)
                Assert.Equal(whole, Play(octets, [.. Enumerable.Repeat(1, octets.Length)], channel));
        }
    }

    [Fact]
    public void Command_lines_have_one_reply_each_until_the_session_closes()
    {
        var random = new TestRandom(7);
        var answered = 0;
        for (var round = 0; round < 1500; round++)
        {
            var dialogue = Session(round % 2 == 0 ? SmtpChannel.Tls : SmtpChannel.Local);
            dialogue.Say("EHLO peer-a.test\r\n");
            for (var i = 0; i < 30 && dialogue.Last != SmtpStep.Close; i++)
            {
                // Whole lines without CR or LF inside, so that each is one command, or one line of an AUTH exchange.
                var line = random.Next(3) == 0
                    ? Encoding.Latin1.GetString(random.Octets(random.Next(40), "MAILFROMRCPTO:<>@. =\0\x80\"\\abc1"u8))
                    : Pieces[random.Next(Pieces.Length)].Trim('\r', '\n');
                if (line.Contains('\n') || line is "DATA" or "STARTTLS" || line.StartsWith("BDAT", StringComparison.Ordinal))
                    continue;
                var answer = dialogue.Say($"{line}\r\n");
                Assert.True(ServerDialogue.CodesOf(answer).Length == 3, $"\"{line}\" was answered \"{answer}\"");
                answered++;
            }
        }
        Assert.True(answered > 10_000);
    }

    [Fact]
    public void Arbitrary_octets_throw_nothing_and_are_answered_in_lines()
    {
        var random = new TestRandom(8);
        var all = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        for (var round = 0; round < 300; round++)
        {
            var dialogue = Session((SmtpChannel)random.Next(3));
            var answer = dialogue.Say("EHLO a.test\r\nMAIL FROM:<>\r\nRCPT TO:<alice@circle.test>\r\n");
            for (var i = 0; i < 20 && dialogue.Last is not (SmtpStep.Close or SmtpStep.StartTls); i++)
                answer += dialogue.Say(random.Octets(random.Next(200), random.Next(2) == 0 ? all : "\r\n. BDAT1LS\0"u8));
            Assert.All(answer.Split("\r\n")[..^1], line => Assert.Matches(@"\A[2-5][0-5]\d[ -][\x20-\x7e]*\z", line));
            Assert.EndsWith("\r\n", answer);
        }
    }

    [Theory]
    [InlineData("turned away", "")]
    [InlineData("retired", "")]
    [InlineData("opened", "")]
    [InlineData("greeted", "EHLO a.test")]
    [InlineData("auth", "EHLO a.test|AUTH PLAIN")]
    [InlineData("scram", "EHLO a.test|AUTH SCRAM-SHA-256 biwsbj11LHI9YWJj")]
    [InlineData("mail", "EHLO a.test|MAIL FROM:<>")]
    [InlineData("recipients", "EHLO a.test|MAIL FROM:<>|RCPT TO:<alice@circle.test>")]
    [InlineData("data", "EHLO a.test|MAIL FROM:<>|RCPT TO:<alice@circle.test>|DATA")]
    [InlineData("chunk", "EHLO a.test|MAIL FROM:<>|RCPT TO:<alice@circle.test>|BDAT 200")]
    [InlineData("chunking", "EHLO a.test|MAIL FROM:<>|RCPT TO:<alice@circle.test>|BDAT 0")]
    [InlineData("chunk failed", "EHLO a.test|MAIL FROM:<>|RCPT TO:<alice@circle.test>|BDAT 2\r\n\n\n")]
    public void Arbitrary_octets_in_every_state_are_answered_the_same_however_they_are_cut(string state, string way)
    {
        var random = new TestRandom(12);
        for (var round = 0; round < 150; round++)
        {
            using var octets = new MemoryStream();
            for (var i = 1 + random.Next(6); i > 0; i--)
            {
                octets.Write(random.Next(2) == 0
                    ? random.Octets(random.Next(100), "\r\n. BDAT1LS\0\xff="u8)
                    : Encoding.Latin1.GetBytes(Pieces[random.Next(Pieces.Length)]));
            }
            Assert.Equal(Answers([(int)octets.Length]), Answers(Cuts(random, (int)octets.Length)));

            string Answers(List<int> cuts)
            {
                var dialogue = SessionTableTests.Bring(state, way, SmtpChannel.Tls);
                var answer = new StringBuilder();
                var at = 0;
                foreach (var cut in cuts)
                {
                    answer.Append(dialogue.Say(octets.ToArray().AsMemory(at, cut)));
                    at += cut;
                }
                Assert.All(answer.ToString().Split("\r\n")[..^1], line => Assert.Matches(@"\A[2-5][0-5]\d[ -][\x20-\x7e]*\z", line));
                return $"{answer}\n{string.Join('\n', dialogue.Notices)}\n{dialogue.Last}";
            }
        }
    }

    [Fact]
    public void Content_costs_no_memory_by_the_octet_or_the_line()
    {
        var dialogue = Session(SmtpChannel.Tls);
        dialogue.Terms = dialogue.Terms with { MaximumSize = long.MaxValue };
        dialogue.Say("EHLO a.test\r\nMAIL FROM:<>\r\nRCPT TO:<alice@circle.test>\r\nDATA\r\n");
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"{new string('x', 70)}\r\n..\r\n", 800)));
        var sink = new Sink();
        var start = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
        {
            var input = new ReadOnlySequence<byte>(block);
            dialogue.Session.Advance(ref input, sink, sink);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - start, 0, 4096);
        Assert.Equal(200L * 800 * 75, sink.Octets);
    }

    [Fact]
    public void Refused_octets_cost_no_memory_either()
    {
        var dialogue = Session(SmtpChannel.Tls);
        dialogue.Say("EHLO a.test\r\n");
        var noise = Encoding.ASCII.GetBytes(new string('a', 64 << 10));
        dialogue.Say("NOOP ");
        var start = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Assert.Equal("", dialogue.Say(noise));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - start, 0, 64 << 10);
        Assert.Equal("500 250", dialogue.Codes("\r\nNOOP\r\n"));
    }

    static ServerDialogue Session(SmtpChannel channel)
    {
        var dialogue = new ServerDialogue(channel)
        {
            Policy = q => q switch
            {
                RecipientQuestion { ForwardPath.LocalPart: "nobody" } => SmtpVerdict.Refuse(RefusalReason.RecipientUnknown),
                PasswordQuestion => SmtpVerdict.Refuse(RefusalReason.AuthenticationFailed),
                _ => null,
            },
        };
        dialogue.Terms = dialogue.Terms with { RequiresTls = false };
        return dialogue;
    }

    static byte[] Dialogue(TestRandom random)
    {
        using var octets = new MemoryStream();
        if (random.Next(3) > 0)
            octets.Write("EHLO a.test\r\nMAIL FROM:<>\r\nRCPT TO:<alice@circle.test>\r\n"u8);
        for (var i = 4 + random.Next(20); i > 0; i--)
            octets.Write(Encoding.Latin1.GetBytes(Pieces[random.Next(random.Next(3) == 0 ? Pieces.Length : 32)]));
        return octets.ToArray();
    }

    static List<int> Cuts(TestRandom random, int length)
    {
        List<int> cuts = [];
        for (var left = length; left > 0; left -= cuts[^1])
            cuts.Add(Math.Min(left, 1 + random.Next(random.Next(2) == 0 ? 4 : 500)));
        return cuts;
    }

    // STARTTLS throws away what came with it, so what came before it depends on the cut; the play stops there.
    static string Play(byte[] octets, IReadOnlyList<int> cuts, SmtpChannel channel)
    {
        var dialogue = Session(channel);
        var answer = new StringBuilder(dialogue.Say(""));
        var at = 0;
        foreach (var cut in cuts)
        {
            if (dialogue.Last is SmtpStep.Close or SmtpStep.StartTls)
                break;
            answer.Append(dialogue.Say(octets.AsMemory(at, cut)));
            at += cut;
        }
        var notices = dialogue.Notices.Where(n => n is not RefusedNotice { Refusal.Reason: RefusalReason.OctetsBeforeTls }).Select(n => n.ToString());
        return $"{answer}\n{string.Join('\n', dialogue.Questions)}\n{string.Join('\n', notices)}\n{Encoding.Latin1.GetString(dialogue.Content.WrittenSpan)}\n{dialogue.Last}";
    }

    sealed class Sink : IBufferWriter<byte>
    {
        readonly byte[] buffer = new byte[64 << 10];

        public long Octets { get; private set; }

        public void Advance(int count) => Octets += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => buffer;
    }
}
