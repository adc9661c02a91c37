using Postern.Contacts;
using Postern.Gate.Watch;
using Postern.Ledger;
using Postern.Ledger.Sealing;

namespace Postern.Gate.Heartbeats;

/// <summary>What a peer shows as its ledger while an alarm about that stands, for the owner to accept or not.</summary>
/// <param name="Peer">The peer's name.</param>
/// <param name="Since">Since when the alarm stands.</param>
/// <param name="Problem">What the alarm says.</param>
/// <param name="Origin">The name of the ledger that is shown.</param>
/// <param name="Size">Its entries.</param>
/// <param name="Root">Root of the tree over them, Base64.</param>
/// <param name="Key">SHA-256 of the key that signs it, in hexadecimal.</param>
/// <param name="ShownAt">When the beat that shows it came.</param>
/// <param name="Before">The last state that was taken; null for none.</param>
sealed record ShownLedger(
    string Peer, DateTimeOffset Since, string Problem, string Origin, long Size, string Root, string Key, DateTimeOffset ShownAt, HeartbeatSeen? Before);

/// <summary>The owner's word that a peer's new ledger is a good one: a new machine, a lost disk. From then on its history begins there
/// (docs/heartbeats.md).</summary>
static class LedgerAcceptance
{
    /// <summary>The act in the ledger.</summary>
    public const string Act = "accept-ledger";

    /// <summary>What there is to accept; null when nothing is.</summary>
    /// <param name="peer">The peer's name.</param>
    /// <param name="watch">What is known of it; null for nothing.</param>
    /// <param name="alarms">The alarms that stand.</param>
    /// <param name="problem">Why there is nothing.</param>
    public static ShownLedger? Look(string peer, PeerWatch? watch, IReadOnlyList<Alarm> alarms, out string problem)
    {
        problem = "";
        var alarm = alarms.FirstOrDefault(a => a.Party == $"peer {peer}" && a.Kind == AlarmKind.Ledger);
        if (alarm is null)
            problem = $"no alarm about the ledger of {peer} stands; there is nothing to accept";
        else if (watch is not { Last.Ledger: { } shown, ReceivedAt: { } at })
            problem = $"no beat of {peer} is known that shows a ledger";
        else if (!LedgerWitness.TryOpen(shown, out var key, out var checkpoint, out var fault))
            problem = $"what {peer} shows cannot be accepted: {fault}";
        else if (watch.Seen is { } seen && seen.Size == checkpoint.Size && seen.Root == $"{checkpoint.Root}")
            problem = $"the ledger of {peer} is the one that it had; the alarm is about ours, and its owner accepts that: {alarm.Text}";
        else
            return new ShownLedger(peer, alarm.Since, alarm.Text, checkpoint.Origin, checkpoint.Size, $"{checkpoint.Root}", key.Fingerprint.ToHex(), at, watch.Seen);
        return null;
    }

    /// <summary>Accepts it: in the ledger first, then the alarm is over.</summary>
    /// <param name="peer">The peer's name.</param>
    /// <param name="watch">What is known of it; null for nothing.</param>
    /// <param name="seen">What the owner has seen and accepts.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="alarms">The alarms.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="now">When.</param>
    /// <returns>What was accepted; null, with the reason, when that is not what is shown.</returns>
    public static async Task<(ShownLedger? Shown, string Problem)> AcceptAsync(
        string peer, PeerWatch? watch, (long Size, string Root) seen, ILedger ledger, AlarmBoard alarms, string by, DateTimeOffset now)
    {
        if (Look(peer, watch, alarms.Standing, out var problem) is not { } shown)
            return (null, problem);
        if ((shown.Size, shown.Root) != seen)
            return (null, $"{peer} shows {shown.Size:N0} entries with the root {shown.Root} now, and not what is to be accepted; look again");
        var act = new PlainEntry(EntryKind.AdministrativeAct, UnixTime.From(now))
            .Add(EntryField.Act, Act)
            .Add(EntryField.Operator, by)
            .Add(EntryField.Peer, $"peer {peer}")
            .Add(EntryField.Checkpoint, watch!.Last!.Ledger.Checkpoint)
            .Add(EntryField.Kept, shown.Problem);
        await ledger.AppendAsync([act], CancellationToken.None);
        watch.AcceptLedger();
        await alarms.ClearAsync($"peer {peer}", AlarmKind.Ledger);
        return (shown, "");
    }
}
