using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Hashes the entries of a ledger anew from their rows, to hold them against the tree.</summary>
/// <remarks>A page that cannot be read costs the entries on it and no others: a range that fails is read again in halves.</remarks>
sealed class StoredLeaves : ILeafSource, IDisposable
{
    readonly PairTable pairs;
    readonly SaltKeys keys;
    readonly ContactCursor contacts;
    readonly SqliteStatement entries;
    readonly SqliteStatement forgotten;
    readonly ContactLeaves batch = new();
    readonly MerkleHash[] hashes = new MerkleHash[SaltKeys.RunLength];

    /// <summary>The leaves of a ledger of so many entries.</summary>
    public StoredLeaves(SqliteDatabase database, PairTable pairs, SaltKeys keys, long size)
    {
        (this.pairs, this.keys, Size) = (pairs, keys, size);
        contacts = new ContactCursor(database);
        entries = database.Named("entries-scan");
        forgotten = database.Named("forgotten-scan");
    }

    public long Size { get; }

    public void Read(long first, Span<MerkleHash> leaves, Span<bool> missing)
    {
        missing.Fill(true);
        try
        {
            ReadContacts(first, leaves, missing);
            ReadEntries(first, leaves, missing);
            ReadForgotten(first, leaves, missing);
        }
        catch (LedgerException) when (leaves.Length > 1)
        {
            var half = leaves.Length / 2;
            Read(first, leaves[..half], missing[..half]);
            Read(first + half, leaves[half..], missing[half..]);
        }
        catch (LedgerException)
        {
            missing[0] = true;
        }
        finally
        {
            contacts.Reset();
            entries.Reset();
            forgotten.Reset();
        }
    }

    public void Dispose()
    {
        contacts.Dispose();
        entries.Dispose();
        forgotten.Dispose();
    }

    void ReadContacts(long first, Span<MerkleHash> leaves, Span<bool> missing)
    {
        long begun = -1; // number of the first contact in the batch
        contacts.Begin(first, first + leaves.Length);
        while (contacts.Next(out var line))
        {
            var number = contacts.Number;
            if (begun >= 0 && (number != begun + batch.Count || number % SaltKeys.RunLength == 0))
                Complete(begun, first, leaves, missing, ref begun);
            if (!contacts.TryRead(line, pairs, whole: true, out var contact))
                continue;
            if (begun < 0)
                batch.Begin(keys.Of(begun = number), number);
            batch.Add(contact.Time, contact.Kind, contact.Outcome, contact.File, contact.Aggregate,
                contact.Source, contact.Target, contact.Figures, contact.Detail);
        }
        if (begun >= 0)
            Complete(begun, first, leaves, missing, ref begun);
    }

    void Complete(long number, long first, Span<MerkleHash> leaves, Span<bool> missing, ref long begun)
    {
        var count = batch.Count;
        batch.Complete(hashes.AsSpan(0, count));
        var place = (int)(number - first);
        hashes.AsSpan(0, count).CopyTo(leaves[place..]);
        missing.Slice(place, count).Clear();
        begun = -1;
    }

    void ReadEntries(long first, Span<MerkleHash> leaves, Span<bool> missing)
    {
        entries.Reset().Bind(1, first).Bind(2, first + leaves.Length);
        foreach (var (number, entry) in EntryRows.Read(entries))
        {
            var place = (int)(number - first);
            // Two rows of one number are no entry: which of them was sealed?
            if (entry is null || !missing[place])
            {
                missing[place] = true;
                continue;
            }
            leaves[place] = EntryWriter.Leaf(entry, number, keys);
            missing[place] = false;
        }
    }

    void ReadForgotten(long first, Span<MerkleHash> leaves, Span<bool> missing)
    {
        forgotten.Reset().Bind(1, first).Bind(2, first + leaves.Length);
        while (forgotten.Step())
        {
            var place = (int)(forgotten.Number(0) - first);
            var isAlone = missing[place];
            missing[place] = !isAlone;
            if (isAlone)
                leaves[place] = MerkleHash.OfLeaf(forgotten.Bytes(1));
        }
    }
}
