using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Postern.Gate.Configuration;
using Postern.Gate.Identity;

namespace Postern.Gate.Heartbeats;

/// <summary>When beats are sent.</summary>
static class HeartbeatTimes
{
    /// <summary>The interval of the beats to a peer: its own, or the gate's.</summary>
    public static TimeSpan IntervalFor(Peer peer, HeartbeatSettings settings) => peer.HeartbeatInterval ?? settings.Interval;

    /// <summary>Whether beats are sent to a peer.</summary>
    public static bool AreSentTo(Peer peer) => peer is { Heartbeats: true, TakesMail: true };

    /// <summary>Whether beats of a peer are expected.</summary>
    public static bool AreExpectedFrom(Peer peer) => peer is { Heartbeats: true, State: PeerState.Active, Direction: not PeerDirection.Send };

    /// <summary>When the next beat to a peer is due.</summary>
    /// <param name="settings">Clock and interval.</param>
    /// <param name="peer">The peer.</param>
    /// <param name="domain">Our domain: it and the peer's name shift the schedule, so that not all gates of the world beat at once.</param>
    /// <param name="last">When the last one was sent; null for none.</param>
    /// <param name="started">When the gate started.</param>
    public static DateTimeOffset Next(HeartbeatSettings settings, Peer peer, string domain, DateTimeOffset? last, DateTimeOffset started)
    {
        var interval = IntervalFor(peer, settings);
        if (settings.Clock == HeartbeatClock.Sleep)
            return last is { } sent && sent + interval > started ? sent + interval : started;
        var shift = Shift($"{domain} {peer.Name}", interval);
        // Behind the last beat by half an interval at least: a change of the interval is no reason for two at once.
        var from = last is { } before && before + interval / 2 > started ? before + interval / 2 : started;
        var beats = (from - DateTimeOffset.UnixEpoch - shift).Ticks / interval.Ticks + 1;
        return DateTimeOffset.UnixEpoch + shift + interval * beats;
    }

    // Whole seconds, evenly spread.
    static TimeSpan Shift(string text, TimeSpan interval)
    {
        var hash = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return TimeSpan.FromSeconds(hash % (ulong)(interval.Ticks / TimeSpan.TicksPerSecond));
    }
}
