using System.Buffers;
using System.Net;
using Postern.Smtp.Server;
using Postern.Testing.Smtp;

namespace Postern.Smtp.Tests.Cases;

/// <summary>What sessions in memory are under.</summary>
interface IMemoryGate
{
    /// <summary>A session begins; <paramref name="key"/> names the key that TLS has shown, "none" without one.</summary>
    IMemoryPolicy Begin(SmtpServerSession session, IPAddress address, string key);

    /// <summary>A handshake failed before there was a session.</summary>
    void HandshakeFailed();
}

/// <summary>The policy of one session in memory.</summary>
interface IMemoryPolicy
{
    /// <summary>STARTTLS has succeeded and shown this key.</summary>
    string Key { set; }

    /// <summary>Takes the message's octets.</summary>
    IBufferWriter<byte> Content { get; }

    /// <summary>Answers a question.</summary>
    SmtpVerdict Decide(SmtpQuestion question);

    /// <summary>Hears what the session says.</summary>
    void Note(SmtpNotice notice);

    /// <summary>Octets of a message were written.</summary>
    void Wrote(long octets);

    /// <summary>The connection is over; may be said twice.</summary>
    void Closed();
}

/// <summary>A connection to a session in memory. Time is made up and passes only while the harness waits; TLS is a change of identity.</summary>
sealed class MemoryWire : ISmtpWire
{
    readonly IMemoryGate gate;
    readonly IPAddress address;
    readonly ArrayBufferWriter<byte> output = new();
    readonly SmtpServerOptions options;
    SmtpServerSession? session;
    IMemoryPolicy? policy;
    TimeSpan now;
    TimeSpan lastOctet;
    TimeSpan waitStart;
    int waitNumber = -1;
    bool handshake;
    bool closed;

    public MemoryWire(IMemoryGate gate, IPAddress address, SmtpServerOptions options, string? key, bool handshakeFirst)
    {
        (this.gate, this.address, this.options) = (gate, address, options);
        handshake = handshakeFirst;
        if (!handshakeFirst)
            Begin(key);
    }

    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> octets, bool raw)
    {
        if (closed)
            return ValueTask.FromResult(false);
        if (handshake)
        {
            // Not a ClientHello.
            session?.TlsFailed();
            gate.HandshakeFailed();
            closed = session is null;
            Pump(default);
        }
        else
        {
            lastOctet = now;
            Pump(octets);
        }
        return ValueTask.FromResult(true);
    }

    public ValueTask PauseAsync(TimeSpan time)
    {
        Pass(time);
        return ValueTask.CompletedTask;
    }

    public ValueTask<byte[]?> ReadAsync(TimeSpan patience)
    {
        if (output.WrittenCount == 0 && !closed)
            Pass(patience);
        byte[]? octets = output.WrittenCount > 0 ? output.WrittenSpan.ToArray() : closed ? [] : null;
        output.ResetWrittenCount();
        return ValueTask.FromResult(octets);
    }

    public ValueTask<bool> StartTlsAsync(SmtpCaseTls tls)
    {
        Assert.True(handshake, "no handshake is expected");
        handshake = false;
        if (tls.Maximum is "1.0" or "1.1")
        {
            session!.TlsFailed();
            Pump(default);
            return ValueTask.FromResult(false);
        }
        if (session is null)
            Begin(tls.Certificate);
        else
        {
            policy!.Key = tls.Certificate;
            session.TlsStarted();
            Pump(default);
        }
        return ValueTask.FromResult(true);
    }

    // Replies still come; the session sees the end once it has answered all.
    public ValueTask HalfCloseAsync() => ValueTask.CompletedTask;

    public ValueTask CloseAsync()
    {
        if (!closed && session is not null)
        {
            session.Interrupt(SmtpInterrupt.ConnectionLost);
            Pump(default);
        }
        closed = true;
        policy?.Closed();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => CloseAsync();

    void Begin(string? key)
    {
        session = new SmtpServerSession(options, key is null ? SmtpChannel.Clear : SmtpChannel.Tls);
        policy = gate.Begin(session, address, key ?? "none");
        Pump(default);
    }

    void Pump(ReadOnlyMemory<byte> octets)
    {
        var input = new ReadOnlySequence<byte>(octets);
        while (!closed)
        {
            var content = new CountingWriter(policy!.Content);
            var step = session!.Advance(ref input, output, content);
            policy.Wrote(content.Count);
            switch (step)
            {
                case SmtpStep.NeedVerdict:
                    session.Answer(policy.Decide(session.Question!));
                    continue;
                case SmtpStep.Notice:
                    policy.Note(session.Notice!);
                    continue;
                case SmtpStep.StartTls:
                    handshake = true;
                    break;
                case SmtpStep.Close:
                    closed = true;
                    policy.Closed();
                    break;
                case SmtpStep.NeedOctets:
                    Assert.True(input.IsEmpty);
                    break;
            }
            return;
        }
    }

    void Pass(TimeSpan time)
    {
        var until = now + time;
        while (!closed && session is not null && Deadline() is { } deadline && deadline <= until)
        {
            now = deadline;
            session.Interrupt(SmtpInterrupt.TimedOut);
            Pump(default);
        }
        now = until;
    }

    TimeSpan? Deadline()
    {
        var wait = session!.Wait;
        if (wait.Number != waitNumber)
            (waitNumber, waitStart) = (wait.Number, now);
        TimeSpan? whole = wait.Whole == Timeout.InfiniteTimeSpan ? null : waitStart + wait.Whole;
        TimeSpan? silence = wait.Silence == Timeout.InfiniteTimeSpan
            ? null
            : (lastOctet > waitStart ? lastOctet : waitStart) + wait.Silence;
        return whole is null || silence < whole ? silence ?? whole : whole;
    }
}

/// <summary>Counts what is written through it.</summary>
sealed class CountingWriter(IBufferWriter<byte> inner) : IBufferWriter<byte>
{
    public long Count { get; private set; }

    public void Advance(int count)
    {
        Count += count;
        inner.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);
}
