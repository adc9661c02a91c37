using System.Buffers;
using Postern.Smtp.Content;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Client;

/// <summary>The client's side of one SMTP or LMTP session: replies in, commands and content out.</summary>
/// <remarks>
/// No input or output, no clock, no randomness. Replies are read strictly, nothing is ever done in clear that the route wants inside
/// TLS, and content is sent only when a recipient was accepted. Not thread-safe.
/// <code>
/// while ((step = session.Advance(ref input, output)) != ClientStep.Close)
///     NeedOctets  → flush output, read, within session.Wait
///     StartTls    → flush output, handshake and check the far key, session.TlsStarted() or TlsFailed()
///     Ready       → session.Send(envelope), or session.Quit()
///     NeedContent → session.WriteContent(piece, output) …, session.EndContent(output)
///     Settled     → record session.Outcomes
/// </code>
/// When the session is over, <see cref="End"/> says why, and <see cref="Outcomes"/> what became of a message that was under way.
/// </remarks>
public sealed partial class SmtpClientSession
{
    readonly SmtpClientOptions options;
    readonly ReplyReader reader;
    readonly Queue<ClientCommand> outstanding = new();
    ClientStep? pending;
    bool isSecure;
    bool greeted;
    bool quitting;
    int waits;

    // Given for the time of one Advance.
    IBufferWriter<byte> output = null!;

    /// <param name="options">What holds for the route.</param>
    /// <exception cref="ArgumentException">SMTP without TLS.</exception>
    public SmtpClientSession(SmtpClientOptions options)
    {
        if (options is { Security: ClientSecurity.Local, Dialect: not ClientDialect.Lmtp })
            throw new ArgumentException("only LMTP to this same machine goes without TLS", nameof(options));
        this.options = options;
        reader = new ReplyReader(options.MaximumReplyLine, options.MaximumReplyLines);
        isSecure = options.Security == ClientSecurity.Implicit;
        outstanding.Enqueue(ClientCommand.Greeting);
    }

    /// <summary>What the peer announced last; inside TLS once TLS is there.</summary>
    public PeerOffer Offer { get; private set; } = PeerOffer.None;

    /// <summary>How the session ended; null before.</summary>
    public ClientEnd? End { get; private set; }

    /// <summary>What is waited for, and how long.</summary>
    public SmtpWait Wait
    {
        get
        {
            var never = Timeout.InfiniteTimeSpan;
            return pending switch
            {
                ClientStep.StartTls => new SmtpWait(SmtpWaitKind.Handshake, waits, never, options.HandshakeTimeout),
                ClientStep.NeedContent => new SmtpWait(SmtpWaitKind.Content, waits, options.ContentTimeout, never),
                not null => new SmtpWait(SmtpWaitKind.Nothing, waits, never, never),
                _ => new SmtpWait(SmtpWaitKind.Reply, waits, never,
                    outstanding.TryPeek(out var command) && command == ClientCommand.Content ? options.FinalReplyTimeout : options.ReplyTimeout),
            };
        }
    }

    /// <summary>Goes on as far as possible.</summary>
    /// <param name="input">Octets that came; those that were read are cut off.</param>
    /// <param name="output">Takes octets for the far side.</param>
    public ClientStep Advance(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        this.output = output;
        while (true)
        {
            if (pending == ClientStep.Settled)
            {
                pending = null;
                return ClientStep.Settled;
            }
            if (pending is ClientStep.Close or ClientStep.StartTls)
                return pending.Value;
            if (outstanding.Count == 0 && pending is null)
                Proceed();
            else if (input.IsEmpty)
                return pending ?? ClientStep.NeedOctets;
            else
                Read(ref input);
        }
    }

    /// <summary>The TLS handshake has succeeded and the far key is the one expected: everything announced before is forgotten.</summary>
    public void TlsStarted()
    {
        RequireStep(ClientStep.StartTls);
        isSecure = true;
        pending = null;
        Offer = PeerOffer.None;
        waits++;
    }

    /// <summary>The TLS handshake has failed, or the far key is another.</summary>
    public void TlsFailed()
    {
        RequireStep(ClientStep.StartTls);
        GiveUp(ClientFault.TlsFailed, null);
    }

