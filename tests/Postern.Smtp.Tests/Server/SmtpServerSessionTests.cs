using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;
using Postern.Smtp.Content;
using Postern.Smtp.Replies;
using Postern.Smtp.Server;

namespace Postern.Smtp.Tests.Server;

public class SmtpServerSessionTests
{
    const string Envelope = "MAIL FROM:<m@peer-a.test>\r\nRCPT TO:<alice@circle.test>\r\n";

    [Fact]
    public void Message_goes_through_all_questions_in_order()
    {
        var dialogue = new ServerDialogue();
        Assert.Equal("220 250", dialogue.Codes("EHLO peer-a.test\r\n"));
        Assert.Equal("250 250 354", dialogue.Codes($"{Envelope}DATA\r\n"));
        Assert.Equal("250", dialogue.Codes("Subject: t\r\n\r\nhello\r\n.\r\n"));
        Assert.Equal("221", dialogue.Codes("QUIT\r\n"));
        Assert.Equal(SmtpStep.Close, dialogue.Last);
        Assert.Equal("Subject: t\r\n\r\nhello\r\n"u8, dialogue.Content.WrittenSpan);
        Assert.Equal(
            [
                new OpenQuestion(SmtpChannel.Tls), new HelloQuestion("peer-a.test", IsExtended: true),
                new MailQuestion(Mailbox.Parse("m@peer-a.test"), MailParameters.None),
                new RecipientQuestion(Mailbox.Parse("alice@circle.test"), RecipientParameters.None),
                new ContentQuestion(), new MessageQuestion(21, HasEightBit: false),
            ],
            dialogue.Questions);
        Assert.Equal([TransactionEnd.Committed], dialogue.Ends);
    }

    [Fact]
    public void Nothing_is_read_while_a_question_is_open()
    {
        var session = new SmtpServerSession(new SmtpServerOptions { HostName = "mx.circle.test" }, SmtpChannel.Tls);
        var replies = new System.Buffers.ArrayBufferWriter<byte>();
        var input = new System.Buffers.ReadOnlySequence<byte>("EHLO a.test\r\nNOOP\r\nNOOP\r\n"u8.ToArray());
        Assert.Equal(SmtpStep.NeedVerdict, session.Advance(ref input, replies, replies));
        Assert.Equal(25, input.Length);
        session.Answer(SmtpVerdict.Admit(new SessionTerms()));
        Assert.Equal(SmtpStep.NeedVerdict, session.Advance(ref input, replies, replies));
        Assert.Equal(12, input.Length);
        Assert.Equal(SmtpStep.NeedVerdict, session.Advance(ref input, replies, replies));
        Assert.Equal(12, input.Length);
        Assert.Equal(SmtpWaitKind.Verdict, session.Wait.Kind);
    }

    [Fact]
    public void Answer_that_does_not_fit_its_question_is_a_bug()
    {
        var session = new SmtpServerSession(new SmtpServerOptions { HostName = "mx.circle.test" }, SmtpChannel.Tls);
        Assert.Throws<InvalidOperationException>(() => session.Answer(SmtpVerdict.Accept));
        session.Answer(SmtpVerdict.Admit(new SessionTerms()));
    }

    [Theory]
    [InlineData("RSET\r\n", TransactionEnd.Reset)]
    [InlineData("EHLO again.test\r\n", TransactionEnd.Reset)]
    [InlineData("HELO again.test\r\n", TransactionEnd.Reset)]
    [InlineData("QUIT\r\n", TransactionEnd.Closed)]
    [InlineData("GET / HTTP/1.1\r\n", TransactionEnd.Closed)]
    [InlineData("BDAT x\r\n", TransactionEnd.Closed)]
    [InlineData("BDAT 3 LAST\r\na\nb", TransactionEnd.Refused)]
    [InlineData("BDAT 3\r\na\nb", TransactionEnd.Refused)]
    [InlineData("BDAT 2000000\r\n", TransactionEnd.Refused)]
    [InlineData("DATA\r\na\nb\r\n.\r\n", TransactionEnd.Refused)]
    [InlineData("DATA\r\n folded\r\n.\r\n", TransactionEnd.Refused)]
    public void Transaction_ends_once_whatever_ends_it(string text, TransactionEnd end)
    {
        var dialogue = Opened();
        dialogue.Say(Envelope);
        dialogue.Say(text);
        if (text.StartsWith("BDAT 2000000", StringComparison.Ordinal))
            dialogue.Say(new byte[2_000_000]);
        Assert.Equal([end], dialogue.Ends);
        dialogue.Session.Interrupt(SmtpInterrupt.ConnectionLost);
        dialogue.Say("");
        Assert.Equal([end], dialogue.Ends);
    }

