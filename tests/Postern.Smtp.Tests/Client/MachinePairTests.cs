using System.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Client;
using Postern.Smtp.Commands;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;

namespace Postern.Smtp.Tests.Client;

/// <summary>Our client and our server, with and without each extension.</summary>
public class MachinePairTests
{
    [Theory]
    [InlineData(SmtpExtensions.All)]
    [InlineData(SmtpExtensions.All & ~SmtpExtensions.Pipelining)]
    [InlineData(SmtpExtensions.All & ~SmtpExtensions.Chunking)]
    [InlineData(SmtpExtensions.All & ~SmtpExtensions.Chunking & ~SmtpExtensions.Pipelining)]
    [InlineData(SmtpExtensions.StartTls | SmtpExtensions.EightBitMime)]
    public void Any_messages_arrive_as_they_were_sent(SmtpExtensions extensions)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var random = new TestRandom(seed);
            var pair = Pair(random, new SmtpClientOptions { HostName = "mx.peer-a.test" }, SmtpChannel.Clear);
            pair.Terms = new SessionTerms { Extensions = extensions };
            pair.Policy = q => q is RecipientQuestion { ForwardPath.LocalPart: "nobody" } ? SmtpVerdict.Refuse(RefusalReason.RecipientUnknown) : null;
            var sent = Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Message(random)).ToList();
            sent.ForEach(pair.Outbox.Enqueue);
            pair.Play();
            Assert.Equal(sent.Count, pair.Settled.Count);
            var arrived = sent.Where(m => m.Envelope.Recipients.Any(r => r.Mailbox.LocalPart != "nobody")).ToList();
            Assert.Equal(arrived.Select(m => Encoding.Latin1.GetString(m.Content)), pair.Inbox.Select(m => Encoding.Latin1.GetString(m.Content)));
            foreach (var ((envelope, _), outcomes) in sent.Zip(pair.Settled))
            {
                Assert.Equal(
                    envelope.Recipients.Select(r => (r, r.Mailbox.LocalPart == "nobody" ? DeliveryStatus.Failed : DeliveryStatus.Delivered)),
                    outcomes.Select(o => (o.Recipient, o.Status)));
            }
        }
    }

    [Fact]
    public void Parameters_arrive_as_they_were_given()
    {
        var pair = Pair(new TestRandom(1), new SmtpClientOptions { HostName = "mx.peer-a.test" }, SmtpChannel.Clear);
        var parameters = new MailParameters
        {
            Utf8 = true,
            Return = DsnReturn.Headers,
            EnvelopeId = "a+b=c d",
            RequireTls = true,
            Priority = -4,
        };
        var wish = new RecipientParameters { Notify = DsnNotify.Success | DsnNotify.Delay, OriginalRecipient = "rfc822;a+b@c" };
        pair.Outbox.Enqueue((
            new OutboundEnvelope
            {
                ReversePath = Mailbox.Parse("\"a b\"@peer-a.test"),
                Recipients = [new(Mailbox.Parse("\u00e9@circle.test"), wish)],
                Size = 10,
                HasEightBit = true,
                Parameters = parameters,
            },
            Encoding.UTF8.GetBytes("\r\ngr\u00fc\u00df\r\n")));
        pair.Play();
        var (mail, recipients, _) = Assert.Single(pair.Inbox);
        Assert.Equal(new MailQuestion(Mailbox.Parse("\"a b\"@peer-a.test"), parameters with { Size = 10, Body = BodyKind.EightBitMime }), mail);
        Assert.Equal([new RecipientQuestion(Mailbox.Parse("\u00e9@circle.test"), wish)], recipients);
    }

    [Fact]
    public void Session_ends_before_the_peers_mailmax_is_exceeded()
    {
        var client = new SmtpClientSession(new SmtpClientOptions { HostName = "mx.peer-a.test" });
        var pair = Pair(new TestRandom(1), client, SmtpChannel.Clear);
        pair.Terms = new SessionTerms { MaximumTransactions = 2 };
        for (var i = 0; i < 3; i++)
            pair.Outbox.Enqueue(Message(new TestRandom(4), recipient: "alice"));
        pair.Play();
        Assert.Equal((2, 1, ClientFault.None), (pair.Inbox.Count, pair.Outbox.Count, client.End!.Fault));
    }

    [Theory]
    [InlineData(SaslMechanisms.ScramSha256 | SaslMechanisms.Plain, "pencil", "AUTH SCRAM-SHA-256 ", 1)]
    [InlineData(SaslMechanisms.Plain, "pencil", "AUTH PLAIN ", 1)]
    [InlineData(SaslMechanisms.ScramSha256, "crayon", "AUTH SCRAM-SHA-256 ", 0)]
    [InlineData(SaslMechanisms.Plain, "crayon", "AUTH PLAIN ", 0)]
    [InlineData(SaslMechanisms.External, "pencil", "QUIT", 0)]
    public void Client_proves_its_password_or_sends_nothing(SaslMechanisms offered, string password, string command, int arrived)
    {
        var options = new SmtpClientOptions
        {
            HostName = "desk.test",
            Security = ClientSecurity.Implicit,
            Credentials = new ClientCredentials("user", password, "client-nonce-of-18"),
        };
        var random = new TestRandom(2);
        var client = new SmtpClientSession(options);
        var pair = Pair(random, client, SmtpChannel.Tls);
        pair.Terms = new SessionTerms { Mechanisms = offered, RequiresAuthentication = true };
        pair.Outbox.Enqueue(Message(new TestRandom(3), recipient: "alice"));
        pair.Play();
        Assert.Contains(command, Encoding.Latin1.GetString(pair.Wire.ToArray()));
        Assert.Equal(arrived, pair.Inbox.Count);
        Assert.Equal(arrived == 1 ? ClientFault.None : ClientFault.AuthenticationNotPossible, client.End!.Fault);
        Assert.Equal(arrived == 0, client.End.IsAlarming);
    }

    static MachinePair Pair(TestRandom random, SmtpClientOptions options, SmtpChannel channel) => Pair(random, new SmtpClientSession(options), channel);

    static MachinePair Pair(TestRandom random, SmtpClientSession client, SmtpChannel channel) =>
        new(client, new SmtpServerSession(new SmtpServerOptions { HostName = "mx.circle.test" }, channel), random);

    static (OutboundEnvelope Envelope, byte[] Content) Message(TestRandom random, string? recipient = null)
    {
        var content = new StringBuilder("Subject: t\r\n\r\n");
        for (var lines = random.Next(30); lines > 0; lines--)
            content.Append(Encoding.Latin1.GetString(random.Octets(random.Next(120), "..ab \xe9"u8))).Append("\r\n");
        string[] recipients = recipient is null ? [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => random.Next(3) == 0 ? "nobody" : "alice")] : [recipient];
        var octets = Encoding.Latin1.GetBytes(content.ToString());
        return (
            new OutboundEnvelope
            {
                ReversePath = random.Next(5) == 0 ? null : Mailbox.Parse("m@peer-a.test"),
                Recipients = [.. recipients.Select(r => new OutboundRecipient(Mailbox.Parse($"{r}@circle.test"), RecipientParameters.None))],
                Size = octets.Length,
                HasEightBit = octets.Any(o => o >= 0x80),
            },
            octets);
    }
}
