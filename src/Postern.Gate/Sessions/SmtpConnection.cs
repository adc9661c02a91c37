using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Postern.Gate.Configuration;
using Postern.Gate.Hosting;
using Postern.Gate.Identity;
using Postern.Gate.Policy;
using Postern.Gate.Recording;
using Postern.Smtp;
using Postern.Smtp.Replies;
using Postern.Smtp.Server;

namespace Postern.Gate.Sessions;

/// <summary>Drives one <see cref="SmtpServerSession"/> over a connection: octets, time, TLS, questions, and what is recorded of it.</summary>
/// <remarks>One loop, one thread at a time. From outside a session is only ever woken (<see cref="Wake"/>); it looks itself what has
/// changed. Buffers are bounded by the transport's and the session's own bounds: while a question is out nothing more is read.</remarks>
sealed partial class SmtpConnection : IDisposable
{
    readonly GateServices services;
    readonly ListenerSettings listener;
    readonly ConnectionContext connection;
    readonly Caller caller;
    readonly SessionPolicy policy;
    readonly SessionJournal journal;
    readonly ContentSink content;
    readonly Deadline deadline;
    SmtpServerSession? session;
    PipeReader input;
    PipeWriter output;
    bool countsAsStranger;
    bool isReading;
    RefusalReason? withdrawn;
    volatile bool isWoken;
    volatile bool isFlushing;

    SmtpConnection(GateServices services, ListenerSettings listener, ConnectionContext connection, Caller caller)
    {
        (this.services, this.listener, this.connection, this.caller) = (services, listener, connection, caller);
        var settings = services.Policy.Circle.Value.Settings;
        policy = listener.Channel == SmtpChannel.Local
            ? SessionPolicy.ForProgram(services.Policy, caller.Account)
            : SessionPolicy.For(services.Policy, listener.Service, caller.Address);
        journal = new SessionJournal(
            services.Recorder, services.Strangers, services.Time, services.Queue.Numbers.Next(), settings.HostName.Ascii, caller);
        content = new ContentSink(services.Queue);
        deadline = new Deadline(services.Time, Interrupt);
        (input, output) = (connection.Transport.Input, connection.Transport.Output);
    }

    /// <summary>Serves a connection to its end.</summary>
    public static async Task ServeAsync(GateServices services, ListenerSettings listener, ConnectionContext connection)
    {
        var circle = services.Policy.Circle.Value;
        if (Caller.Of(connection) is not { } caller || services.Open.IsStopping)
            return;
        var isStranger = !circle.MayKnow(caller, listener);
        if (isStranger && !services.Open.TryAddStranger(caller.Address, circle.Settings.Limits.StrangerConnections))
        {
            services.Strangers.Count(caller.Address, "TooManyConnections");
            connection.Abort();
            return;
        }
        using var served = new SmtpConnection(services, listener, connection, caller) { countsAsStranger = isStranger };
        await served.RunAsync();
    }

    /// <summary>Lets the session look at what has changed. From any thread.</summary>
    public void Wake()
    {
        isWoken = true;
        Interrupt();
    }

    /// <summary>Drops the connection. From any thread.</summary>
    public void Abort() => connection.Abort();

    /// <summary>Ends its timer, and takes away what is spooled of a message that did not come to anything.</summary>
    public void Dispose()
    {
        deadline.Dispose();
        content.Dispose();
        tls?.Dispose();
    }

    async Task RunAsync()
    {
        services.Open.Add(this);
        services.Counters.Session();
        try
        {
            if (listener.Channel != SmtpChannel.Tls || await HandshakeAsync())
            {
                session = new SmtpServerSession(Options(), listener.Channel);
                await TalkAsync(session);
            }
        }
        catch (Exception problem) when (IsLoss(problem))
        {
            Lose();
        }
        catch (Exception problem)
        {
            SessionLog.Failed(services.Log, journal.Session, problem);
            Lose();
            connection.Abort();
        }
        finally
        {
            await EndAsync();
        }
    }

    async Task TalkAsync(SmtpServerSession session)
    {
        var octets = default(ReadOnlySequence<byte>);
        while (true)
        {
            switch (session.Advance(ref octets, output, content))
            {
                case SmtpStep.NeedVerdict:
                    session.Answer(await DecideAsync(session.Question!));
                    break;
                case SmtpStep.Notice:
                    Note(session.Notice!);
                    break;
                case SmtpStep.NeedOctets:
                    Consume(octets);
                    content.Settle();
                    await FlushAsync();
                    await services.Recorder.WhenThereIsRoomAsync();
                    octets = await ReadAsync(session);
                    break;
                case SmtpStep.StartTls:
                    await FlushAsync();
                    // The session has thrown away what was sent in clear behind the command.
                    Consume(octets);
                    octets = default;
                    if (await HandshakeAsync())
                        session.TlsStarted();
                    else
                        session.TlsFailed(handshakeProblem);
                    break;
                case SmtpStep.Close:
                    await FlushAsync();
                    return;
            }
        }
    }

