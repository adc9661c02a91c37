using System.Net;
using System.Net.Sockets;
using System.Text;
using Postern.Gate.Tests.Sessions;
using Postern.Ledger.Sealing;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Hosting;

/// <summary>Many connections at once that want nothing good, or nothing at all: a peer's mail is taken while all of them are there.</summary>
public sealed class CrowdTests
{
    const int SlowStrangers = 48;
    const int SlowCommands = 12;
    const int SlowMessages = 12;
    const int Idle = 100;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flood_of_strangers_is_counted_exactly_and_keeps_no_peer_waiting()
    {
        await using var house = new GateHouse("stranger-connections: 8");
        await house.StartAsync();
        List<SocketWire> strangers = [];
        for (var i = 0; i < 120; i++)
        {
            try
            {
                strangers.Add(await SocketWire.ConnectAsync($"127.0.{i % 4 + 1}.66", house.Clear));
            }
            catch (SocketException)
            {
                // Turned away before we knew that we were connected; the gate has counted it.
            }
        }
        await using (var peer = await LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), house.Secure, SomeCertificates.Of("peer-a")!, Cancellation))
            await peer.SendAsync("m@peer-a.test", "alice@circle.test", "Subject: t\r\n\r\nbody\r\n", Cancellation);
        var greeted = 0;
        foreach (var stranger in strangers)
        {
            greeted += await stranger.ReadAsync(Patience) is { Length: > 0 } ? 1 : 0;
            await stranger.DisposeAsync();
        }
        Assert.InRange(greeted, 1, 120);
        await house.Server.Open.WhenEmptyAsync();
        await house.StopAsync();
        var counted = house.Entries().Where(e => e.Entry.Kind == EntryKind.Strangers).Select(e => e.Entry).ToList();
        Assert.Equal(120, counted.Sum(e => int.Parse(GateHouse.Text_(e, EntryField.Count))));
        Assert.Equal(["127.0.1.0/24", "127.0.2.0/24", "127.0.3.0/24", "127.0.4.0/24"], counted.Select(e => GateHouse.Text_(e, EntryField.Source)).Distinct().Order());
        Assert.Single(house.Mail());
    }

    [Fact]
    public async Task Slow_writers_are_cut_off_however_often_they_write_and_keep_no_peer_waiting()
    {
        var time = new ManualTime();
        await using var house = new GateHouse("stranger-connections: 200", "connections: 50") { Time = time };
        await house.StartAsync();
        List<SocketWire> slow = [];
        for (var i = 0; i < SlowStrangers; i++)
            slow.Add(await SocketWire.ConnectAsync($"127.0.{i % 4 + 1}.66", house.Clear));
        for (var i = 0; i < SlowCommands + SlowMessages; i++)
            slow.Add(await SlowPeerAsync(house, isMessage: i < SlowMessages));
        await using var peer = await PeerAsync(house);
        await WhenOpenAsync(house, SlowStrangers + SlowCommands + SlowMessages + 1);

        // A line has a minute, a message three and as long as its octets take; that octets come changes nothing.
        await WriteSlowlyAsync(seconds: 50);
        Assert.Equal(SlowStrangers + SlowCommands + SlowMessages + 1, house.Server.Open.Count);
        await WriteSlowlyAsync(seconds: 70);
        await WhenOpenAsync(house, SlowMessages + 1);
        await WriteSlowlyAsync(seconds: 50);
        Assert.Equal(SlowMessages + 1, house.Server.Open.Count);
        await WriteSlowlyAsync(seconds: 20);
        await WhenOpenAsync(house, 1);
        foreach (var wire in slow)
        {
            Assert.Contains("\r\n421 4.4.2 ", await RestAsync(wire));
            await wire.DisposeAsync();
        }
        await house.Server.Runner.WhenIdleAsync();
        Assert.Equal(19, house.Mail().Count);

        // An octet of each in ten seconds, and a message of the peer's.
        async Task WriteSlowlyAsync(int seconds)
        {
            for (var passed = 0; passed < seconds; passed += 10)
            {
                foreach (var wire in slow)
                    await wire.SendAsync("x"u8.ToArray(), raw: false);
                await SendAsync(peer, "peer-b");
                time.Pass(TimeSpan.FromSeconds(10));
            }
        }
    }

    [Fact]
    public async Task A_peer_s_mail_is_taken_while_a_hundred_sessions_are_idle_inside_tls_that_send_theirs_afterwards()
    {
        await using var house = new GateHouse($"connections: {Idle}");
        await house.StartAsync();
        var idle = await Task.WhenAll(Enumerable.Range(0, Idle).Select(_ => PeerAsync(house, "127.0.0.2", "peer-a")));
        await using (var peer = await PeerAsync(house))
        {
            Assert.Equal(Idle + 1, house.Server.Open.Count);
            await SendAsync(peer, "peer-b");
        }
        foreach (var session in idle)
        {
            await SendAsync(session, "peer-a");
            await session.DisposeAsync();
        }
        await house.Server.Open.WhenEmptyAsync();
        await house.Server.Runner.WhenIdleAsync();
        Assert.Equal(Idle + 1, house.Mail().Count);
    }

    // Inside TLS, within a command or within a message.
    static async Task<SocketWire> SlowPeerAsync(GateHouse house, bool isMessage)
    {
        var wire = await SocketWire.ConnectAsync("127.0.0.2", house.Secure);
        Assert.True(await wire.StartTlsAsync(new SmtpCaseTls("peer-a", null, MaySucceed: true, MayFail: false)));
        await wire.SendAsync("EHLO peer-a.test\r\n"u8.ToArray(), raw: false);
        await HearAsync(wire, "\r\n250 ");
        if (isMessage)
        {
            await wire.SendAsync("MAIL FROM:<m@peer-a.test>\r\nRCPT TO:<alice@circle.test>\r\nDATA\r\n"u8.ToArray(), raw: false);
            await HearAsync(wire, "\r\n354 ");
        }
        return wire;
    }

    static async Task HearAsync(SocketWire wire, string wanted)
    {
        for (var heard = ""; !heard.Contains(wanted, StringComparison.Ordinal);)
            heard += Encoding.ASCII.GetString(await wire.ReadAsync(Patience) is { Length: > 0 } octets ? octets : throw new IOException($"{wanted} did not come"));
    }

    // All that is still to be heard, up to the end.
    static async Task<string> RestAsync(SocketWire wire)
    {
        var heard = "\r\n";
        while (await wire.ReadAsync(Patience) is { Length: > 0 } octets)
            heard += Encoding.ASCII.GetString(octets);
        return heard;
    }

    static async Task WhenOpenAsync(GateHouse house, int count)
    {
        while (house.Server.Open.Count != count)
            await Task.Delay(10, Cancellation);
    }

    static Task<LoadSession> PeerAsync(GateHouse house, string address = "127.0.0.3", string name = "peer-b") =>
        LoadSession.OpenAsync(IPAddress.Parse(address), house.Secure, SomeCertificates.Of(name)!, Cancellation);

    static Task<string> SendAsync(LoadSession session, string peer) =>
        session.SendAsync($"m@{peer}.test", "alice@circle.test", "Subject: t\r\n\r\nbody\r\n", Cancellation);
}
