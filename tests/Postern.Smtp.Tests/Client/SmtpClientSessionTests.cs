using System.Buffers;
using Postern.Smtp.Client;
using Postern.Smtp.Commands;

namespace Postern.Smtp.Tests.Client;

public class SmtpClientSessionTests
{
    const string Greeting = "220 mx.peer-b.test\r\n";
    const string Pipelined = "250-mx.peer-b.test\r\n250 PIPELINING\r\n";
    const string Plain = "250 mx.peer-b.test\r\n";

    [Fact]
    public void Commands_go_one_by_one_to_a_peer_without_pipelining()
    {
        var dialogue = new ClientDialogue();
        Assert.Equal("EHLO mx.circle.test\r\n", dialogue.Hear(Greeting));
        Assert.Equal("MAIL FROM:<alice@circle.test>\r\n", dialogue.Hear(Plain));
        Assert.Equal("RCPT TO:<x@peer-b.test>\r\n", dialogue.Hear("250 ok\r\n"));
        Assert.Equal("DATA\r\n", dialogue.Hear("250 ok\r\n"));
        Assert.Equal("Subject: t\r\n\r\n..hello\r\n.\r\n", dialogue.Hear("354 go\r\n"));
        Assert.Equal("QUIT\r\n", dialogue.Hear("250 2.6.0 kept\r\n"));
        Assert.Equal("", dialogue.Hear("221 bye\r\n"));
        Assert.Equal((ClientStep.Close, ClientFault.None, "Delivered:2.6.0"), (dialogue.Last, dialogue.Session.End!.Fault, dialogue.Statuses));
    }

    [Fact]
    public void Commands_go_in_a_group_to_a_peer_with_pipelining()
    {
        var dialogue = new ClientDialogue(null, "x@peer-b.test", "y@peer-b.test");
        dialogue.Hear(Greeting);
        Assert.Equal(
            "MAIL FROM:<alice@circle.test>\r\nRCPT TO:<x@peer-b.test>\r\nRCPT TO:<y@peer-b.test>\r\nDATA\r\n", dialogue.Hear(Pipelined));
        Assert.StartsWith("Subject", dialogue.Hear("250 ok\r\n550 5.1.1 no\r\n250 ok\r\n354 go\r\n"));
        dialogue.Hear("250 ok\r\n");
        Assert.Equal("Failed:5.1.1 Delivered:2.0.0", dialogue.Statuses);
    }

    [Theory]
    // Refused MAIL, and what stands behind it; the reply to MAIL decides.
    [InlineData("550 5.7.1 no\r\n503 bad\r\n503 bad\r\n", "Failed:5.7.1")]
    [InlineData("451 4.3.0 later\r\n503 bad\r\n503 bad\r\n", "Deferred:4.3.0")]
    [InlineData("250 ok\r\n550 5.1.1 no\r\n554 no valid recipients\r\n", "Failed:5.1.1")]
    [InlineData("250 ok\r\n250 ok\r\n452 4.3.1 full\r\n", "Deferred:4.3.1")]
    public void Group_that_is_refused_is_followed_by_rset(string replies, string statuses)
    {
        var dialogue = new ClientDialogue();
        dialogue.Hear(Greeting);
        dialogue.Hear(Pipelined);
        Assert.Equal("RSET\r\n", dialogue.Hear(replies));
        Assert.Equal(statuses, dialogue.Statuses);
        Assert.Equal("QUIT\r\n", dialogue.Hear("250 ok\r\n"));
    }

    [Fact]
    public void Invitation_without_recipients_gets_an_empty_message_to_nobody()
    {
        var dialogue = new ClientDialogue();
        dialogue.Hear(Greeting);
        dialogue.Hear(Pipelined);
        Assert.Equal(".\r\n", dialogue.Hear("250 ok\r\n550 5.1.1 no\r\n354 go\r\n"));
        Assert.Equal("RSET\r\n", dialogue.Hear("250 thanks for nothing\r\n"));
        Assert.Equal("Failed:5.1.1", dialogue.Statuses);
    }

    [Fact]
    public void Chunk_goes_only_to_recipients_that_were_accepted()
    {
        const string chunking = "250-mx.peer-b.test\r\n250-PIPELINING\r\n250 CHUNKING\r\n";
        var refused = new ClientDialogue();
        refused.Hear(Greeting);
        Assert.DoesNotContain("BDAT", refused.Hear(chunking));
        Assert.Equal("RSET\r\n", refused.Hear("250 ok\r\n550 no\r\n"));
        var accepted = new ClientDialogue();
        accepted.Hear(Greeting);
        accepted.Hear(chunking);
        Assert.Equal("BDAT 22 LAST\r\nSubject: t\r\n\r\n.hello\r\n", accepted.Hear("250 ok\r\n250 ok\r\n"));
    }

