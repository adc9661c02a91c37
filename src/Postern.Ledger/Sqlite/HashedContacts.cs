using System.Collections.Concurrent;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Leaf hashes of the contacts of a batch, made by other threads under the numbers that the contacts will have if nothing comes between.</summary>
sealed class HashedContacts
{
    readonly List<Piece> pieces = [];
    MerkleHash[] hashes = [];

    /// <summary>Number of the first contact for which they are right.</summary>
    public long First { get; private set; }

    /// <summary>Number of contacts.</summary>
    public int Count { get; private set; }

    /// <summary>Begins to hash.</summary>
    /// <param name="batch">The contacts; they stay as they are until <see cref="Wait"/>.</param>
    /// <param name="first">Number of the first.</param>
    /// <param name="keyOf">Gives the salt key of an entry; called before the method returns.</param>
    /// <param name="threads">Do it.</param>
    /// <param name="leaves">Rooms for those who hash.</param>
    public void Begin(ContactBatch batch, long first, Func<long, byte[]> keyOf, PreparingThreads threads, ConcurrentBag<ContactLeaves> leaves)
    {
        (First, Count) = (first, batch.Count);
        if (hashes.Length < Count)
            hashes = GC.AllocateUninitializedArray<MerkleHash>(Count);
        pieces.Clear();
        for (var start = 0; start < Count;)
        {
            // No longer than a run, whose key they share.
            var count = (int)Math.Min(Count - start, SaltKeys.RunLength - (first + start) % SaltKeys.RunLength);
            var piece = new Piece(start, count, keyOf(first + start));
            piece.Done = threads.Begin(() => Hash(batch, piece, leaves));
            pieces.Add(piece);
            start += count;
        }
    }

    /// <summary>Holds nothing.</summary>
    public void Clear()
    {
        Count = 0;
        pieces.Clear();
    }

    /// <summary>Whether they are right for contacts from a number on.</summary>
    /// <param name="count">Number of contacts.</param>
    /// <param name="first">Number of the first.</param>
    /// <param name="keys">The keys as they are kept.</param>
    public bool Holds(int count, long first, SaltKeys keys)
    {
        if (count != Count || first != First)
            return false;
        foreach (var piece in pieces)
        {
            if (!keys.Of(first + piece.Start).AsSpan().SequenceEqual(piece.Key))
                return false;
        }
        return true;
    }

    /// <summary>Waits for the hashes.</summary>
    public ReadOnlySpan<MerkleHash> Take()
    {
        foreach (var piece in pieces)
            piece.Done!.GetAwaiter().GetResult();
        return hashes.AsSpan(0, Count);
    }

    /// <summary>Waits until nobody reads the batch any more.</summary>
    public void Wait()
    {
        foreach (var piece in pieces)
            piece.Done!.WaitForEnd();
    }

    void Hash(ContactBatch batch, Piece piece, ConcurrentBag<ContactLeaves> leaves)
    {
        if (!leaves.TryTake(out var hashing))
            hashing = new ContactLeaves();
        hashing.Begin(piece.Key, First + piece.Start);
        for (var place = piece.Start; place < piece.Start + piece.Count; place++)
        {
            var contact = batch[place];
            hashing.Add(contact.Time, contact.Kind, contact.Outcome, contact.File, contact.Aggregate,
                contact.Source, contact.Target, contact.Figures, contact.Detail);
        }
        hashing.Complete(hashes.AsSpan(piece.Start, piece.Count));
        leaves.Add(hashing);
    }

    /// <summary>Contacts [Start, Start + Count) of the batch, which have one key.</summary>
    sealed record Piece(int Start, int Count, byte[] Key)
    {
        public Task? Done { get; set; }
    }
}
