using System.Net;
using System.Reflection;
using Postern.Gate.Configuration;
using Postern.Gate.Hosting;
using Postern.Gate.Identity;

namespace Postern.Gate.Tests.Hosting;

/// <summary>What a change of the settings is recorded as.</summary>
public sealed class SettingsChangeTests
{
    static readonly GateSettings Settings = SomeSettings.Read(SomeSettings.Circle());
    static readonly Peer Known = Settings.Peers.First(p => p.Name == "peer-b");

    /// <summary>For each setting of a peer another value.</summary>
    static readonly Dictionary<string, Peer> Changes = new(StringComparer.Ordinal)
    {
        [nameof(Peer.Name)] = Known with { Name = "peer-z" },
        [nameof(Peer.State)] = Known with { State = PeerState.Draining },
        [nameof(Peer.Addresses)] = Known with { Addresses = [.. Known.Addresses, Settings.Peers[0].Addresses[0]] },
        [nameof(Peer.Pins)] = Known with { Pins = Settings.Peers[0].Pins },
        [nameof(Peer.Credentials)] = Known with { Credentials = Settings.Peers.First(p => p.Credentials is not null).Credentials },
        [nameof(Peer.SenderDomains)] = Known with { SenderDomains = [] },
        [nameof(Peer.Author)] = Known with { Author = Known.Author == default ? Known.Author + 1 : default },
        [nameof(Peer.Recipients)] = Known with { Recipients = ["alice"] },
        [nameof(Peer.Limits)] = Known with { Limits = Known.Limits with { Recipients = 7 } },
        [nameof(Peer.Hours)] = Known with { Hours = new WeeklyHours(TimeZoneInfo.Utc, []) },
        [nameof(Peer.Direction)] = Known with { Direction = PeerDirection.Send },
        [nameof(Peer.Route)] = Known with { Route = Known.Route! with { Pins = [] } },
        [nameof(Peer.Heartbeats)] = Known with { Heartbeats = false },
        [nameof(Peer.HeartbeatInterval)] = Known with { HeartbeatInterval = TimeSpan.FromMinutes(7) },
    };

    public static TheoryData<string> Properties =>
        [.. typeof(Peer).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Properties))]
    public void Whatever_is_changed_of_a_peer_is_said(string property)
    {
        Assert.True(Changes.TryGetValue(property, out var changed), $"this test has no other value for {property}");
        var lines = SettingsChange.Lines(Settings, Settings with { Peers = [.. Settings.Peers.Select(p => p == Known ? changed! : p)] });
        Assert.Equal(property == nameof(Peer.Name) ? ["peer peer-b removed", "peer peer-z added"] : ["peer peer-b changed"], lines);
    }

    [Fact]
    public void Where_mail_is_delivered_is_said()
    {
        var lmtp = new OwnServer(null, new IPEndPoint(IPAddress.Loopback, 24));
        var relay = new OwnServer(Known.Route, null);
        Assert.Equal(["delivery changed"], SettingsChange.Lines(Settings, Settings with { OwnServer = lmtp }));
        Assert.Equal(["delivery changed"], SettingsChange.Lines(Settings with { OwnServer = relay }, Settings with { OwnServer = relay with { Relay = Known.Route! with { Pins = [] } } }));
        Assert.Empty(SettingsChange.Lines(Settings with { OwnServer = lmtp }, Settings with { OwnServer = new OwnServer(null, new IPEndPoint(IPAddress.Loopback, 24)) }));
    }
}
