using Postern.Gate.Identity;
using Postern.Gate.Queue;
using Postern.Gate.Watch;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Gate.Heartbeats;

/// <summary>What the gate says of its own life in its beats.</summary>
/// <param name="State"><c>active</c>, <c>announced</c>, <c>draining</c>.</param>
/// <param name="RetiresAt">From when it takes no more mail; null when no end is announced.</param>
readonly record struct LifeNotice(string State, DateTimeOffset? RetiresAt);

/// <summary>Makes this gate's beats: what it says of itself and of its ledger.</summary>
/// <param name="queue">What waits for peers.</param>
/// <param name="ledger">The ledger that a beat shows a checkpoint of.</param>
/// <param name="circle">Who is who, now.</param>
/// <param name="alarms">Hears when a peer has seen another ledger than ours.</param>
/// <param name="life">Where the gate stands in its life, now.</param>
sealed class HeartbeatMaker(MailQueue queue, SqliteLedger ledger, CurrentCircle circle, AlarmBoard alarms, Func<LifeNotice> life)
{
    /// <summary>The key that comes next; null when none is named.</summary>
    public Func<HeartbeatOwnKey?> NextKey { get; set; } = static () => null;

    /// <summary>Makes the next beat for a peer, over a checkpoint that is signed for it.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="watch">What is known of its beats and of ours to it.</param>
    /// <param name="own">The key that signs.</param>
    /// <param name="now">The present instant.</param>
    public async Task<HeartbeatDocument> MakeAsync(Peer peer, PeerWatch watch, HeartbeatKey own, DateTimeOffset now)
    {
        var settings = circle.Value.Settings;
        var checkpoint = await ledger.SealAsync(CancellationToken.None);
        using var reader = ledger.OpenReader();
        var waiting = queue.List().Where(m => m.Purpose != MessagePurpose.Heartbeat && m.Recipients.Any(r => r.Destination == QueueDestination.Peer(peer.Name))).ToList();
        var (state, retiresAt) = life();
        var limits = peer.Limits;
        return new HeartbeatDocument(
            HeartbeatDocument.Name, settings.Domain.Ascii, peer.SenderDomains[0].Ascii, watch.Sent + 1, now,
            (long)HeartbeatTimes.IntervalFor(peer, settings.Heartbeats).TotalSeconds, watch.Received,
            new HeartbeatQueue(waiting.Count, waiting.Count == 0 ? 0 : Math.Max(0, (long)(now - waiting.Min(m => m.Received)).TotalSeconds)),
            KeysOf(own),
            new HeartbeatLimits(limits.MessageSize, limits.Recipients, limits.Connections, limits.MessagesPerMinute, limits.OctetsPerHour),
            state, retiresAt,
            new HeartbeatLedger($"{reader.Verifier}", checkpoint.Note, await GrowthAsync(peer, watch, reader, checkpoint.Size), watch.Seen));
    }

    /// <summary>What is wrong with what a beat says that its writer has seen of our ledger; null when nothing is, or it says nothing.</summary>
    public string? OwnFault(HeartbeatDocument beat)
    {
        if (beat.Ledger.Seen is not { } seen)
            return null;
        using var reader = ledger.OpenReader();
        return OwnFault(seen, new TreeReader(reader, reader.Size), reader.Size);
    }

    // A next key that has become the current one is none any more.
    List<HeartbeatOwnKey> KeysOf(HeartbeatKey own)
    {
        var current = new HeartbeatOwnKey("current", $"{own.Pin}", own.Until);
        return NextKey() is { } next && next.Pin != current.Pin ? [current, next] : [current];
    }

    async Task<HeartbeatGrowth?> GrowthAsync(Peer peer, PeerWatch watch, ILedgerReader reader, long size)
    {
        if (watch.Last?.Ledger.Seen is not { } seen)
            return null;
        var tree = new TreeReader(reader, reader.Size);
        if (OwnFault(seen, tree, size) is { } fault)
        {
            await alarms.RaiseAsync(HeartbeatService.PartyOf(peer), AlarmKind.Ledger, fault);
            return null;
        }
        return new HeartbeatGrowth(seen.Size, [.. tree.ProveConsistency(seen.Size, size).Path.Select(h => $"{h}")]);
    }

    /// <summary>What is wrong with what a peer has seen of our ledger; null when nothing is.</summary>
    static string? OwnFault(HeartbeatSeen seen, TreeReader tree, long size) =>
        seen.Size >= 0 && seen.Size <= size && $"{tree.Root(seen.Size)}" == seen.Root ? null
        : $"it has seen our ledger with {seen.Size:N0} entries, and ours is another: restored from a copy, or rewritten";
}
