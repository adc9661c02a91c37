using System.Buffers;
using Postern.Smtp.Commands;
using Postern.Smtp.Content;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Server;

/// <summary>The server's side of one SMTP session: octets in, replies and content out, questions to policy in between.</summary>
/// <remarks>
/// No input or output, no clock, no randomness: a driver feeds it and does what <see cref="Advance"/> says. Input may come in any
/// pieces and gives the same octets out. While a question is open nothing more is read, so that pipelined commands wait in the
/// driver's own bounded buffer. Not thread-safe.
/// <code>
/// while ((step = session.Advance(ref input, replies, content)) != SmtpStep.Close)
///     NeedOctets  → flush replies and content, read, within session.Wait
///     NeedVerdict → session.Answer(await policy(session.Question))
///     Notice      → record session.Notice
///     StartTls    → flush replies, handshake, session.TlsStarted() or TlsFailed()
/// </code>
/// </remarks>
public sealed partial class SmtpServerSession
{
    enum Phase { Command, AuthLine, Data, Chunk, Handshake, Closing }

    readonly SmtpServerOptions options;
    readonly LineBuffer line;
    readonly Queue<SmtpNotice> notices = new();
    SessionState state = SessionState.Opened;
    Phase phase = Phase.Command;
    SessionTerms terms = new();
    SmtpVerdict? verdict;
    SmtpVerb? verb;
    bool greeted;
    int errors;
    int waits;

    // Given for the time of one Advance.
    IBufferWriter<byte> replies = null!;
    IBufferWriter<byte> content = null!;

    /// <param name="options">What holds for the listener.</param>
    /// <param name="channel">How it begins: <see cref="SmtpChannel.Tls"/> where TLS is established already (RFC 8314 §3).</param>
    /// <exception cref="ArgumentException">A bound is less than the standards allow.</exception>
    public SmtpServerSession(SmtpServerOptions options, SmtpChannel channel)
    {
        if (options is not { MaximumCommandLine: >= 512, MaximumTextLine: >= 998, MinimumDataRate: >= 1 })
            throw new ArgumentException("a command line has at least 512 octets, a text line 998, and a rate is at least 1", nameof(options));
        this.options = options;
        line = new LineBuffer(options.MaximumDiscarded);
        Channel = channel;
        Ask(new OpenQuestion(channel));
    }

    /// <summary>What lies between client and server now.</summary>
    public SmtpChannel Channel { get; private set; }

    /// <summary>Whether AUTH has succeeded.</summary>
    public bool IsAuthenticated { get; private set; }

    /// <summary>The name given by the last EHLO or HELO that was accepted, inside TLS once TLS is there; else null.</summary>
    public string? HelloName { get; private set; }

    /// <summary>Whether EHLO, and not HELO, was last accepted.</summary>
    public bool IsExtended { get; private set; }

    /// <summary>The open question, when there is one.</summary>
    public SmtpQuestion? Question { get; private set; }

    /// <summary>The notice that the last step was about.</summary>
    public SmtpNotice? Notice { get; private set; }

    /// <summary>Goes on as far as possible.</summary>
    /// <param name="input">Octets that came; those that were read are cut off.</param>
    /// <param name="replies">Takes octets for the other side.</param>
    /// <param name="content">Takes octets of the message, dot-stuffing undone, never with a fault in what was written before.</param>
    public SmtpStep Advance(ref ReadOnlySequence<byte> input, IBufferWriter<byte> replies, IBufferWriter<byte> content)
    {
        this.replies = replies;
        this.content = content;
        while (true)
        {
            if (Question is not null && verdict is not null)
                ApplyVerdict();
            if (notices.TryDequeue(out var notice))
            {
                Notice = notice;
                return SmtpStep.Notice;
            }
            if (Question is not null)
                return SmtpStep.NeedVerdict;
            if (phase == Phase.Closing)
            {
                farewell?.WriteTo(replies);
                farewell = null;
                return SmtpStep.Close;
            }
            if (dismissal is not null && phase is (Phase.Command or Phase.AuthLine))
                SayGoodbye();
            else if (phase == Phase.Handshake)
            {
                DiscardClearText(ref input);
                if (notices.Count == 0)
                    return SmtpStep.StartTls;
            }
            else if (phase == Phase.Chunk && chunkLeft == 0)
                EndChunk();
            else if (input.IsEmpty)
                return SmtpStep.NeedOctets;
            else
                input = input.Slice(Read(input.FirstOctets()));
        }
    }

    /// <summary>Answers the open question.</summary>
    /// <exception cref="InvalidOperationException">No question is open, or it cannot be answered so.</exception>
    public void Answer(SmtpVerdict verdict)
    {
        if (Question is null || !Fits(Question, verdict))
            throw new InvalidOperationException($"{verdict} does not answer {Question?.ToString() ?? "nothing"}");
        this.verdict = verdict;
    }

