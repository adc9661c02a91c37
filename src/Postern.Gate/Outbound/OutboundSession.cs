using System.Buffers;
using System.Net.Security;
using Postern.Smtp;
using Postern.Smtp.Client;

namespace Postern.Gate.Outbound;

/// <summary>Drives a client session over a connection: what <see cref="SmtpClientSession"/> asks for is done here, within its waits.</summary>
/// <remarks>Not thread-safe: one message at a time. Failures of the wire are outcomes, not exceptions.</remarks>
sealed class OutboundSession : IAsyncDisposable
{
    const int ReadOctets = 4096;
    const int WriteOctets = 32 << 10;
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    readonly OutboundWay way;
    readonly SmtpClientSession session;
    readonly SslStreamCertificateContext own;
    readonly OutboundRecord record;
    readonly TimeProvider time;
    readonly ArrayBufferWriter<byte> output = new();
    readonly byte[] buffer = new byte[ReadOctets];
    ReadOnlySequence<byte> unread;
    Stream connection;
    Task<int>? reading;
    Task recorded = Task.CompletedTask;
    ClientEnd? failedFirst;
    int waitNumber = -1;
    long waitStart;

    OutboundSession(OutboundWay way, SmtpClientOptions options, Stream connection, long number, SslStreamCertificateContext own, OutboundRecord record, TimeProvider time)
    {
        (this.way, this.connection, this.own, this.record, this.time) = (way, connection, own, record, time);
        Number = number;
        session = new SmtpClientSession(options);
    }

    /// <summary>Number of the session in the ledger.</summary>
    public long Number { get; }

    /// <summary>How it ended; null while it goes on.</summary>
    public ClientEnd? End => failedFirst ?? session.End;

    /// <summary>How TLS ended; null where there was none.</summary>
    public TlsEnd? Tls { get; private set; }

    /// <summary>What the far side announced.</summary>
    public PeerOffer Offer => session.Offer;

    /// <summary>Messages that were given to it.</summary>
    public int Messages { get; private set; }

    /// <summary>Whether anything came from the far side since the last message was given.</summary>
    public bool HeardOfMessage { get; private set; }

    /// <summary>Begins a session on a connection that is there: greeting, TLS, AUTH.</summary>
    /// <param name="way">Where it goes.</param>
    /// <param name="options">What holds for it.</param>
    /// <param name="dialed">Its number and the connection.</param>
    /// <param name="own">The certificate that we show.</param>
    /// <param name="record">Keeps how TLS ended.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The session; its <see cref="End"/> says whether it came to something.</returns>
    public static async Task<OutboundSession> BeginAsync(
        OutboundWay way, SmtpClientOptions options, (long Number, Stream Connection) dialed, SslStreamCertificateContext own,
        OutboundRecord record, TimeProvider time, CancellationToken cancellation)
    {
        var begun = new OutboundSession(way, options, dialed.Connection, dialed.Number, own, record, time);
        // The machine begins inside TLS, so a handshake that fails is none of its affair.
        if (way.Security == ClientSecurity.Implicit && !await begun.SecureAsync(options.HandshakeTimeout, cancellation))
            begun.failedFirst ??= begun.session.End ?? new ClientEnd(ClientFault.TlsFailed, null, DeliveryStatus.Deferred);
        await begun.IsReadyAsync(cancellation);
        return begun;
    }

    /// <summary>Whether it can take a message; false when it is over.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation) =>
        End is null && await AdvanceAsync(cancellation) == ClientStep.Ready;

    /// <summary>Whether the far side has said something, or left, since the last message: then it can take none.</summary>
    public bool HasSpoken
    {
        get
        {
            reading ??= StartReading();
            return reading.IsCompleted;
        }
    }

    /// <summary>Sends a message; the session must be ready.</summary>
    /// <param name="envelope">At most <see cref="PeerOffer.MaximumRecipients"/> recipients.</param>
    /// <param name="content">Its octets, exactly as many as the envelope says; may fail with <see cref="IOException"/>.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <returns>What became of it for each recipient, in the envelope's order.</returns>
    public async Task<IReadOnlyList<RecipientOutcome>> SendAsync(OutboundEnvelope envelope, IEnumerable<ReadOnlyMemory<byte>> content, CancellationToken cancellation)
    {
        Messages++;
        HeardOfMessage = false;
        session.Send(envelope);
        if (await AdvanceAsync(cancellation) == ClientStep.NeedContent)
        {
            await WriteContentAsync(content, cancellation);
            await AdvanceAsync(cancellation);
        }
        return session.Outcomes;
    }

    /// <summary>Says QUIT, and waits a moment for the answer: nothing depends on it.</summary>
    public async Task QuitAsync()
    {
        using var moment = new CancellationTokenSource(Farewell, time);
        if (!await IsReadyAsync(moment.Token))
            return;
        session.Quit();
        await AdvanceAsync(moment.Token);
    }

    /// <summary>Drops the connection; returns when what is recorded of it is durable.</summary>
    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        if (reading is not null)
            await reading.ContinueWith(t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await recorded;
    }