    [Theory]
    [InlineData("250-a\r\n250 SIZE 21\r\n", "Failed:5.3.4")]
    [InlineData("250-a\r\n250 SIZE 22\r\n", "")]
    [InlineData("250-a\r\n250 SIZE 0\r\n", "")]
    [InlineData("250-a\r\n250 SIZE\r\n", "")]
    public void Size_of_the_peer_is_kept(string offer, string statuses)
    {
        var dialogue = new ClientDialogue();
        dialogue.Hear(Greeting);
        Assert.Equal(statuses.Length > 0, dialogue.Hear(offer) == "QUIT\r\n");
        if (statuses.Length > 0)
            Assert.Equal(statuses, dialogue.Statuses);
    }

    [Fact]
    public void Nothing_is_forced_on_a_peer_that_did_not_announce_it()
    {
        Assert.Equal("Failed:5.6.3", Obstacle(e => e with { HasEightBit = true }));
        Assert.Equal("Failed:5.6.7", Obstacle(e => e with { Parameters = new MailParameters { Utf8 = true } }));
        Assert.Equal("Failed:5.7.30", Obstacle(e => e with { Parameters = new MailParameters { RequireTls = true } }));

        static string Obstacle(Func<OutboundEnvelope, OutboundEnvelope> change)
        {
            var dialogue = new ClientDialogue { Envelope = change };
            dialogue.Hear(Greeting);
            Assert.Equal("QUIT\r\n", dialogue.Hear(Plain));
            return dialogue.Statuses;
        }
    }

    [Theory]
    [InlineData(SmtpInterrupt.ConnectionLost, ClientFault.ConnectionLost)]
    [InlineData(SmtpInterrupt.TimedOut, ClientFault.TimedOut)]
    public void Answer_lost_behind_the_final_dot_leaves_the_outcome_unknown(SmtpInterrupt cause, ClientFault fault)
    {
        var dialogue = ToData();
        dialogue.Hear("354 go\r\n");
        dialogue.Session.Interrupt(cause);
        Assert.Equal((fault, "Unknown:4.4.2"), (dialogue.Session.End!.Fault, dialogue.Statuses));
    }

    [Fact]
    public void Nonsense_behind_the_final_dot_leaves_the_outcome_unknown()
    {
        var dialogue = ToData();
        dialogue.Hear("354 go\r\n");
        dialogue.Hear("354 go on\r\n");
        Assert.Equal((ClientFault.ProtocolViolation, "Unknown:4.5.0"), (dialogue.Session.End!.Fault, dialogue.Statuses));
    }

    [Fact]
    public void Farewell_behind_the_final_dot_is_a_refusal()
    {
        var dialogue = ToData();
        dialogue.Hear("354 go\r\n");
        dialogue.Hear("421 4.3.2 stopping\r\n");
        Assert.Equal("Deferred:4.3.2", dialogue.Statuses);
    }

    [Fact]
    public void Connection_lost_before_the_final_dot_is_to_be_tried_again()
    {
        var dialogue = ToData(holdsContent: true);
        dialogue.Hear("354 go\r\n");
        dialogue.Session.WriteContent("Subject"u8, new ArrayBufferWriter<byte>());
        dialogue.Session.Interrupt(SmtpInterrupt.ConnectionLost);
        Assert.Equal("Deferred:4.4.2", dialogue.Statuses);
    }

    [Fact]
    public void Refusal_before_the_end_of_the_content_ends_the_session()
    {
        var dialogue = ToData(holdsContent: true);
        dialogue.Hear("354 go\r\n");
        Assert.Equal("", dialogue.Hear("552 5.3.4 enough\r\n"));
        Assert.Equal((ClientStep.Close, "Failed:5.3.4"), (dialogue.Last, dialogue.Statuses));
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("longer than the envelope says")]
    public void Content_that_is_not_clean_or_not_what_was_said_breaks_the_session_off(string content)
    {
        var dialogue = ToData(holdsContent: true);
        dialogue.Hear("354 go\r\n");
        var output = new ArrayBufferWriter<byte>();
        Assert.False(dialogue.Session.WriteContent(System.Text.Encoding.ASCII.GetBytes(content), output));
        Assert.Equal(0, output.WrittenCount);
        Assert.Equal((ClientFault.ContentFault, "Failed:5.6.0"), (dialogue.Session.End!.Fault, dialogue.Statuses));
    }

    [Fact]
    public void Content_that_ends_early_is_never_ended_with_a_dot()
    {
        var dialogue = ToData(holdsContent: true);
        dialogue.Hear("354 go\r\n");
        var output = new ArrayBufferWriter<byte>();
        dialogue.Session.WriteContent("Subject"u8, output);
        Assert.False(dialogue.Session.EndContent(output));
        Assert.Equal("Subject"u8, output.WrittenSpan);
    }

