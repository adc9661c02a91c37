using System.Text;
using Postern.Smtp.Header;
using Postern.Smtp.Replies;
using Postern.Smtp.Server;
using Postern.Smtp.Tests.Server;

namespace Postern.Smtp.Tests.Header;

public class HeaderReaderTests
{
    const string Whole = "Received: from a\r\n\tby b\r\nfrom : Alice\r\n <alice@circle.test>,\r\n\tbob@circle.test\r\nSENDER:bob@circle.test\r\nDate: x\r\nMessage-Id: <1@a>\r\n\r\nFrom: c@outside.example\r\n";

    [Fact]
    public void Authors_sender_and_what_is_missing_are_told()
    {
        var (fault, facts) = Read(Whole);
        Assert.Equal(HeaderFault.None, fault);
        Assert.Equal("alice@circle.test bob@circle.test; bob@circle.test; True True", Said(facts!));
        (_, facts) = Read("From: alice@circle.test\r\nDated: x\r\nX-Message-ID: y\r\n\r\n");
        Assert.Equal("alice@circle.test; ; False False", Said(facts!));
        // A header may be all there is.
        Assert.Equal("alice@circle.test; ; False False", Said(Read("From: alice@circle.test").Facts!));
    }

    [Theory]
    [InlineData("Subject: t\r\n\r\nFrom: a@b.test\r\n", HeaderFault.NoAuthor)]
    [InlineData("\r\nFrom: a@b.test\r\n", HeaderFault.NoAuthor)]
    [InlineData("", HeaderFault.NoAuthor)]
    [InlineData("From: nobody:;\r\n", HeaderFault.NoAuthor)]
    [InlineData("From: a@b.test\r\nFROM : a@b.test\r\n", HeaderFault.Repeated)]
    [InlineData("From: a@b.test\r\nFrom:\r\n", HeaderFault.Repeated)]
    [InlineData("From: a@b.test\r\nSender: a@b.test\r\nSender: a@b.test\r\n", HeaderFault.Repeated)]
    [InlineData("From: a@b.test\r\nDate: x\r\nDate: x\r\n", HeaderFault.Repeated)]
    [InlineData("From: a@b.test\r\nMessage-ID: x\r\nmessage-id: y\r\n", HeaderFault.Repeated)]
    [InlineData("From:\r\n\r\n", HeaderFault.AddressMalformed)]
    [InlineData("From: a@b.test c\r\n", HeaderFault.AddressMalformed)]
    [InlineData("From: a@b.test\r\nSender: a@b.test, c@b.test\r\n", HeaderFault.AddressMalformed)]
    [InlineData("From: a@b.test\r\nSender:\r\n", HeaderFault.AddressMalformed)]
    [InlineData("From: a@b.test\r\nno field\r\n\r\n", HeaderFault.NoField)]
    [InlineData("From: a@b.test\r\nX\r\n\r\n", HeaderFault.NoField)]
    [InlineData("From: a@b.test\r\n: x\r\n", HeaderFault.NoField)]
    [InlineData("From: a@b.test\r\nX y: z\r\n", HeaderFault.NoField)]
    [InlineData("From: a@b.test\r\nX\u00e9: z\r\n", HeaderFault.NoField)]
    [InlineData("From: a@b.test\r\nX", HeaderFault.NoField)]
    [InlineData(" From: a@b.test\r\n", HeaderFault.NoField)]
    [InlineData("From a@b.test Sun Nov 22 00:00:00 2026\r\nFrom: a@b.test\r\n", HeaderFault.NoField)]
    public void A_header_that_is_not_well_formed_is_named(string message, HeaderFault expected) => Assert.Equal((expected, null), Read(message));

    [Fact]
    public void A_field_has_its_bound_and_other_fields_have_none()
    {
        var list = string.Join(",\r\n ", Enumerable.Repeat("a@b.test", 3_000));
        Assert.Equal(HeaderFault.TooLong, Read($"From: {list}\r\n\r\n").Fault);
        Assert.Equal(HeaderFault.None, Read($"To: {list}\r\n{string.Concat(Enumerable.Repeat("X: y\r\n", 50_000))}From: a@b.test\r\n\r\n").Fault);
    }

