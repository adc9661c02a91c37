using System.Net;
using System.Net.Sockets;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.Extensions.Logging.Abstractions;
using Postern.Gate.Identity;
using Postern.Gate.Outbound;
using Postern.Gate.Queue;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Testing;

namespace Postern.Gate.Tests.Outbound;

public sealed class DialerTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("postern-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_dial_is_durable_in_the_ledger_before_it_happens()
    {
        await using var ledger = SqliteLedger.Open(Path.Combine(folder, "postern.db"), new LedgerOptions());
        var time = new ManualTime();
        var line = new WatchedLine(ledger);
        var dialer = new Dialer(new OutboundRecord(ledger, "mx.circle.test", new NumberSource(time), time, NullLogger.Instance), time, line.OpenAsync);
        var (session, connection, fault) = await dialer.DialAsync(Way(), CancellationToken.None);
        Assert.Null(connection);
        Assert.Equal("connection refused", fault);
        Assert.Equal([$"session out {session} mx.circle.test 127.0.0.3:2600 peer peer-b"], line.Seen);
    }

    [Fact]
    public async Task A_dial_that_cannot_be_recorded_does_not_happen()
    {
        var ledger = SqliteLedger.Open(Path.Combine(folder, "postern.db"), new LedgerOptions());
        var time = new ManualTime();
        var line = new WatchedLine(ledger);
        var dialer = new Dialer(new OutboundRecord(ledger, "mx.circle.test", new NumberSource(time), time, NullLogger.Instance), time, line.OpenAsync);
        await ledger.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => dialer.DialAsync(Way(), CancellationToken.None));
        Assert.Empty(line.Seen);
    }

    [Fact]
    public async Task A_connection_that_does_not_come_is_given_up_in_time()
    {
        await using var ledger = SqliteLedger.Open(Path.Combine(folder, "postern.db"), new LedgerOptions());
        var time = new ManualTime();
        var line = new WatchedLine(ledger) { Hangs = true };
        var dialer = new Dialer(new OutboundRecord(ledger, "mx.circle.test", new NumberSource(time), time, NullLogger.Instance), time, line.OpenAsync);
        var dial = dialer.DialAsync(Way(), CancellationToken.None);
        await line.Dialing.Task;
        time.Pass(TimeSpan.FromSeconds(29));
        Assert.False(dial.IsCompleted);
        time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("no connection within 30 s", (await dial).Fault);
    }

    // What the program can reach is in its metadata, whoever calls it.
    [Fact]
    public void Nothing_in_the_gate_can_ask_dns_or_open_a_connection_but_the_dialer()
    {
        using var file = new PEReader(File.OpenRead(typeof(Peer).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var types = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(t => $"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}").ToHashSet();
        Assert.Contains("System.Net.Sockets.Socket", types);
        Assert.Empty(types.Intersect(
        [
            "System.Net.Dns", "System.Net.DnsEndPoint", "System.Net.Sockets.TcpClient", "System.Net.Sockets.UdpClient", "System.Net.Http.HttpClient",
            "System.Net.WebClient", "System.Net.WebRequest", "System.Net.WebSockets.ClientWebSocket", "System.Net.NetworkInformation.Ping",
        ]));
        var sources = Directory.EnumerateFiles(Checkout.Path("src", "Postern.Gate"), "*.cs", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f) is var text && (text.Contains("new Socket(", StringComparison.Ordinal) || text.Contains("socket.Connect", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(["Dialer.cs"], sources.Select(Path.GetFileName));
    }

    static OutboundWay Way() =>
        OutboundWay.To(new Circle(SomeSettings.Read(SomeSettings.Circle())).Settings.Peers.Single(p => p.Name == "peer-b"))!;

    /// <summary>Sees what is durable when a socket would be opened, and refuses.</summary>
    sealed class WatchedLine(SqliteLedger ledger)
    {
        public List<string> Seen { get; } = [];

        public bool Hangs { get; init; }

        public TaskCompletionSource Dialing { get; } = new();

        public async Task<Stream> OpenAsync(EndPoint endPoint, CancellationToken cancellation)
        {
            using var reader = ledger.OpenReader();
            Seen.AddRange(reader.ReadEntries(0, reader.Size).Select(e =>
                string.Join(' ', [e.Entry.Kind.Word(), .. e.Entry.Values.Select(v => EntryValues.Text(v.Field, v.Value.Span))])));
            Dialing.SetResult();
            if (Hangs)
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
    }
}
