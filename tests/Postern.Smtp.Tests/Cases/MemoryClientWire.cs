using System.Buffers;
using Postern.Smtp.Client;
using Postern.Testing.Smtp;

namespace Postern.Smtp.Tests.Cases;

/// <summary>A client session in memory, seen from the peer that it calls.</summary>
sealed class MemoryClientWire : ISmtpWire
{
    readonly ArrayBufferWriter<byte> output = new();
    readonly SmtpClientSession session;
    readonly byte[] message;
    OutboundEnvelope? envelope;
    bool secure;
    bool closed;

    public MemoryClientWire(SmtpClientOptions options, OutboundEnvelope envelope, byte[] message)
    {
        session = new SmtpClientSession(options);
        (this.envelope, this.message) = (envelope, message);
        Pump(default);
    }

    /// <summary>The session.</summary>
    public SmtpClientSession Session => session;

    /// <summary>All that was sent.</summary>
    public MemoryStream Sent { get; } = new();

    /// <summary>Whether anything of a message was sent in clear.</summary>
    public bool PlaintextLeak { get; private set; }

    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> octets, bool raw)
    {
        Pump(octets);
        return ValueTask.FromResult(!closed);
    }

    public ValueTask PauseAsync(TimeSpan time) => ValueTask.CompletedTask;

    public ValueTask<byte[]?> ReadAsync(TimeSpan patience)
    {
        byte[]? octets = output.WrittenCount > 0 ? output.WrittenSpan.ToArray() : closed ? [] : null;
        output.ResetWrittenCount();
        return ValueTask.FromResult(octets);
    }

    public ValueTask<bool> StartTlsAsync(SmtpCaseTls tls)
    {
        if (closed)
            return ValueTask.FromResult(false);
        secure = tls.Certificate == "peer-b";
        if (secure)
            session.TlsStarted();
        else
            session.TlsFailed();
        Pump(default);
        return ValueTask.FromResult(secure);
    }

    public ValueTask HalfCloseAsync() => ValueTask.CompletedTask;

    public ValueTask CloseAsync()
    {
        session.Interrupt(SmtpInterrupt.ConnectionLost);
        closed = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => CloseAsync();

    void Pump(ReadOnlyMemory<byte> octets)
    {
        var input = new ReadOnlySequence<byte>(octets);
        var before = output.WrittenCount;
        for (var step = session.Advance(ref input, output); !closed; step = session.Advance(ref input, output))
        {
            if (step == ClientStep.Ready && envelope is not null)
            {
                session.Send(envelope);
                envelope = null;
            }
            else if (step == ClientStep.Ready)
                session.Quit();
            else if (step == ClientStep.NeedContent)
            {
                Assert.True(session.WriteContent(message, output));
                Assert.True(session.EndContent(output));
            }
            else if (step != ClientStep.Settled)
            {
                closed = step == ClientStep.Close;
                break;
            }
        }
        Sent.Write(output.WrittenSpan[before..]);
        PlaintextLeak |= !secure && output.WrittenSpan.IndexOf("MAIL FROM"u8) >= 0;
    }
}
