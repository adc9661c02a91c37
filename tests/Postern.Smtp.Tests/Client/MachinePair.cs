using System.Buffers;
using Postern.Smtp.Client;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;

namespace Postern.Smtp.Tests.Client;

/// <summary>A client and a server session that talk to each other in pieces of any size; TLS is a word between them.</summary>
sealed class MachinePair(SmtpClientSession client, SmtpServerSession server, TestRandom random)
{
    readonly ArrayBufferWriter<byte> fromServer = new();
    readonly ArrayBufferWriter<byte> fromClient = new();
    readonly ArrayBufferWriter<byte> content = new();
    bool serverIsOver;

    /// <summary>Messages that the client is to send.</summary>
    public Queue<(OutboundEnvelope Envelope, byte[] Content)> Outbox { get; } = new();

    /// <summary>Messages that the server took, with the questions of their envelopes.</summary>
    public List<(MailQuestion Mail, List<RecipientQuestion> Recipients, byte[] Content)> Inbox { get; } = [];

    /// <summary>Outcomes of the messages that were settled.</summary>
    public List<IReadOnlyList<RecipientOutcome>> Settled { get; } = [];

    /// <summary>All that the client sent.</summary>
    public MemoryStream Wire { get; } = new();

    public SessionTerms Terms { get; set; } = new();

    public Func<SmtpQuestion, SmtpVerdict?> Policy { get; set; } = _ => null;

    byte[] current = [];
    MailQuestion? mail;
    List<RecipientQuestion> recipients = [];

    /// <summary>Plays until the client closes.</summary>
    public void Play()
    {
        RunServer([]);
        for (var rounds = 0; rounds < 100_000; rounds++)
        {
            var isOver = RunClient(Take(fromServer));
            RunServer(Take(fromClient));
            if (isOver)
                return;
        }
        Assert.Fail("the two never come to an end");
    }

    // Everything waiting at some time comes in one piece or in several.
    List<byte[]> Take(ArrayBufferWriter<byte> from)
    {
        List<byte[]> pieces = [];
        var octets = from.WrittenSpan.ToArray();
        from.ResetWrittenCount();
        if (from == fromClient)
            Wire.Write(octets);
        for (var at = 0; at < octets.Length; at += pieces[^1].Length)
            pieces.Add(octets.AsSpan(at, Math.Min(octets.Length - at, random.Next(3) == 0 ? 1 + random.Next(5) : 1 + random.Next(2000))).ToArray());
        return pieces;
    }

    bool RunClient(List<byte[]> pieces)
    {
        foreach (var piece in pieces.Count > 0 ? pieces : [[]])
        {
            var input = new ReadOnlySequence<byte>(piece);
            for (var more = true; more;)
            {
                switch (client.Advance(ref input, fromClient))
                {
                    case ClientStep.Close:
                        return true;
                    case ClientStep.Ready when Outbox.TryDequeue(out var next):
                        current = next.Content;
                        client.Send(next.Envelope);
                        break;
                    case ClientStep.Ready:
                        client.Quit();
                        break;
                    case ClientStep.NeedContent:
                        WriteContent();
                        break;
                    case ClientStep.Settled:
                        Settled.Add(client.Outcomes);
                        break;
                    case ClientStep.StartTls:
                        RunServer(Take(fromClient));
                        server.TlsStarted();
                        client.TlsStarted();
                        break;
                    default:
                        more = false;
                        break;
                }
            }
        }
        return false;
    }

    void WriteContent()
    {
        for (var at = 0; at < current.Length;)
        {
            var piece = Math.Min(current.Length - at, 1 + random.Next(300));
            Assert.True(client.WriteContent(current.AsSpan(at, piece), fromClient));
            at += piece;
        }
        Assert.True(client.EndContent(fromClient));
    }

    void RunServer(List<byte[]> pieces)
    {
        foreach (var piece in pieces.Count > 0 ? pieces : [[]])
        {
            var input = new ReadOnlySequence<byte>(piece);
            while (!serverIsOver)
            {
                var step = server.Advance(ref input, fromServer, content);
                if (step == SmtpStep.NeedVerdict)
                    server.Answer(Policy(server.Question!) ?? Consent(server.Question!));
                else if (step == SmtpStep.Close)
                    serverIsOver = true;
                else if (step != SmtpStep.Notice)
                    break;
                else if (server.Notice is TransactionNotice)
                    content.ResetWrittenCount();
            }
        }
    }

    SmtpVerdict Consent(SmtpQuestion question)
    {
        switch (question)
        {
            case OpenQuestion:
                return SmtpVerdict.Admit(Terms);
            case VerifierQuestion:
                return SmtpVerdict.Challenge(ScramVerifier.Of("pencil", "salt"u8.ToArray(), 4096), "server-nonce-of-18");
            case PasswordQuestion password:
                return password.Password == "pencil" ? SmtpVerdict.Accept : SmtpVerdict.Refuse(RefusalReason.AuthenticationFailed);
            case MailQuestion begins:
                (mail, recipients) = (begins, []);
                break;
            case RecipientQuestion recipient:
                recipients.Add(recipient);
                break;
            case MessageQuestion:
                Inbox.Add((mail!, recipients, content.WrittenSpan.ToArray()));
                break;
        }
        return SmtpVerdict.Accept;
    }
}
