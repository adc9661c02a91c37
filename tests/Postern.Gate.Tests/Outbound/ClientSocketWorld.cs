using System.Buffers;
using System.Net;
using System.Text;
using Postern.Gate.Policy;
using Postern.Gate.Queue;
using Postern.Smtp.Client;
using Postern.Smtp.Server;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Outbound;

/// <summary>The wire cases in which the gate is the client, over real sockets and with real certificates: the harness listens as peer-b.</summary>
sealed class ClientSocketWorld : ISmtpWorld
{
    readonly PeerHarness harness = new();
    readonly SmtpCase theCase;
    readonly OutboundHarness gate;
    Task<AttemptResult>? attempt;
    HarnessWire? wire;
    string? submissionReply;

    public ClientSocketWorld(SmtpCase theCase)
    {
        this.theCase = theCase;
        gate = new OutboundHarness(settings: OutboundHarness.RouteTo(harness));
    }

    public IReadOnlySet<string> Judges { get; } = new HashSet<string>
    {
        "queue", "alarm", "plaintext_leak", "recipients_delivered", "recipients_bounced", "journal", "wire_bare_cr_lf", "outbound",
        "submission_reply",
    };

    public async ValueTask<ISmtpWire> ConnectAsync(string profile)
    {
        var body = theCase.FixtureQueue == "body-with-dot-line" ? "one\r\n.\r\ntwo\r\n" : "A message that is longer than the smallest limit a peer of these cases announces, which is a hundred octets.\r\n";
        string[] recipients = theCase.FixtureQueue == "two-recipients" ? ["x@peer-b.test", "y@peer-b.test"] : ["x@peer-b.test"];
        var message = gate.Message($"From: <alice@circle.test>\r\nTo: <x@peer-b.test>\r\nSubject: t\r\n\r\n{body}", recipients);
        attempt = gate.AttemptAsync(message);
        return wire = await harness.AcceptAsync();
    }

    /// <summary><c>submit FROM to TO</c>: a dialogue on a submission listener under the gate's policy, up to RCPT.</summary>
    public ValueTask ControlAsync(string command)
    {
        Assert.StartsWith("submit ", command);
        var words = command.Split(' ');
        var login = Convert.ToBase64String(Encoding.ASCII.GetBytes("\0alice\0alice's password"));
        var policy = SessionPolicy.For(new GatePolicy(gate.Circle, StorageView.Boundless, TimeProvider.System), SmtpService.Submission, IPAddress.Loopback);
        var session = new SmtpServerSession(new SmtpServerOptions { HostName = "mx.circle.test", Service = SmtpService.Submission }, SmtpChannel.Tls);
        var replies = new ArrayBufferWriter<byte>();
        var input = new ReadOnlySequence<byte>(
            Encoding.ASCII.GetBytes($"EHLO desk\r\nAUTH PLAIN {login}\r\nMAIL FROM:<{words[1]}>\r\nRCPT TO:<{words[3]}>\r\nQUIT\r\n"));
        for (var step = SmtpStep.NeedVerdict; step != SmtpStep.Close; step = session.Advance(ref input, replies, replies))
        {
            if (session.Question is { } question)
                session.Answer(policy.Decide(question));
        }
        submissionReply = Encoding.ASCII.GetString(replies.WrittenSpan).Split("\r\n")[^3][..3];
        return ValueTask.CompletedTask;
    }

    public async ValueTask<SmtpOutcome> ObserveAsync()
    {
        if (attempt is null)
            return new SmtpOutcome { SubmissionReply = submissionReply, Outbound = gate.Entries(Ledger.Sealing.EntryKind.SessionOpened).Count };
        var outcomes = (await attempt.WaitAsync(TimeSpan.FromSeconds(10))).Outcomes;
        return new SmtpOutcome
        {
            Queue = outcomes.Min(o => o.Status) switch
            {
                DeliveryStatus.Failed => "bounced-to-local-sender",
                DeliveryStatus.Delivered => "delivered",
                _ => "deferred",
            },
            Alarm = gate.Alarms.Standing.Count > 0,
            PlaintextLeak = wire!.Received.Clear.ToArray().AsSpan().IndexOf("MAIL FROM"u8) >= 0,
            Recipients = (Those(DeliveryStatus.Delivered), Those(DeliveryStatus.Failed)),
            Journal = outcomes.Any(o => o.Status == DeliveryStatus.Unknown) ? ["outcome unknown"] : [],
            SentContent = wire.Received.Secure.ToArray(),
            Outbound = gate.Entries(Ledger.Sealing.EntryKind.SessionOpened).Count,
        };

        string[] Those(DeliveryStatus wanted) => [.. outcomes.Where(o => o.Status == wanted).Select(o => o.Recipient.Path.ToString())];
    }

    public async ValueTask DisposeAsync()
    {
        gate.Stop();
        if (attempt is not null)
            await attempt;
        await gate.DisposeAsync();
        harness.Dispose();
    }
}