    [Theory]
    [InlineData(SmtpInterrupt.ConnectionLost, TransactionEnd.Lost, "")]
    [InlineData(SmtpInterrupt.TimedOut, TransactionEnd.Closed, "421 4.4.2 Timed out\r\n")]
    public void Interrupted_message_is_over(SmtpInterrupt cause, TransactionEnd end, string farewell)
    {
        var dialogue = Opened();
        dialogue.Say($"{Envelope}DATA\r\nhalf a mess");
        dialogue.Session.Interrupt(cause);
        Assert.Equal(farewell, dialogue.Say(""));
        Assert.Equal(SmtpStep.Close, dialogue.Last);
        Assert.Equal([end], dialogue.Ends);
    }

    [Fact]
    public void Stopping_server_lets_the_message_finish()
    {
        var dialogue = Opened();
        dialogue.Say($"{Envelope}DATA\r\nSubject: t\r\n");
        dialogue.Session.Interrupt(SmtpInterrupt.ShuttingDown);
        Assert.Equal("", dialogue.Say("\r\nhello\r\n"));
        Assert.Equal("250 421", dialogue.Codes(".\r\nNOOP\r\n"));
        Assert.Equal(SmtpStep.Close, dialogue.Last);
        Assert.Equal([TransactionEnd.Committed], dialogue.Ends);
    }

    [Fact]
    public void Stopping_server_closes_idle_sessions_at_once()
    {
        var dialogue = Opened();
        dialogue.Session.Interrupt(SmtpInterrupt.ShuttingDown);
        Assert.Equal("421", dialogue.Codes(""));
        Assert.Equal(SmtpStep.Close, dialogue.Last);
    }

    [Fact]
    public void Peer_that_is_removed_goes_at_once()
    {
        var dialogue = Opened();
        dialogue.Say(Envelope);
        dialogue.Session.Dismiss(RefusalReason.PeerRemoved, "removed at noon");
        Assert.Equal("421 4.7.1 Service no longer available to you\r\n", dialogue.Say("DATA\r\n"));
        Assert.Equal([TransactionEnd.Closed], dialogue.Ends);
        Assert.Throws<ArgumentException>(() => dialogue.Session.Dismiss(RefusalReason.Stranger));
    }

    [Theory]
    [InlineData("DATA\r\n", "452", "250 354 250")]
    [InlineData("BDAT 6 LAST\r\nNOOP\r\n", "452", "503 503 500")]
    [InlineData("BDAT 6\r\nNOOP\r\n", "452", "503 503 500")]
    public void Content_that_has_no_place_is_refused_before_it_is_kept(string content, string code, string afterwards)
    {
        var dialogue = Opened();
        dialogue.Say(Envelope);
        dialogue.Policy = q => q is ContentQuestion ? SmtpVerdict.Refuse(RefusalReason.StorageLow) : null;
        Assert.Equal(code, dialogue.Codes(content));
        Assert.Equal(0, dialogue.Content.WrittenCount);
        dialogue.Policy = _ => null;
        Assert.Equal(afterwards, dialogue.Codes("RCPT TO:<bob@circle.test>\r\nDATA\r\n.\r\n"));
    }