    [Theory]
    [InlineData("250-mx\r\n250 SIZE 100\r\n", ClientFault.TlsNotOffered)]
    [InlineData("250-mx\r\n250 STARTTLS\r\n|454 no\r\n", ClientFault.TlsNotOffered)]
    [InlineData("250-mx\r\n250 STARTTLS\r\n|554 no\r\n", ClientFault.TlsNotOffered)]
    [InlineData("250-mx\r\n250 STARTTLS\r\n|220 go\r\n250 injected\r\n", ClientFault.OctetsBeforeTls)]
    [InlineData("502 what\r\n", ClientFault.Refused)]
    public void Route_that_wants_tls_sends_nothing_without_it(string replies, ClientFault fault)
    {
        var dialogue = new ClientDialogue(new SmtpClientOptions { HostName = "mx.circle.test" });
        dialogue.Hear(Greeting);
        var sent = string.Concat(replies.Split('|').Select(dialogue.Hear));
        Assert.DoesNotContain("MAIL", sent);
        Assert.Equal((ClientStep.Close, fault), (dialogue.Last, dialogue.Session.End!.Fault));
    }

    [Fact]
    public void What_was_announced_before_tls_is_forgotten()
    {
        var dialogue = new ClientDialogue(new SmtpClientOptions { HostName = "mx.circle.test" });
        dialogue.Hear(Greeting);
        Assert.Equal("STARTTLS\r\n", dialogue.Hear("250-mx\r\n250-PIPELINING\r\n250 STARTTLS\r\n"));
        dialogue.Hear("220 go\r\n");
        Assert.Equal((ClientStep.StartTls, SmtpWaitKind.Handshake), (dialogue.Last, dialogue.Session.Wait.Kind));
        dialogue.Session.TlsStarted();
        Assert.Equal("EHLO mx.circle.test\r\n", dialogue.Hear(""));
        Assert.Equal("MAIL FROM:<alice@circle.test>\r\n", dialogue.Hear(Plain));
        Assert.False(dialogue.Session.Offer.Has(SmtpExtensions.Pipelining));
    }

    [Fact]
    public void Smtp_without_tls_cannot_be_asked_for() =>
        Assert.Throws<ArgumentException>(() => new SmtpClientSession(new SmtpClientOptions { HostName = "a.test", Security = ClientSecurity.Local }));

    [Theory]
    [InlineData("421 busy\r\n", ClientFault.Refused, DeliveryStatus.Deferred, "")]
    [InlineData("450 later\r\n", ClientFault.Refused, DeliveryStatus.Deferred, "QUIT\r\n")]
    [InlineData("521 gone\r\n", ClientFault.Refused, DeliveryStatus.Failed, "QUIT\r\n")]
    [InlineData("554 no\r\n", ClientFault.Refused, DeliveryStatus.Failed, "QUIT\r\n")]
    [InlineData("354 what\r\n", ClientFault.ProtocolViolation, DeliveryStatus.Deferred, "")]
    [InlineData("220 a\n", ClientFault.None, DeliveryStatus.Pending, "")]
    [InlineData("220 a\n\r\n", ClientFault.ProtocolViolation, DeliveryStatus.Deferred, "")]
    [InlineData("SSH-2.0-x\r\n", ClientFault.ProtocolViolation, DeliveryStatus.Deferred, "")]
    [InlineData("220 a\r\n250 b\r\n", ClientFault.ProtocolViolation, DeliveryStatus.Deferred, "")]
    public void Greeting_that_is_no_welcome_ends_the_session(string greeting, ClientFault fault, DeliveryStatus status, string sent)
    {
        var dialogue = new ClientDialogue();
        Assert.Equal(sent, dialogue.Hear(greeting));
        Assert.Equal((fault, status), (dialogue.Session.End?.Fault ?? ClientFault.None, dialogue.Session.End?.Status ?? DeliveryStatus.Pending));
    }

    [Fact]
    public void Reply_before_its_command_is_not_believed()
    {
        var dialogue = new ClientDialogue();
        dialogue.Hear(Greeting);
        dialogue.Hear(Plain);
        dialogue.Hear("250 ok\r\n250 ok\r\n354 go\r\n250 kept\r\n");
        Assert.Equal((ClientFault.ProtocolViolation, "Deferred:4.5.0"), (dialogue.Session.End!.Fault, dialogue.Statuses));
    }

