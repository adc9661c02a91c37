using System.Buffers;
using System.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Client;
using Postern.Smtp.Commands;
using Postern.Smtp.Replies;
using Postern.Smtp.Server;
using Postern.Testing.Smtp;

namespace Postern.Smtp.Tests.Cases;

/// <summary>The wire cases' client, in memory: one message is queued for peer-b.</summary>
sealed class MemoryClientWorld(SmtpCase theCase) : ISmtpWorld
{
    MemoryClientWire? wire;
    string? submissionReply;

    public IReadOnlySet<string> Judges { get; } = new HashSet<string>
    {
        "queue", "alarm", "plaintext_leak", "recipients_delivered", "recipients_bounced", "journal", "wire_bare_cr_lf", "outbound",
        "submission_reply",
    };

    public ValueTask<ISmtpWire> ConnectAsync(string profile)
    {
        var body = theCase.FixtureQueue == "body-with-dot-line" ? "one\r\n.\r\ntwo\r\n" : "A message that is longer than the smallest limit a peer of these cases announces, which is a hundred octets.\r\n";
        var message = Encoding.ASCII.GetBytes($"From: <alice@circle.test>\r\nTo: <x@peer-b.test>\r\nSubject: t\r\n\r\n{body}");
        string[] recipients = theCase.FixtureQueue == "two-recipients" ? ["x@peer-b.test", "y@peer-b.test"] : ["x@peer-b.test"];
        wire = new MemoryClientWire(
            new SmtpClientOptions { HostName = "mx.circle.test" },
            new OutboundEnvelope
            {
                ReversePath = Mailbox.Parse("alice@circle.test"),
                Recipients = [.. recipients.Select(r => new OutboundRecipient(Mailbox.Parse(r), RecipientParameters.None))],
                Size = message.Length,
            },
            message);
        return ValueTask.FromResult<ISmtpWire>(wire);
    }

    /// <summary><c>submit FROM to TO</c>: a dialogue on a submission listener, up to RCPT.</summary>
    public ValueTask ControlAsync(string command)
    {
        Assert.StartsWith("submit ", command);
        var words = command.Split(' ');
        var session = new SmtpServerSession(
            new SmtpServerOptions { HostName = "mx.circle.test", Service = SmtpService.Submission }, SmtpChannel.Tls);
        var replies = new ArrayBufferWriter<byte>();
        var input = new ReadOnlySequence<byte>(
            Encoding.ASCII.GetBytes($"EHLO desk\r\nMAIL FROM:<{words[1]}>\r\nRCPT TO:<{words[3]}>\r\nQUIT\r\n"));
        for (var step = SmtpStep.NeedVerdict; step != SmtpStep.Close; step = session.Advance(ref input, replies, replies))
        {
            if (step == SmtpStep.NeedVerdict)
                session.Answer(Decide(session.Question!));
        }
        submissionReply = Encoding.ASCII.GetString(replies.WrittenSpan).Split("\r\n")[^3][..3];
        return ValueTask.CompletedTask;
    }

    public ValueTask<SmtpOutcome> ObserveAsync()
    {
        if (wire is null)
            return ValueTask.FromResult(new SmtpOutcome { SubmissionReply = submissionReply });
        var outcomes = wire.Session.Outcomes;
        var end = wire.Session.End;
        var status = outcomes.Count > 0 ? outcomes.Min(o => o.Status) : end?.Status;
        return ValueTask.FromResult(new SmtpOutcome
        {
            Queue = status is DeliveryStatus.Failed ? "bounced-to-local-sender" : status is DeliveryStatus.Delivered ? "delivered" : "deferred",
            Alarm = end?.IsAlarming == true,
            PlaintextLeak = wire.PlaintextLeak,
            Recipients = (Those(DeliveryStatus.Delivered), Those(DeliveryStatus.Failed)),
            Journal = outcomes.Any(o => o.Status == DeliveryStatus.Unknown) ? ["outcome unknown"] : [],
            SentContent = wire.Sent.ToArray(),
            Outbound = 1,
        });

        string[] Those(DeliveryStatus wanted) =>
            [.. outcomes.Where(o => o.Status == wanted).Select(o => o.Recipient.Mailbox.ToString())];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // A member may write to the circle: to our own mailboxes and to peers with a route.
    static SmtpVerdict Decide(SmtpQuestion question) => question switch
    {
        OpenQuestion => SmtpVerdict.Admit(new SessionTerms()),
        RecipientQuestion { ForwardPath.Domain: { } domain } when domain != FixtureGate.Local && domain != MailDomain.Parse("peer-b.test") =>
            SmtpVerdict.Refuse(RefusalReason.RecipientNotAllowed),
        _ => SmtpVerdict.Accept,
    };
}
