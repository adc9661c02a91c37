using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Gate.Watch;

namespace Postern.Gate.Heartbeats;

/// <summary>How it stands with a peer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Where it stands in its life: <c>active</c>, <c>draining</c>, <c>retired</c>.</param>
/// <param name="Heartbeats">Whether beats are exchanged.</param>
/// <param name="Sent">Number of the last beat that we sent; 0 for none.</param>
/// <param name="SentAt">When.</param>
/// <param name="Received">Number of the last beat that came; 0 for none.</param>
/// <param name="ReceivedAt">When.</param>
/// <param name="Missed">Beats that were missed since.</param>
/// <param name="DelaySeconds">Arrival less stated time, of the last beat.</param>
/// <param name="Waiting">Messages that wait there for us.</param>
/// <param name="RetiresAt">From when it takes no more mail, as it says.</param>
/// <param name="LedgerSize">Entries of its ledger, as it has shown.</param>
/// <param name="Alarms">What is wrong.</param>
sealed record PeerStatus(
    string Name, string State, bool Heartbeats, long Sent, DateTimeOffset? SentAt, long Received, DateTimeOffset? ReceivedAt, int Missed,
    double? DelaySeconds, int? Waiting, DateTimeOffset? RetiresAt, long? LedgerSize, IReadOnlyList<PeerAlarm> Alarms)
{
    /// <summary>The status of each peer of the settings, in their order.</summary>
    public static IReadOnlyList<PeerStatus> Of(GateSettings settings, Func<string, PeerWatch?> watchOf, IReadOnlyList<Alarm> alarms) =>
        [.. settings.Peers.Select(p => Of(p, watchOf($"peer {p.Name}"), [.. alarms.Where(a => a.Party == $"peer {p.Name}")]))];

    static PeerStatus Of(Peer peer, PeerWatch? watch, IReadOnlyList<Alarm> alarms) => new(
        peer.Name, peer.State.ToString().ToLowerInvariant(), HeartbeatTimes.AreExpectedFrom(peer) || HeartbeatTimes.AreSentTo(peer),
        watch?.Sent ?? 0, watch?.SentAt, watch?.Received ?? 0, watch?.ReceivedAt, watch?.Missed ?? 0, watch?.Delay?.TotalSeconds,
        watch?.Last?.Queue.Messages, watch?.Last?.RetiresAt, watch?.Seen?.Size,
        [.. alarms.Select(a => new PeerAlarm(a.Kind.Word(), a.Since, a.Text))]);
}

/// <summary>An alarm about a peer.</summary>
/// <param name="Kind">Its word.</param>
/// <param name="Since">Since when.</param>
/// <param name="Text">What is wrong.</param>
sealed record PeerAlarm(string Kind, DateTimeOffset Since, string Text);
