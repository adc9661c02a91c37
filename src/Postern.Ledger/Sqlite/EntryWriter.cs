using System.Runtime.InteropServices;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Puts entries into the tables and their hashes into the tree, within the transaction of a group. For the writer's thread.</summary>
sealed class EntryWriter : IDisposable
{
    readonly NameStore names;
    readonly ContactBlocks contacts;
    readonly SaltKeys keys;
    readonly SqliteStatement entries;
    readonly SqliteStatement values;
    readonly List<MerkleHash> leaves = [];
    readonly EntryLeaves hashing = new();
    readonly List<Appended> preparing = [];
    readonly KeysAhead ahead = new();
    readonly PreparingThreads threads = new();

    /// <summary>Continues a tree of <paramref name="tree"/>'s size.</summary>
    public EntryWriter(SqliteDatabase database, TreeStore tree)
    {
        Database = database;
        Tree = tree;
        names = new NameStore(database);
        keys = new SaltKeys(database, ahead);
        contacts = new ContactBlocks(database, names, threads);
        if (keys.Begun(tree.Size) is { } key)
            ahead.Add(tree.Size / SaltKeys.RunLength, key);
        Hashing = new ContactHashing(threads, ahead, tree.Size);
        entries = database.Named("entry-insert");
        values = database.Named("value-insert");
    }

    /// <summary>The connection, in the group's transaction.</summary>
    public SqliteDatabase Database { get; }

    /// <summary>Hashes contacts from when they are given to be appended.</summary>
    public ContactHashing Hashing { get; }

    /// <summary>The tree as it is durable; what the group appends is added in <see cref="Finish"/>.</summary>
    public TreeStore Tree { get; }

    /// <summary>Number of the next entry.</summary>
    public long Next => Tree.Size + leaves.Count;

    /// <summary>Appends an entry.</summary>
    public void Append(PlainEntry entry)
    {
        var number = Next;
        if (PlainContact.TryRead(entry, out var contact))
            contacts.Insert(contact, number);
        else
            EntryRows.Insert(entries, values, entry, number);
        if (hashing.IsFull)
            Hash();
        // An entry's ordinal is its number.
        hashing.Add(entry, keys.Of(number), number, leaves.Count);
        leaves.Add(default);
    }

    /// <summary>Appends contacts.</summary>
    /// <param name="batch">The contacts.</param>
    /// <param name="hashed">Their hashes, as far as they are made.</param>
    public void Append(ContactBatch batch, HashedContacts hashed)
    {
        var first = Next;
        Hashing.Settle(hashed, batch, first, keys);
        // Fetched when the group ends: the text of one batch is written while names of the next are looked up.
        preparing.Add(new Appended(leaves.Count, contacts.Prepare(batch, first), hashed));
        CollectionsMarshal.SetCount(leaves, leaves.Count + batch.Count);
    }

    /// <summary>Undoes what was appended after there were <paramref name="next"/> entries; the rows are undone by the caller's savepoint.</summary>
    public void BackTo(long next)
    {
        Hash();
        leaves.RemoveRange((int)(next - Tree.Size), (int)(Next - next));
        names.Forget();
        ForgetKeys();
    }

    /// <summary>Forgets the entries of a run; or, without one, kept entries and names that nobody needs any more. Only when nothing waits to
    /// be finished.</summary>
    /// <returns>Entries forgotten.</returns>
    public long Forget(long? run, IReadOnlySet<long> kept)
    {
        if (run is { } old)
            return Forgetting.Run(Database, old, kept);
        var superseded = Forgetting.Superseded(Database, kept);
        Forgetting.Names(Database, Tree.Size);
        names.Forget();
        return superseded;
    }

    /// <summary>Keeps the contacts that were prepared, puts the leaves into the tree and the changed tiles into the store.</summary>
    public void Finish()
    {
        foreach (var (place, prepared, hashed) in preparing)
        {
            contacts.Insert(prepared);
            hashed.Take().CopyTo(CollectionsMarshal.AsSpan(leaves)[place..]);
        }
        preparing.Clear();
        Hash();
        Tree.Append(CollectionsMarshal.AsSpan(leaves));
        leaves.Clear();
    }

    /// <summary>Undoes the group: the transaction did not happen.</summary>
    public void Undo()
    {
        // A batch is its owner's again when the group ends, however it ends.
        foreach (var (_, prepared, _) in preparing)
            prepared.Wait();
        preparing.Clear();
        Hash();
        leaves.Clear();
        names.Forget();
        ForgetKeys();
        Tree.Reload();
    }

    /// <summary>The leaf hash of an entry.</summary>
    public static MerkleHash Leaf(PlainEntry entry, long number, SaltKeys keys)
    {
        var salts = new byte[entry.PrivateCount * EntrySalts.Length];
        keys.Fill(number, salts);
        return MerkleHash.OfLeaf(CanonicalEntry.Encode(entry, salts));
    }

    void Hash() => hashing.Run(CollectionsMarshal.AsSpan(leaves));

    // A key that was made in what did not happen is not used for other entries with the same numbers.
    void ForgetKeys()
    {
        keys.Forget();
        ahead.Forget();
        Hashing.Distrust();
    }

    public void Dispose()
    {
        names.Dispose();
        contacts.Dispose();
        keys.Dispose();
        entries.Dispose();
        values.Dispose();
        threads.Dispose();
    }

    /// <summary>Contacts of a batch that are being prepared, and where among the leaves they stand.</summary>
    sealed record Appended(int Place, PreparedContacts Contacts, HashedContacts Hashed);
}