    [Fact]
    public void Pieces_of_any_size_give_the_same()
    {
        foreach (var size in new[] { 1, 2, 3, 7, 64 })
        {
            var reader = new HeaderReader();
            foreach (var piece in Encoding.UTF8.GetBytes(Whole).Chunk(size))
                reader.Read(piece);
            Assert.Equal(HeaderFault.None, reader.Finish(out var facts));
            Assert.Equal(Said(Read(Whole).Facts!), Said(facts!));
        }
    }

    [Fact]
    public void Random_lines_are_read_alike_whole_and_in_pieces()
    {
        string[] lines = ["From: a@b.test", "from :a@b.test", "Sender: c@d.test", " <x@y.test>", "\t", "Date: z", "Message-ID: q", "Subject: (", "no field", ":", "", "X: y", "From"];
        var kinds = new HashSet<HeaderFault>();
        for (ulong seed = 0; seed < 5_000; seed++)
        {
            var random = new TestRandom(seed);
            var octets = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => $"{lines[random.Next(lines.Length)]}\r\n")));
            var reader = new HeaderReader();
            for (var at = 0; at < octets.Length;)
            {
                var next = Math.Min(octets.Length, at + 1 + random.Next(9));
                reader.Read(octets.AsSpan(at..next));
                at = next;
            }
            var fault = reader.Finish(out var facts);
            var (whole, wholeFacts) = Read(Encoding.ASCII.GetString(octets));
            Assert.Equal((whole, wholeFacts is null ? null : Said(wholeFacts)), (fault, facts is null ? null : Said(facts)));
            kinds.Add(fault);
        }
        Assert.Equal(5, kinds.Count); // all but TooLong
    }

    [Theory]
    [InlineData("From: a@b.test\r\n\r\nx\r\n", "250")]
    [InlineData("Subject: t\r\n\r\nx\r\n", "554 5.6.0 Message refused: no From field names an author")]
    [InlineData("From: a@b.test\r\nFrom: a@b.test\r\n\r\nx\r\n", "554 5.6.0 Message refused: From, Sender, Date or Message-ID stands there twice")]
    [InlineData("From: a@b.test\r\nbody without an empty line\r\n", "554 5.6.0 Message refused: a line of its header is no field")]
    public void A_session_reads_the_header_where_its_terms_say_so(string content, string reply)
    {
        foreach (var reads in new[] { true, false })
        {
            foreach (var command in new[] { $"DATA\r\n{content}.\r\n", $"BDAT {content.Length} LAST\r\n{content}", $"BDAT 5\r\n{content[..5]}BDAT {content.Length - 5} LAST\r\n{content[5..]}" })
            {
                var dialogue = new ServerDialogue();
                dialogue.Terms = dialogue.Terms with { ReadsHeader = reads };
                dialogue.Say("EHLO a.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<alice@circle.test>\r\n");
                var last = dialogue.Say(command).Split("\r\n")[^2];
                Assert.StartsWith(reads ? reply : "250", last, StringComparison.Ordinal);
                if (reads && reply != "250")
                    Assert.Equal([RefusalReason.HeaderMalformed], dialogue.Reasons);
                else
                    Assert.Equal(reads, dialogue.Questions.OfType<MessageQuestion>().Single().Header is { Authors: [{ LocalPart: "a" }] });
                Assert.Equal("250", dialogue.Codes("MAIL FROM:<a@b.test>\r\n"));
            }
        }
    }

    static (HeaderFault Fault, HeaderFacts? Facts) Read(string message)
    {
        var reader = new HeaderReader();
        reader.Read(Encoding.UTF8.GetBytes(message));
        return (reader.Finish(out var facts), facts);
    }

    static string Said(HeaderFacts facts) => $"{string.Join(' ', facts.Authors)}; {facts.Sender}; {facts.HasDate} {facts.HasMessageId}";
}