    /// <summary>The TLS handshake has succeeded: everything known of the other side is forgotten (RFC 3207 §4.2).</summary>
    public void TlsStarted()
    {
        RequireHandshake();
        Channel = SmtpChannel.Tls;
        (HelloName, IsExtended, IsAuthenticated) = (null, false, false);
        (state, phase) = (SessionState.Opened, Phase.Command);
        terms = new SessionTerms();
        Ask(new OpenQuestion(Channel));
    }

    /// <summary>The TLS handshake has failed; nothing can be said any more.</summary>
    public void TlsFailed(string? ownerText = null)
    {
        RequireHandshake();
        notices.Enqueue(new RefusedNotice(SmtpRefusal.Of(RefusalReason.TlsFailed, ownerText), SmtpVerb.StartTls));
        Close(TransactionEnd.Closed);
    }

    /// <summary>What is waited for, and how long.</summary>
    public SmtpWait Wait
    {
        get
        {
            var never = Timeout.InfiniteTimeSpan;
            if (Question is not null)
                return new SmtpWait(SmtpWaitKind.Verdict, waits, never, never);
            return phase switch
            {
                Phase.Closing => new SmtpWait(SmtpWaitKind.Nothing, waits, never, never),
                Phase.Handshake => new SmtpWait(SmtpWaitKind.Handshake, waits, never, options.HandshakeTimeout),
                Phase.Data or Phase.Chunk => new SmtpWait(SmtpWaitKind.Content, waits, options.DataTimeout,
                    options.DataTimeout + TimeSpan.FromSeconds((double)received / options.MinimumDataRate)),
                _ when line.Octets > 0 => new SmtpWait(SmtpWaitKind.Line, waits, never, options.LineTimeout),
                _ => new SmtpWait(SmtpWaitKind.Command, waits, never, options.CommandTimeout),
            };
        }
    }

    int Read(ReadOnlySpan<byte> octets) => phase switch
    {
        Phase.Data => ReadData(octets),
        Phase.Chunk => ReadChunk(octets),
        _ => ReadLine(octets),
    };

    int ReadLine(ReadOnlySpan<byte> octets)
    {
        if (line.Octets == 0)
            waits++;
        var isLong = phase == Phase.AuthLine || line.BeginsWith("AUTH "u8, octets);
        var status = line.Read(octets, isLong ? options.MaximumAuthLine : options.MaximumCommandLine, out var used, out var text);
        if (status == LineStatus.Incomplete)
            return used;
        waits++;
        verb = phase == Phase.AuthLine ? SmtpVerb.Auth : null;
        if (status == LineStatus.Endless)
        {
            Refuse(RefusalReason.CommandTooLong);
            Close(TransactionEnd.Closed);
        }
        else if (phase == Phase.AuthLine)
            AuthLine(text, status == LineStatus.TooLong);
        else if (status == LineStatus.TooLong)
            Refuse(RefusalReason.CommandTooLong);
        else
            Command(text);
        return used;
    }

    void Ask(SmtpQuestion question)
    {
        Question = question;
        waits++;
    }

    void Reply(SmtpReply reply) => reply.WriteTo(replies);

    void Refuse(RefusalReason reason) => Refuse(SmtpRefusal.Of(reason));

    /// <summary>The one way to refuse: reply, notice, count, and close where the reply says so.</summary>
    void Refuse(SmtpRefusal refusal)
    {
        if (IsError(refusal.Reply.Code) && ++errors > options.MaximumErrors)
            refusal = SmtpRefusal.Of(RefusalReason.TooManyErrors, refusal.Reason.ToString());
        Reply(refusal.Reply);
        notices.Enqueue(new RefusedNotice(refusal, verb));
        if (refusal.Closes)
            Close(TransactionEnd.Closed);
    }

    // Errors of protocol; a refusal by policy is not the client's mistake.
    static bool IsError(int code) => code is >= 500 and <= 504 or 521 or 530 or 535 or 538 or 555;

    void RequireHandshake()
    {
        if (phase != Phase.Handshake)
            throw new InvalidOperationException("no TLS handshake was asked for");
    }

    // Octets behind STARTTLS are not the client's own, or not a client that keeps to the protocol: never executed inside TLS.
    void DiscardClearText(ref ReadOnlySequence<byte> input)
    {
        if (!input.IsEmpty)
            notices.Enqueue(new RefusedNotice(SmtpRefusal.Of(RefusalReason.OctetsBeforeTls), SmtpVerb.StartTls));
        input = input.Slice(input.End);
    }
}
