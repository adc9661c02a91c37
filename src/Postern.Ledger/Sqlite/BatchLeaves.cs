using System.Collections.Concurrent;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Leaf hashes of a batch of contacts, computed by other threads while the writer's thread inserts the rows.</summary>
sealed class BatchLeaves
{
    readonly ConcurrentBag<ContactLeaves> idle = [];

    /// <summary>Starts hashing.</summary>
    /// <param name="batch">Stays as it is until the task has ended.</param>
    /// <param name="first">Number of its first contact.</param>
    /// <param name="keys">Gives the key of each run; only asked before this returns.</param>
    /// <returns>A hash for each contact.</returns>
    public Task<MerkleHash[]> Start(ContactBatch batch, long first, SaltKeys keys)
    {
        List<Part> parts = [];
        for (var place = 0; place < batch.Count;)
        {
            var number = first + place;
            var end = (int)Math.Min(batch.Count, place + SaltKeys.RunLength - number % SaltKeys.RunLength);
            parts.Add(new Part(place, end, keys.Of(number)));
            place = end;
        }
        return Task.Run(() =>
        {
            var hashes = new MerkleHash[batch.Count];
            Parallel.ForEach(parts, part => Hash(batch, first, part, hashes));
            return hashes;
        });
    }

    void Hash(ContactBatch batch, long first, Part part, MerkleHash[] hashes)
    {
        if (!idle.TryTake(out var leaves))
            leaves = new ContactLeaves();
        leaves.Begin(part.Key, first + part.Start);
        for (var place = part.Start; place < part.End; place++)
        {
            var contact = batch[place];
            leaves.Add(contact.Time, contact.Kind, contact.Outcome, contact.File, contact.Aggregate,
                contact.Source, contact.Target, contact.Figures, contact.Detail);
        }
        leaves.Complete(hashes.AsSpan(part.Start, part.End - part.Start));
        idle.Add(leaves);
    }

    /// <summary>Contacts [Start, End) of the batch, which have one key.</summary>
    sealed record Part(int Start, int End, byte[] Key);
}
