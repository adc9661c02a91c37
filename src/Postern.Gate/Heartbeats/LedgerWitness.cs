using System.Diagnostics.CodeAnalysis;
using Postern.Ledger.Sealing;

namespace Postern.Gate.Heartbeats;

/// <summary>Remembers what a peer's ledger looked like, and holds each new checkpoint against it: a ledger only grows. A peer that shows
/// two ledgers is found out when it is to prove the growth from what it was told that we have seen.</summary>
sealed class LedgerWitness
{
    /// <summary>States that are remembered.</summary>
    const int MostStates = 64;

    /// <summary>Checkpoints in a row without a proof that are waited for: the peer learns what we have seen with our next beat.</summary>
    const int MostUnproved = 3;

    readonly SortedDictionary<long, MerkleHash> states = [];
    string? key;
    long takenAfter;
    int unproved;

    /// <summary>The last state that was taken, to be told to the peer; null for none.</summary>
    public HeartbeatSeen? Seen => states.Count == 0 ? null : new HeartbeatSeen(states.Last().Key, states.Last().Value.ToString());

    /// <summary>Takes a checkpoint. It is to prove its growth from the last state that was taken, as soon as the peer has been told of that.</summary>
    /// <param name="shown">What the peer shows.</param>
    /// <param name="heard">Number of the last of our beats that the peer had when it showed that.</param>
    /// <param name="told">Number of the last beat that we have sent.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Take(HeartbeatLedger shown, long heard, long told)
    {
        if (!TryOpen(shown, out var verifier, out var checkpoint, out var fault))
            return fault;
        if (key is not null && key != shown.Key)
            return $"its ledger has another key than before ({verifier.Fingerprint.ToHex()}): it is another ledger";
        key = shown.Key;
        var (size, root) = (checkpoint.Size, checkpoint.Root);
        if (states.Count == 0)
            return Remember(size, root, told);
        var last = states.Last();
        if (states.TryGetValue(size, out var known) && (known != root || size == last.Key))
            return known == root ? null : $"its ledger had another root at {size:N0} entries before: it was rewritten";
        if (size < last.Key)
            return $"its ledger has {size:N0} entries and had {last.Key:N0}: it was cut, or another one was put in its place";
        if (shown.Growth is not { } growth || !states.TryGetValue(growth.From, out var from))
            return Unproved(last.Key, heard);
        var path = new MerkleHash[growth.Path.Count];
        for (var i = 0; i < path.Length; i++)
        {
            if (!MerkleHash.TryParse(growth.Path[i], out path[i]))
                return "the proof of its ledger's growth is not made of hashes";
        }
        if (!new ConsistencyProof(growth.From, size, path).Verify(from, root))
            return $"its ledger of {size:N0} entries does not begin with the {growth.From:N0} that it had: it was rewritten";
        // What grew from an older state need not have grown from the last one.
        return growth.From == last.Key ? Remember(size, root, told) : Unproved(last.Key, heard);
    }

    /// <summary>Takes what is shown for the beginning of its history, and forgets what was shown before.</summary>
    /// <param name="shown">What the peer shows.</param>
    /// <param name="told">Number of the last beat that we have sent.</param>
    public void Accept(HeartbeatLedger shown, long told)
    {
        if (!TryOpen(shown, out _, out var checkpoint, out _))
            return;
        states.Clear();
        key = shown.Key;
        Remember(checkpoint.Size, checkpoint.Root, told);
    }

    /// <summary>Reads what is shown; false, with the reason, when its own key has not signed it.</summary>
    public static bool TryOpen(
        HeartbeatLedger shown, [NotNullWhen(true)] out VerifierKey? verifier, [NotNullWhen(true)] out Checkpoint? checkpoint, out string fault)
    {
        checkpoint = null;
        if (!VerifierKey.TryParse(shown.Key, out verifier, out fault))
        {
            fault = $"the key of its ledger cannot be read: {fault}";
            return false;
        }
        if (!SignedCheckpoint.TryOpen(shown.Checkpoint, [verifier], out var signed, out _, out fault))
            return false;
        checkpoint = signed.Checkpoint;
        return true;
    }

    // A peer that beats more often than we do proves its growth from what it knows. That it knows no better is found by numbers of beats.
    string? Unproved(long last, long heard)
    {
        if (heard <= takenAfter)
            return null;
        return ++unproved > MostUnproved
            ? $"its ledger has not been shown to have grown from {last:N0} entries, in {unproved} beats"
            : null;
    }

    string? Remember(long size, MerkleHash root, long told)
    {
        states[size] = root;
        (unproved, takenAfter) = (0, told);
        if (states.Count > MostStates)
            states.Remove(states.First().Key);
        return null;
    }
}