    /// <summary>Waits for octets, at most as long as the session's wait allows; what comes from outside is told to the session.</summary>
    async ValueTask<ReadOnlySequence<byte>> ReadAsync(SmtpServerSession session)
    {
        while (true)
        {
            if (LookAround(session))
                return default;
            // Whoever was removed hears it at his next command, and when none comes soon, without one.
            if (withdrawn is null)
                deadline.Await(session.Wait);
            else
                deadline.Await(Farewell);
            ReadResult result;
            try
            {
                result = await input.ReadAsync();
                isReading = true;
            }
            catch (Exception problem) when (IsLoss(problem))
            {
                session.Interrupt(SmtpInterrupt.ConnectionLost);
                return default;
            }
            if (!result.Buffer.IsEmpty)
            {
                deadline.OctetsCame();
                return result.Buffer;
            }
            Consume(result.Buffer);
            if (result.IsCompleted)
            {
                session.Interrupt(SmtpInterrupt.ConnectionLost);
                return default;
            }
        }
    }

    void Consume(ReadOnlySequence<byte> octets)
    {
        if (isReading)
            input.AdvanceTo(octets.End);
        isReading = false;
    }

    // Whether the session was told something, so that it goes on without octets.
    bool LookAround(SmtpServerSession session)
    {
        if (deadline.HasPassed)
        {
            if (withdrawn is { } reason)
                session.Dismiss(reason);
            else
                session.Interrupt(SmtpInterrupt.TimedOut);
            return true;
        }
        if (!isWoken)
            return false;
        isWoken = false;
        if (services.Open.IsStopping)
        {
            session.Interrupt(SmtpInterrupt.ShuttingDown);
            return true;
        }
        withdrawn ??= policy.Withdrawn();
        return false;
    }

    async ValueTask FlushAsync()
    {
        if (output.UnflushedBytes == 0)
            return;
        // Who does not read what he is told is waited for as long as for a command.
        deadline.Await(services.Policy.Circle.Value.Settings.Limits.CommandTimeout);
        isFlushing = true;
        var result = await output.FlushAsync();
        isFlushing = false;
        if (result.IsCompleted || result.IsCanceled && deadline.HasPassed)
            throw new ConnectionAbortedException("the replies are not read");
    }

    void Interrupt()
    {
        input.CancelPendingRead();
        // Cancelling is remembered: it would hit the next flush when there is none now.
        if (isFlushing && deadline.HasPassed)
            output.CancelPendingFlush();
    }

    // The session hears of it where it can, so that what was kept for the transaction goes.
    void Lose()
    {
        if (session is null || session.Question is MessageQuestion)
            return;
        session.Interrupt(SmtpInterrupt.ConnectionLost);
        var none = default(ReadOnlySequence<byte>);
        var nowhere = new ArrayBufferWriter<byte>();
        while (session.Advance(ref none, nowhere, nowhere) == SmtpStep.Notice)
            Note(session.Notice!);
    }

    async Task EndAsync()
    {
        try
        {
            await CloseTlsAsync();
            Dispose();
            policy.Closed();
            journal.Closed();
        }
        catch (Exception problem)
        {
            SessionLog.Failed(services.Log, journal.Session, problem);
        }
        finally
        {
            if (countsAsStranger)
                services.Open.RemoveStranger(caller.Address);
            services.Open.Remove(this);
        }
    }

    SmtpServerOptions Options()
    {
        var settings = services.Policy.Circle.Value.Settings;
        var limits = settings.Limits;
        return new SmtpServerOptions
        {
            HostName = settings.HostName.Ascii,
            Service = listener.Service,
            MaximumErrors = limits.Errors,
            CommandTimeout = limits.CommandTimeout,
            LineTimeout = limits.CommandTimeout < LongestLine ? limits.CommandTimeout : LongestLine,
            HandshakeTimeout = limits.HandshakeTimeout,
            DataTimeout = limits.DataTimeout,
            MinimumDataRate = limits.MinimumDataRate,
        };
    }

    // Longer than a round trip and a pause for thought, shorter than anybody would want a removed peer to stay.
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    // RFC 5321 §4.5.3.2 gives minutes for a command and its reply; the octets of one line come together.
    static readonly TimeSpan LongestLine = TimeSpan.FromMinutes(1);

    static bool IsLoss(Exception problem) => problem is IOException or OperationCanceledException or ObjectDisposedException;
}