    void Read(ref ReadOnlySequence<byte> input)
    {
        var status = reader.Read(input.FirstOctets(), out var used, out var reply);
        input = input.Slice(used);
        if (status == ReplyStatus.Incomplete)
            return;
        waits++;
        if (status == ReplyStatus.Malformed)
            GiveUp(ClientFault.ProtocolViolation, null);
        else if (pending is ClientStep.Ready or ClientStep.NeedContent)
            Unasked(reply!);
        else
            Answered(reply!, isAll: input.IsEmpty);
    }

    // Nothing was asked: the far side says that it leaves, or that it wants no more of this message. Either ends the session,
    // because what was sent of the message cannot be taken back.
    void Unasked(SmtpReply reply)
    {
        var allowed = reply.Code == 421 || pending == ClientStep.NeedContent && reply.Code >= 400;
        if (allowed && pending == ClientStep.NeedContent)
            SettleAccepted(reply);
        GiveUp(allowed ? ClientFault.Refused : ClientFault.ProtocolViolation, reply);
    }

    void Answered(SmtpReply reply, bool isAll)
    {
        var command = outstanding.Dequeue();
        switch (ClientTable.Action(command, reply.Code))
        {
            case ClientAction.Violation:
                GiveUp(ClientFault.ProtocolViolation, reply);
                return;
            case ClientAction.GiveUp:
                GiveUp(FaultOf(command), reply);
                return;
            case ClientAction.Continue when command == ClientCommand.Auth:
                ContinueAuth(reply);
                break;
            case ClientAction.Continue:
                dataInvited = true;
                break;
            case ClientAction.Note:
                Refused(command, reply);
                break;
            default:
                Accepted(command, reply, isAll);
                break;
        }
        // A reply in advance of its command is somebody else's.
        if (!isAll && outstanding.Count == 0 && pending is null)
            GiveUp(ClientFault.ProtocolViolation, null);
    }

    static ClientFault FaultOf(ClientCommand refused) => refused switch
    {
        ClientCommand.StartTls => ClientFault.TlsNotOffered,
        ClientCommand.Auth => ClientFault.AuthenticationNotPossible,
        _ => ClientFault.Refused,
    };

    void Accepted(ClientCommand command, SmtpReply reply, bool isAll)
    {
        switch (command)
        {
            case ClientCommand.Hello:
                Offer = PeerOffer.Of(reply);
                greeted = true;
                break;
            case ClientCommand.StartTls when !isAll:
                GiveUp(ClientFault.OctetsBeforeTls, null);
                break;
            case ClientCommand.StartTls:
                greeted = false;
                Step(ClientStep.StartTls);
                break;
            case ClientCommand.Auth:
                FinishAuth();
                break;
            case ClientCommand.Rcpt:
                RecipientTaken();
                break;
            case ClientCommand.Content:
                ContentTaken(reply);
                break;
            case ClientCommand.Quit:
                Finish(new ClientEnd(ClientFault.None, reply, DeliveryStatus.Deferred));
                break;
        }
    }

    /// <summary>Says what comes next when no reply is awaited.</summary>
    void Proceed()
    {
        if (!greeted)
            Command(ClientCommand.Hello, $"{(options.Dialect == ClientDialect.Lmtp ? "LHLO" : "EHLO")} {options.HostName}\r\n");
        else if (!isSecure && options.Security == ClientSecurity.StartTls)
        {
            if (Offer.Has(SmtpExtensions.StartTls))
                Command(ClientCommand.StartTls, "STARTTLS\r\n");
            else
                GiveUp(ClientFault.TlsNotOffered, null);
        }
        else if (options.Credentials is not null && !authenticated)
            BeginAuth();
        else if (mustReset)
        {
            mustReset = false;
            Command(ClientCommand.Reset, "RSET\r\n");
        }
        else if (envelope is not null)
            ProceedTransaction();
        else if (quitting || transactions >= Offer.MaximumTransactions)
            Command(ClientCommand.Quit, "QUIT\r\n");
        else
            Step(ClientStep.Ready);
    }

    void Command(ClientCommand command, string line)
    {
        output.WriteText(line);
        outstanding.Enqueue(command);
        waits++;
    }

    void Step(ClientStep step)
    {
        pending = step;
        waits++;
    }

    void RequireStep(ClientStep step)
    {
        if (pending != step)
            throw new InvalidOperationException($"the session is not at {step}");
    }
}
