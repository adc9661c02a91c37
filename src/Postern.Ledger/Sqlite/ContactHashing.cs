using System.Collections.Concurrent;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Has contacts hashed from the moment on when they are given to be appended, while those before them are still being written.</summary>
/// <remarks>Salts hang on the numbers of entries, which are certain only when the writer comes to them: until then they are expected to be
/// those behind everything that was appended before. Where that was wrong (a transaction failed, two appended at once), the
/// contacts are hashed again, and from then on only when their numbers are certain. Safe for several threads.</remarks>
/// <param name="threads">Do it.</param>
/// <param name="ahead">Gives the keys of runs to come.</param>
/// <param name="size">Entries that the ledger has.</param>
sealed class ContactHashing(PreparingThreads threads, KeysAhead ahead, long size)
{
    readonly ConcurrentBag<ContactLeaves> leaves = [];
    readonly ConcurrentBag<HashedContacts> used = [];
    long expected = size;
    volatile bool isTrusted = true;

    /// <summary>Tells that entries were given to be appended that are hashed otherwise.</summary>
    public void Pass(int entries) => Interlocked.Add(ref expected, entries);

    /// <summary>Begins to hash contacts that were given to be appended.</summary>
    public HashedContacts Expect(ContactBatch batch)
    {
        var hashed = used.TryTake(out var room) ? room : new HashedContacts();
        var first = Interlocked.Add(ref expected, batch.Count) - batch.Count;
        if (isTrusted)
            hashed.Begin(batch, first, number => ahead.Of(number / SaltKeys.RunLength), threads, leaves);
        else
            hashed.Clear();
        return hashed;
    }

    /// <summary>Makes sure that contacts are hashed under the numbers that they have. For the writer's thread.</summary>
    /// <param name="hashed">What was begun.</param>
    /// <param name="batch">The contacts.</param>
    /// <param name="first">Number of the first.</param>
    /// <param name="keys">The keys as they are kept.</param>
    public void Settle(HashedContacts hashed, ContactBatch batch, long first, SaltKeys keys)
    {
        if (hashed.Holds(batch.Count, first, keys))
            return;
        Distrust();
        hashed.Wait();
        hashed.Begin(batch, first, keys.Of, threads, leaves);
    }

    /// <summary>From now on numbers are not guessed: a transaction did not happen.</summary>
    public void Distrust() => isTrusted = false;

    /// <summary>Takes back what nobody needs any more, when nobody reads its contacts any more.</summary>
    public void GiveBack(HashedContacts hashed)
    {
        hashed.Wait();
        used.Add(hashed);
    }
}