    [Fact]
    public void Message_that_could_not_be_kept_is_over()
    {
        var dialogue = Opened();
        dialogue.Policy = q => q is MessageQuestion ? SmtpVerdict.Refuse(RefusalReason.StorageFailed, "no space") : null;
        Assert.Equal("250 250 354 451 503", dialogue.Codes($"{Envelope}DATA\r\nx\r\n.\r\nDATA\r\n"));
        Assert.Equal([TransactionEnd.Refused], dialogue.Ends);
    }

    [Fact]
    public void Verdict_on_a_message_cannot_be_dropped()
    {
        var session = new SmtpServerSession(new SmtpServerOptions { HostName = "mx.circle.test" }, SmtpChannel.Tls);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var input = new System.Buffers.ReadOnlySequence<byte>(System.Text.Encoding.ASCII.GetBytes($"EHLO a.test\r\n{Envelope}BDAT 0 LAST\r\n"));
        while (session.Advance(ref input, output, output) == SmtpStep.NeedVerdict && session.Question is not MessageQuestion)
            session.Answer(session.Question is OpenQuestion ? SmtpVerdict.Admit(new SessionTerms()) : SmtpVerdict.Accept);
        Assert.IsType<MessageQuestion>(session.Question);
        Assert.Throws<InvalidOperationException>(() => session.Interrupt(SmtpInterrupt.ConnectionLost));
    }

    [Fact]
    public void Refusal_with_421_by_policy_closes()
    {
        var dialogue = Opened();
        dialogue.Policy = q => q is RecipientQuestion ? SmtpVerdict.Refuse(RefusalReason.PeerRemoved, "removed at noon") : null;
        Assert.Equal("250 421", dialogue.Codes(Envelope));
        Assert.Equal(SmtpStep.Close, dialogue.Last);
        var refused = dialogue.Notices.OfType<RefusedNotice>().Single();
        Assert.Equal(("removed at noon", SmtpVerb.Rcpt), (refused.Refusal.OwnerText, refused.Verb));
    }

    [Fact]
    public void Recipients_beyond_the_limit_do_not_reach_policy()
    {
        var dialogue = Opened();
        dialogue.Say("MAIL FROM:<m@peer-a.test>\r\n");
        for (var i = 0; i < 102; i++)
            Assert.Equal(i < 100 ? "250" : "452", dialogue.Codes("RCPT TO:<alice@circle.test>\r\n"));
        Assert.Equal(100, dialogue.Questions.OfType<RecipientQuestion>().Count());
        Assert.Equal("354", dialogue.Codes("DATA\r\n"));
    }

    [Fact]
    public void Transactions_beyond_the_limit_end_the_session()
    {
        var dialogue = new ServerDialogue();
        dialogue.Terms = dialogue.Terms with { MaximumTransactions = 2 };
        dialogue.Say("EHLO a.test\r\n");
        Assert.Equal("250 250 501 250 421", dialogue.Codes("MAIL FROM:<>\r\nRSET\r\nMAIL FROM:x\r\nRSET\r\nMAIL FROM:<>\r\n"));
    }

    [Fact]
    public void Message_without_end_is_cut_off_where_it_cannot_be_kept_in_step_any_more()
    {
        var options = new SmtpServerOptions { HostName = "mx.circle.test", MaximumDiscarded = 5000 };
        var dialogue = new ServerDialogue(options: options);
        dialogue.Terms = dialogue.Terms with { MaximumSize = 1000 };
        dialogue.Say($"EHLO a.test\r\n{Envelope}DATA\r\n");
        for (var sent = 0; sent < 6990; sent += 10)
            Assert.Equal("", dialogue.Say("12345678\r\n"));
        Assert.Equal("552", dialogue.Codes("12345678\r\n"));
        Assert.Equal(SmtpStep.Close, dialogue.Last);
        Assert.Equal(1000, dialogue.Content.WrittenCount);
    }

