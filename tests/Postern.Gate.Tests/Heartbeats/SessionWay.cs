using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Postern.Gate.Configuration;
using Postern.Gate.Delivery;
using Postern.Gate.Hosting;
using Postern.Gate.Outbound;
using Postern.Gate.Policy;
using Postern.Gate.Queue;
using Postern.Gate.Recording;
using Postern.Gate.Sessions;
using Postern.Smtp.Server;

namespace Postern.Gate.Tests.Heartbeats;

/// <summary>The way of mail between two simulated gates, both ends of it: routes, sessions, TLS with both keys, policy. Only the sockets are
/// pipes in memory.</summary>
sealed class SessionWay : IAsyncDisposable
{
    /// <summary>Longer than a session that has nothing to do is kept, shorter than that and its farewell.</summary>
    static readonly TimeSpan UntilClosed = TimeSpan.FromSeconds(2.5);

    readonly SimulatedGate gate;
    readonly ManualTime time;
    readonly IPAddress address;
    readonly GateServices services;
    readonly DiskThreads threads = new("disk", 1);
    readonly OutboundSessions sessions;
    int lastPort = 1024;

    public SessionWay(SimulatedGate gate, ManualTime time, string address)
    {
        (this.gate, this.time, this.address) = (gate, time, IPAddress.Parse(address));
        var host = gate.Circle.Value.Settings.HostName.Ascii;
        var recorder = new Recorder(gate.Ledger, NullLogger.Instance);
        var tls = ServerTls.Options(SomeCertificates.Of(gate.Name));
        services = new GateServices
        {
            Folder = new GateFolder(gate.Ledger.Path),
            Circle = gate.Circle,
            Ledger = gate.Ledger,
            Certificate = () => SomeCertificates.Of(gate.Name),
            Time = time,
            Policy = new GatePolicy(gate.Circle, StorageView.Boundless, time),
            Queue = gate.Queue,
            Recorder = recorder,
            Strangers = new StrangerCounter(recorder, host, time),
            Counters = new GateCounters(),
            Threads = threads,
            Tls = () => tls,
            Open = new OpenSessions(),
            Log = NullLogger.Instance,
        };
        var record = new OutboundRecord(gate.Ledger, host, gate.Queue.Numbers, time, NullLogger.Instance);
        sessions = new OutboundSessions(new Dialer(record, time, OpenAsync), record, new OutboundSelf(host, () => SomeCertificates.Context(gate.Name), ""), time);
        Agent = new PeerAgent(new Courier(sessions, gate.Alarms));
    }

    /// <summary>Delivers to the peer.</summary>
    public IDeliveryAgent Agent { get; }

    /// <summary>Lets as much time pass as the peer's open sessions with us need to come to their end.</summary>
    public async Task CloseIdleAsync()
    {
        if (gate.Peer?.Sessions is not { services.Open.Count: > 0 } far)
            return;
        time.Pass(UntilClosed);
        await far.services.Open.WhenEmptyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await sessions.DisposeAsync();
        services.Strangers.Dispose();
        await services.Recorder.DisposeAsync();
        threads.Dispose();
    }

    Task<Stream> OpenAsync(EndPoint place, CancellationToken cancellation)
    {
        if (gate.Peer?.Sessions is not { } far)
            throw new SocketException((int)SocketError.ConnectionRefused);
        var (there, back) = (new Pipe(), new Pipe());
        var connection = new DefaultConnectionContext
        {
            Transport = new PipePair(there.Reader, back.Writer),
            RemoteEndPoint = new IPEndPoint(address, ++lastPort),
            LocalEndPoint = place,
        };
        _ = Task.Run(async () =>
        {
            await SmtpConnection.ServeAsync(far.services, new ListenerSettings((IPEndPoint)place, SmtpService.Relay, SmtpChannel.Clear), connection);
            await back.Writer.CompleteAsync();
            await there.Reader.CompleteAsync();
        }, CancellationToken.None);
        return Task.FromResult<Stream>(new PipeEnd(back.Reader.AsStream(), there.Writer.AsStream()));
    }

    sealed record PipePair(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>One end of two pipes; closing it closes both.</summary>
    sealed class PipeEnd(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override void Flush() => output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            input.Dispose();
            output.Dispose();
            base.Dispose(disposing);
        }
    }
}