    [Fact]
    public void Lmtp_answers_for_each_recipient()
    {
        var options = new SmtpClientOptions { HostName = "mx.circle.test", Security = ClientSecurity.Local, Dialect = ClientDialect.Lmtp };
        var dialogue = new ClientDialogue(options, "a@circle.test", "b@circle.test", "c@circle.test");
        Assert.Equal("LHLO mx.circle.test\r\n", dialogue.Hear(Greeting));
        dialogue.Hear(Pipelined);
        dialogue.Hear("250 ok\r\n250 ok\r\n550 5.1.1 no\r\n250 ok\r\n354 go\r\n");
        Assert.Equal("", dialogue.Hear("250 2.1.5 a has it\r\n"));
        Assert.Equal("QUIT\r\n", dialogue.Hear("452 4.2.2 c is full\r\n"));
        Assert.Equal("Delivered:2.1.5 Failed:5.1.1 Deferred:4.2.2", dialogue.Statuses);
    }

    [Fact]
    public void Lmtp_invitation_without_recipients_keeps_what_was_said_of_them()
    {
        var options = new SmtpClientOptions { HostName = "mx.circle.test", Security = ClientSecurity.Local, Dialect = ClientDialect.Lmtp };
        var dialogue = new ClientDialogue(options, "a@circle.test");
        dialogue.Hear(Greeting);
        dialogue.Hear(Pipelined);
        Assert.Equal(".\r\n", dialogue.Hear("250 ok\r\n550 5.1.1 no\r\n354 go\r\n"));
        dialogue.Hear("503 5.5.1 nobody was there\r\n");
        Assert.Equal("Failed:5.1.1", dialogue.Statuses);
    }

    [Fact]
    public void Lmtp_answers_that_are_lost_are_unknown_for_their_recipients_only()
    {
        var options = new SmtpClientOptions { HostName = "mx.circle.test", Security = ClientSecurity.Local, Dialect = ClientDialect.Lmtp };
        var dialogue = new ClientDialogue(options, "a@circle.test", "b@circle.test");
        dialogue.Hear(Greeting);
        dialogue.Hear(Pipelined);
        dialogue.Hear("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
        dialogue.Hear("250 2.1.5 a has it\r\n");
        dialogue.Session.Interrupt(SmtpInterrupt.ConnectionLost);
        Assert.Equal("Delivered:2.1.5 Unknown:4.4.2", dialogue.Statuses);
    }

    [Fact]
    public void Limits_of_the_peer_are_read()
    {
        var dialogue = new ClientDialogue();
        dialogue.Hear(Greeting);
        dialogue.Hear("250-mx\r\n250-LIMITS RCPTMAX=20 MAILMAX=5 RCPTDOMAINMAX=1\r\n250-AUTH PLAIN LOGIN SCRAM-SHA-256\r\n250 X-ODD ?\r\n");
        var offer = dialogue.Session.Offer;
        Assert.Equal((20, 5), (offer.MaximumRecipients, offer.MaximumTransactions));
        Assert.Equal(Postern.Smtp.Sasl.SaslMechanisms.Plain | Postern.Smtp.Sasl.SaslMechanisms.ScramSha256, offer.Mechanisms);
    }

    [Fact]
    public void Arbitrary_replies_throw_nothing_and_end_somewhere()
    {
        string[] replies =
        [
            "220 a\r\n", "250 ok\r\n", Pipelined, "250-a\r\n250 CHUNKING\r\n", "354 go\r\n", "221 bye\r\n", "421 x\r\n", "450 x\r\n",
            "550 5.1.1 x\r\n", "334 AAAA\r\n", "\r\n", "250-", "x", "\n",
        ];
        var random = new TestRandom(11);
        var known = 0;
        for (var round = 0; round < 3000; round++)
        {
            var dialogue = new ClientDialogue(null, "x@peer-b.test", "y@peer-b.test");
            for (var i = 0; i < 14 && dialogue.Last != ClientStep.Close; i++)
                dialogue.Hear(i == 0 ? Greeting : i == 1 ? Plain : replies[random.Next(random.Next(4) == 0 ? replies.Length : 6)]);
            dialogue.Session.Interrupt(SmtpInterrupt.ConnectionLost);
            Assert.NotNull(dialogue.Session.End);
            Assert.DoesNotContain(DeliveryStatus.Pending, dialogue.Session.Outcomes.Select(o => o.Status));
            known += dialogue.Session.Outcomes.Any(o => o.Status == DeliveryStatus.Delivered) ? 1 : 0;
        }
        Assert.InRange(known, 20, 2900);
    }

    static ClientDialogue ToData(bool holdsContent = false)
    {
        var dialogue = new ClientDialogue { HoldsContent = holdsContent };
        dialogue.Hear(Greeting);
        dialogue.Hear(Plain);
        dialogue.Hear("250 ok\r\n");
        Assert.Equal("DATA\r\n", dialogue.Hear("250 ok\r\n"));
        return dialogue;
    }
}
