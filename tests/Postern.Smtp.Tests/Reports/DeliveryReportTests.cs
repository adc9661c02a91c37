using System.Buffers;
using System.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Content;
using Postern.Smtp.Commands;
using Postern.Smtp.Replies;
using Postern.Smtp.Reports;
using Postern.Testing;

namespace Postern.Smtp.Tests.Reports;

public class DeliveryReportTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Report_says_what_became_of_each_recipient()
    {
        Assert.False(Write(Report(), out var text));
        Approved.Equal(text, "failure");
    }

    [Fact]
    public void Report_about_utf8_addresses_keeps_its_fields_in_ascii()
    {
        var report = Report() with { Sender = Mailbox.Parse("\u00e9lise@circle.test"), Recipients = [Recipient("j\u00f6rg+x@b\u00fccher.test")] };
        Assert.True(Write(report, out var text));
        Assert.Contains("To: <\u00e9lise@circle.test>\r\n", text);
        Assert.Contains(@"Final-Recipient: utf-8; j\x{F6}rg\x{2B}x@xn--bcher-kva.test" + "\r\n", text);
        Assert.Contains("Content-Transfer-Encoding: 8bit\r\n", text);
    }

    [Theory]
    [InlineData(DsnReturn.Full, ReportAction.Failed, "message/rfc822", true)]
    [InlineData(DsnReturn.Full, ReportAction.Delayed, "text/rfc822-headers", false)]
    [InlineData(DsnReturn.Headers, ReportAction.Failed, "text/rfc822-headers", false)]
    [InlineData(DsnReturn.Unspecified, ReportAction.Failed, "text/rfc822-headers", false)]
    public void Message_comes_back_whole_only_with_a_failure_that_asked_for_it(DsnReturn wish, ReportAction action, string type, bool whole)
    {
        var report = Report() with
        {
            Parameters = new MailParameters { Return = wish },
            Recipients = [Recipient("x@peer-b.test") with { Action = action }],
        };
        Write(report, out var text);
        Assert.Contains($"Content-Type: {type}\r\n\r\nFrom: <alice@circle.test>\r\n", text);
        Assert.Equal(whole, text.Contains("secret body", StringComparison.Ordinal));
    }

    [Fact]
    public void Boundary_does_not_stand_in_the_message()
    {
        var report = Report() with
        {
            Parameters = new MailParameters { Return = DsnReturn.Full },
            Message = "Subject: t\r\n\r\n--report-r1--\r\n--report-r1-1\r\n"u8.ToArray(),
        };
        Write(report, out var text);
        Assert.Contains("boundary=\"report-r1-2\"", text);
    }

    [Fact]
    public void What_another_server_says_adds_no_line_and_no_field()
    {
        var reply = new SmtpReply(550, EnhancedStatus.Parse("5.1.1"), $"no\r\nAction: delivered {new string('x', 5000)}");
        var report = Report() with { Recipients = [Recipient("x@peer-b.test") with { Reply = reply, RemoteHost = "mx\r\nStatus: 2.0.0" }] };
        Write(report, out var text);
        var lines = text.Split("\r\n");
        Assert.Equal(["Action: failed"], lines.Where(l => l.StartsWith("Action", StringComparison.Ordinal)));
        Assert.Equal(["Status: 5.1.1"], lines.Where(l => l.StartsWith("Status", StringComparison.Ordinal)));
        Assert.All(lines, l => Assert.InRange(l.Length, 0, 998));
        var scanner = new ContentScanner(stuffed: false, long.MaxValue, 998);
        scanner.Read(Encoding.UTF8.GetBytes(text), default, out _, out _);
        Assert.Equal(ContentFault.None, scanner.Fault);
    }

    // RFC 3461 §4.1: NOTIFY; columns failed, delayed, delivered.
    [Theory]
    [InlineData(DsnNotify.Unspecified, "yes yes no")]
    [InlineData(DsnNotify.Never, "no no no")]
    [InlineData(DsnNotify.Failure, "yes no no")]
    [InlineData(DsnNotify.Delay, "no yes no")]
    [InlineData(DsnNotify.Success, "no no yes")]
    [InlineData(DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay, "yes yes yes")]
    public void Report_is_made_when_it_is_wanted(DsnNotify notify, string wanted)
    {
        var sender = Mailbox.Parse("alice@circle.test");
        ReportAction[] actions = [ReportAction.Failed, ReportAction.Delayed, ReportAction.Delivered];
        Assert.Equal(wanted.Split(' ').Select(w => w == "yes"), actions.Select(a => DeliveryReport.IsWanted(sender, notify, a)));
        Assert.All(actions, a => Assert.False(DeliveryReport.IsWanted(null, notify, a)));
    }

    static bool Write(DeliveryReport report, out string text)
    {
        var output = new ArrayBufferWriter<byte>();
        var hasEightBit = ReportWriter.Write(report, output);
        text = Encoding.UTF8.GetString(output.WrittenSpan);
        return hasEightBit;
    }

    static DeliveryReport Report() => new()
    {
        ReportingHost = MailDomain.Parse("mx.circle.test"),
        PostmasterDomain = MailDomain.Parse("circle.test"),
        Sender = Mailbox.Parse("alice@circle.test"),
        Parameters = new MailParameters { EnvelopeId = "QQ 314159" },
        Recipients =
        [
            Recipient("x@peer-b.test"),
            new ReportedRecipient
            {
                Recipient = Mailbox.Parse("y@peer-b.test"),
                Action = ReportAction.Delayed,
                Status = EnhancedStatus.Parse("4.4.2"),
                Text = "connection lost",
                LastAttempt = Noon,
                RetriedUntil = Noon.AddDays(2),
                Parameters = new RecipientParameters { OriginalRecipient = "rfc822;list+y@circle.test" },
            },
        ],
        Arrival = Noon.AddHours(-1),
        Time = Noon,
        Id = "r1",
        Message = "From: <alice@circle.test>\r\nSubject: t\r\n\r\nsecret body\r\n"u8.ToArray(),
    };

    static ReportedRecipient Recipient(string mailbox) => new()
    {
        Recipient = Mailbox.Parse(mailbox),
        Action = ReportAction.Failed,
        Status = EnhancedStatus.Parse("5.1.1"),
        RemoteHost = "mx.peer-b.test",
        Reply = new SmtpReply(550, EnhancedStatus.Parse("5.1.1"), "No such mailbox here, and there never was one that anybody remembers"),
        Text = "No such mailbox",
        LastAttempt = Noon,
    };
}
