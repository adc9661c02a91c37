using System.Collections;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Destroys the private values of old entries and the salts that would confirm a guess at them; the sealed bytes stay, and with them
/// every proof (docs/seal.md). Within the writer's transaction.</summary>
static class Forgetting
{
    const int TileLength = 256;

    /// <summary>Forgets all entries of a run but those that are kept, with their salts.</summary>
    /// <param name="database">The connection.</param>
    /// <param name="run">A whole run.</param>
    /// <param name="kept">Numbers of those that are kept.</param>
    /// <returns>Entries forgotten.</returns>
    /// <exception cref="LedgerException">An entry is not what was sealed. Nothing was changed then.</exception>
    public static long Run(SqliteDatabase database, long run, IReadOnlySet<long> kept)
    {
        var (first, last) = (run * SaltKeys.RunLength, (run + 1) * SaltKeys.RunLength);
        var entries = Sealed(database, first, last);
        RequireSealed(database, first, last, entries);
        Forget(database, entries.Where(e => !kept.Contains(e.Number)));
        using var keep = database.Named("kept-salts-insert");
        foreach (var entry in entries.Where(e => kept.Contains(e.Number)))
            keep.Bind(1, entry.Number).BindBlob(2, entry.Salts).Run();
        using var deleteBlocks = database.Named("contact-blocks-delete");
        deleteBlocks.Bind(1, first).Bind(2, last).Run();
        using var deleteKey = database.Named("salt-key-delete");
        deleteKey.Bind(1, run).Run();
        return entries.Count(e => !kept.Contains(e.Number));
    }

    /// <summary>Forgets the entries that were kept when their run was forgotten, and that nobody needs any more.</summary>
    /// <param name="database">The connection.</param>
    /// <param name="kept">Numbers of those that are kept.</param>
    /// <returns>Entries forgotten.</returns>
    /// <exception cref="LedgerException">An entry is not what was sealed. Nothing was changed then.</exception>
    public static long Superseded(SqliteDatabase database, IReadOnlySet<long> kept)
    {
        List<long> numbers = [];
        using (var rows = database.Named("kept-salts-scan"))
        {
            while (rows.Step())
                numbers.Add(rows.Number(0));
        }
        numbers.RemoveAll(kept.Contains);
        using var deleteSalts = database.Named("kept-salts-delete");
        foreach (var number in numbers)
        {
            var entries = Sealed(database, number, number + 1);
            RequireSealed(database, number, number + 1, entries);
            Forget(database, entries);
            deleteSalts.Bind(1, number).Run();
        }
        return numbers.Count;
    }

    /// <summary>Deletes the pairs and names that no contact has any more.</summary>
    /// <param name="database">The connection.</param>
    /// <param name="size">Entries of the ledger.</param>
    public static void Names(SqliteDatabase database, long size)
    {
        var pairs = new BitArray(1 + (int)(database.Number("SELECT max(id) FROM pair") ?? 0));
        var names = new BitArray(1 + (int)(database.Number("SELECT max(id) FROM name") ?? 0));
        using (var contacts = new ContactCursor(database))
        {
            contacts.Begin(0, size);
            while (contacts.Next(out var line))
            {
                if (!contacts.IsSound || line.Pair >= pairs.Length || line.Outcome >= names.Length)
                    throw Differs(database, contacts.Number);
                pairs[(int)line.Pair] = true;
                names[(int)line.Outcome] = true;
            }
        }
        Delete(database, "pair-ids-scan", "pair-delete", row =>
        {
            if (!pairs[(int)row.Number(0)])
                return true;
            names[(int)row.Number(1)] = names[(int)row.Number(2)] = true;
            return false;
        });
        Delete(database, "name-ids-scan", "name-delete", row => !names[(int)row.Number(0)]);
    }

    static void Forget(SqliteDatabase database, IEnumerable<SealedEntry> entries)
    {
        using var forget = database.Named("forgotten-insert");
        using var deleteEntry = database.Named("entry-delete");
        using var deleteValues = database.Named("entry-values-delete");
        foreach (var entry in entries)
        {
            forget.Bind(1, entry.Number).Bind(2, entry.File, 0).Bind(3, entry.Line, 0).BindBlob(4, entry.Leaf).Run();
            deleteEntry.Bind(1, entry.Number).Run();
            deleteValues.Bind(1, entry.Number).Run();
        }
    }

    static void Delete(SqliteDatabase database, string scan, string delete, Func<SqliteStatement, bool> isUnused)
    {
        List<long> unused = [];
        using (var rows = database.Named(scan))
        {
            while (rows.Step())
            {
                if (isUnused(rows))
                    unused.Add(rows.Number(0));
            }
        }
        using var statement = database.Named(delete);
        foreach (var id in unused)
            statement.Bind(1, id).Run();
    }

    static List<SealedEntry> Sealed(SqliteDatabase database, long first, long last)
    {
        using var contacts = new ContactCursor(database);
        using var pairs = new PairTable(database);
        using var keys = new SaltKeys(database, ahead: null);
        using var others = database.Named("entries-scan");
        List<SealedEntry> entries = [];
        contacts.Begin(first, last);
        while (contacts.Next(out var line))
        {
            if (!contacts.TryRead(line, pairs, whole: true, out var contact))
                throw Differs(database, contacts.Number);
            entries.Add(Seal(keys, contacts.Number, PlainContact.ToEntry(contact), contact.File, contact.Figures.Line));
        }
        others.Bind(1, first).Bind(2, last);
        foreach (var (number, entry) in EntryRows.Read(others))
            entries.Add(Seal(keys, number, entry ?? throw Differs(database, number), 0, 0));
        entries.Sort((a, b) => a.Number.CompareTo(b.Number));
        return entries;
    }

    static SealedEntry Seal(SaltKeys keys, long number, PlainEntry entry, long file, long line)
    {
        var salts = new byte[entry.PrivateCount * EntrySalts.Length];
        keys.Fill(number, salts);
        return new SealedEntry(number, CanonicalEntry.Encode(entry, salts), salts, file, line);
    }

    /// <summary>What was tampered with is not made to look as if it had been forgotten.</summary>
    static void RequireSealed(SqliteDatabase database, long first, long last, List<SealedEntry> entries)
    {
        using var tiles = new TileTable(database, writing: false);
        var tile = new MerkleHash[TileLength];
        for (var number = first; number < last; number++)
        {
            var place = (int)(number - first);
            if ((place == 0 || number % TileLength == 0) && !tiles.TryRead(0, number / TileLength, tile)
                || place >= entries.Count || entries[place].Number != number
                || MerkleHash.OfLeaf(entries[place].Leaf) != tile[number % TileLength])
                throw Differs(database, number);
        }
    }

    static LedgerException Differs(SqliteDatabase database, long number) => new(LedgerFailure.Damaged,
        $"{database.Path}: entry {number} is not what was sealed, so that nothing more is forgotten; postern ledger verify says more");

    sealed record SealedEntry(long Number, byte[] Leaf, byte[] Salts, long File, long Line);
}