    /// <summary>Goes on until there is something to be done that only the caller can do.</summary>
    async Task<ClientStep> AdvanceAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var step = session.Advance(ref unread, output);
            await FlushAsync(isLast: step == ClientStep.Close, cancellation);
            if (step == ClientStep.NeedOctets)
                await ReadAsync(cancellation);
            else if (step == ClientStep.StartTls)
                await StartTlsAsync(cancellation);
            else
                return session.End is null ? step : ClientStep.Close;
        }
    }

    async Task ReadAsync(CancellationToken cancellation)
    {
        if (session.End is not null)
            return;
        reading ??= StartReading();
        if (await WithinAsync(reading, cancellation))
            TakeRead();
    }

    Task<int> StartReading() => connection.ReadAsync(buffer).AsTask();

    void TakeRead()
    {
        var count = reading!.IsCompletedSuccessfully ? reading.Result : 0;
        _ = reading.Exception;
        reading = null;
        if (count == 0)
            session.Interrupt(SmtpInterrupt.ConnectionLost);
        else
            (HeardOfMessage, unread) = (true, new ReadOnlySequence<byte>(buffer, 0, count));
    }

    async Task StartTlsAsync(CancellationToken cancellation)
    {
        // What came in clear behind the reply to STARTTLS must not be taken for something that was said inside TLS.
        if (!unread.IsEmpty)
            session.TlsFailed();
        else if (await SecureAsync(session.Wait.Whole, cancellation))
            session.TlsStarted();
        else if (session.End is null)
            session.TlsFailed();
    }

    async Task<bool> SecureAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            (var stream, Tls) = await PinnedTls.ConnectAsync(connection, own, way.Pins, either.Token);
            connection = stream ?? connection;
        }
        catch (OperationCanceledException)
        {
            Tls = new TlsEnd(null, System.Security.Authentication.SslProtocols.None, "no end of the handshake in time");
            session.Interrupt(cancellation.IsCancellationRequested ? SmtpInterrupt.ConnectionLost : SmtpInterrupt.TimedOut);
        }
        recorded = record.TlsAsync(Number, way, Tls);
        return Tls.Fault is null;
    }

    async Task WriteContentAsync(IEnumerable<ReadOnlyMemory<byte>> content, CancellationToken cancellation)
    {
        try
        {
            foreach (var piece in content)
            {
                for (var at = 0; at < piece.Length && session.End is null; at += WriteOctets)
                {
                    if (session.WriteContent(piece.Span.Slice(at, Math.Min(WriteOctets, piece.Length - at)), output))
                        await FlushContentAsync(cancellation);
                }
            }
            if (session.End is null)
                session.EndContent(output);
        }
        catch (IOException)
        {
            // Our own disk: the message is broken off as if the wire had been.
            session.Interrupt(SmtpInterrupt.ConnectionLost);
        }
        // A message that is broken off must not look complete: nothing of what is left goes out.
        if (session.End is not null)
            output.ResetWrittenCount();
    }

    /// <summary>Sends content while listening: the far side may say that it wants no more, or that it leaves, and stop reading.</summary>
    async Task FlushContentAsync(CancellationToken cancellation)
    {
        var writing = WriteAsync();
        while (session.End is null)
        {
            reading ??= StartReading();
            if (!writing.IsCompleted && !await WithinAsync(Task.WhenAny(writing, reading), cancellation))
                break;
            if (reading.IsCompleted)
                HearEarly();
            else if (writing.IsCompletedSuccessfully)
                return;
            else if (writing.IsCompleted)
                session.Interrupt(SmtpInterrupt.ConnectionLost);
        }
    }

    void HearEarly()
    {
        TakeRead();
        if (session.End is null)
            session.Advance(ref unread, output);
    }

    async Task FlushAsync(bool isLast, CancellationToken cancellation)
    {
        if (output.WrittenCount == 0)
            return;
        if (failedFirst is not null || session.End is not null && !isLast)
        {
            output.ResetWrittenCount();
            return;
        }
        var writing = WriteAsync();
        if (isLast)
            // A farewell: if it does not go out at once, it need not.
            await Task.WhenAny(writing, Task.Delay(Farewell, time, cancellation));
        else if (await WithinAsync(writing, cancellation) && !writing.IsCompletedSuccessfully)
            session.Interrupt(SmtpInterrupt.ConnectionLost);
    }

    // Of octets of its own, because a write that is given up may still be under way.
    Task WriteAsync()
    {
        var octets = output.WrittenSpan.ToArray();
        output.ResetWrittenCount();
        var writing = Write();
        _ = writing.ContinueWith(t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return writing;

        async Task Write() => await connection.WriteAsync(octets);
    }

    /// <summary>Waits for something of the wire within the session's wait; false when the session was interrupted instead.</summary>
    async Task<bool> WithinAsync(Task something, CancellationToken cancellation)
    {
        if (something.IsCompleted)
            return true;
        var wait = session.Wait;
        if (wait.Number != waitNumber)
            (waitNumber, waitStart) = (wait.Number, time.GetTimestamp());
        var left = wait.Whole == Timeout.InfiniteTimeSpan ? wait.Silence : wait.Whole - time.GetElapsedTime(waitStart);
        if (left != Timeout.InfiniteTimeSpan && left < TimeSpan.Zero)
            left = TimeSpan.Zero;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ended = await Task.WhenAny(something, Task.Delay(left, time, over.Token));
        await over.CancelAsync();
        if (ended == something)
            return true;
        session.Interrupt(cancellation.IsCancellationRequested ? SmtpInterrupt.ConnectionLost : SmtpInterrupt.TimedOut);
        return false;
    }
}