    [Fact]
    public void Session_after_starttls_knows_nothing_of_before()
    {
        var dialogue = new ServerDialogue(SmtpChannel.Clear);
        dialogue.Terms = dialogue.Terms with { RequiresTls = false };
        dialogue.Say($"EHLO before.test\r\n{Envelope}");
        Assert.Equal("503 250 220", dialogue.Codes("STARTTLS\r\nRSET\r\nSTARTTLS\r\nNOOP\r\n"));
        Assert.Equal(SmtpStep.StartTls, dialogue.Last);
        Assert.Contains(RefusalReason.OctetsBeforeTls, dialogue.Reasons);
        Assert.Equal(SmtpWaitKind.Handshake, dialogue.Session.Wait.Kind);
        dialogue.Session.TlsStarted();
        Assert.Null(dialogue.Session.HelloName);
        Assert.Equal("503 503", dialogue.Codes(Envelope));
        Assert.Equal("250", dialogue.Codes("EHLO inside.test\r\n"));
        Assert.Equal("inside.test", dialogue.Session.HelloName);
    }

    [Fact]
    public void Party_that_tls_unmasks_hears_so_at_ehlo()
    {
        var dialogue = new ServerDialogue(SmtpChannel.Clear)
        {
            Policy = q => q is OpenQuestion { Channel: SmtpChannel.Tls } ? SmtpVerdict.Refuse(RefusalReason.KeyNotPinned) : null,
        };
        dialogue.Say("EHLO a.test\r\nSTARTTLS\r\n");
        dialogue.Session.TlsStarted();
        Assert.Equal("", dialogue.Say(""));
        Assert.Equal("554 503 221", dialogue.Codes("EHLO a.test\r\nMAIL FROM:<>\r\nQUIT\r\n"));
    }

    [Theory]
    [InlineData(SmtpChannel.Clear, "ESMTP", "STARTTLS")]
    [InlineData(SmtpChannel.Tls, "ESMTPS", "AUTH REQUIRETLS")]
    [InlineData(SmtpChannel.Local, "ESMTP", "")]
    public void What_is_offered_and_told_of_a_message_is_what_the_channel_gives(SmtpChannel channel, string protocol, string offered)
    {
        var dialogue = new ServerDialogue(channel);
        var keywords = dialogue.Say("EHLO a.test\r\n").Split("\r\n").Where(l => l.Length > 4).Select(l => l[4..].Split(' ')[0]);
        Assert.Equal(offered, string.Join(' ', keywords.Where(k => k is "STARTTLS" or "AUTH" or "REQUIRETLS")));
        Assert.Equal(protocol, TraceField.Protocol(dialogue.Session));
    }

    [Fact]
    public void A_local_session_takes_mail_though_tls_is_required_and_knows_neither_starttls_nor_auth()
    {
        var dialogue = new ServerDialogue(SmtpChannel.Local);
        Assert.True(dialogue.Terms.RequiresTls);
        dialogue.Say("EHLO a.test\r\n");
        Assert.Equal("502 502 555 555", dialogue.Codes("STARTTLS\r\nAUTH PLAIN AHUAcA==\r\nMAIL FROM:<m@peer-a.test> REQUIRETLS\r\nMAIL FROM:<m@peer-a.test> AUTH=<>\r\n"));
        Assert.Equal("250 250 354 250", dialogue.Codes($"{Envelope}DATA\r\nSubject: t\r\n\r\n.\r\n"));
        Assert.Equal(SmtpChannel.Local, dialogue.Session.Channel);
    }

    [Theory]
    [InlineData(SmtpService.Relay, "501")]
    [InlineData(SmtpService.Submission, "250")]
    public void Names_of_users_programs_are_their_own(SmtpService service, string code)
    {
        var dialogue = new ServerDialogue(options: new SmtpServerOptions { HostName = "mx.circle.test", Service = service });
        dialogue.Say("");
        Assert.Equal(code, dialogue.Codes("EHLO my_laptop\r\n"));
    }

    [Fact]
    public void Helo_offers_nothing()
    {
        var dialogue = new ServerDialogue();
        dialogue.Say("HELO a.test\r\n");
        Assert.Equal("555 250", dialogue.Codes("MAIL FROM:<> SIZE=10\r\nMAIL FROM:<>\r\n"));
    }

    static ServerDialogue Opened()
    {
        var dialogue = new ServerDialogue();
        dialogue.Say("EHLO peer-a.test\r\n");
        return dialogue;
    }
}
