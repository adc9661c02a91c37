using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>The keys that salts are derived from: one for each run of entries, made when the run begins.</summary>
sealed class SaltKeys : IDisposable
{
    /// <summary>Entries of a run. To forget one entry, the salts of the others of its run are kept (docs/seal.md).</summary>
    public const int RunLength = 4096;

    readonly SqliteStatement read;
    readonly SqliteStatement keptRead;
    readonly SqliteStatement? insert;
    readonly KeysAhead? ahead;
    readonly string path;
    long run = -1;
    byte[] key = [];

    /// <summary>The keys of a ledger.</summary>
    /// <param name="database">Where they are.</param>
    /// <param name="ahead">Makes missing keys, for a writer; null to make none.</param>
    public SaltKeys(SqliteDatabase database, KeysAhead? ahead)
    {
        this.ahead = ahead;
        path = database.Path;
        read = database.Named("salt-key-read");
        keptRead = database.Named("kept-salts-read");
        insert = ahead is not null ? database.Named("salt-key-insert") : null;
    }

    /// <summary>The key of the run in which an entry stands; the entry's ordinal is its number.</summary>
    public byte[] Of(long number) => Find(number) ?? throw Lost(number);

    /// <summary>The salts of an entry: from its run's key, or kept when that was destroyed.</summary>
    /// <param name="number">Number of the entry.</param>
    /// <param name="salts">Room for them.</param>
    public void Fill(long number, Span<byte> salts)
    {
        if (Find(number) is { } found)
        {
            EntrySalts.Derive(found, number, salts);
            return;
        }
        var isKept = keptRead.Reset().Bind(1, number).Step() && keptRead.Bytes(0).Length == salts.Length;
        if (isKept)
            keptRead.Bytes(0).CopyTo(salts);
        keptRead.Reset();
        if (!isKept)
            throw Lost(number);
    }

    /// <summary>Forgets the key at hand: it may have been made in a transaction that did not happen.</summary>
    public void Forget() => run = -1;

    public void Dispose()
    {
        read.Dispose();
        keptRead.Dispose();
        insert?.Dispose();
    }

    /// <summary>The key of the run that the next entry belongs to, if it is there already.</summary>
    public byte[]? Begun(long next) => next % RunLength == 0 ? null : Stored(next / RunLength);

    byte[]? Stored(long wanted)
    {
        byte[]? found = read.Reset().Bind(1, wanted).Step() ? read.Bytes(0).ToArray() : null;
        read.Reset();
        return found;
    }

    byte[]? Find(long number)
    {
        var wanted = number / RunLength;
        if (wanted == run)
            return key;
        var found = Stored(wanted);
        if (found is null && insert is not null)
        {
            found = ahead!.Of(wanted);
            insert.Bind(1, wanted).BindBlob(2, found).Run();
        }
        if (found is not { Length: EntrySalts.KeyLength })
            return null;
        (run, key) = (wanted, found);
        return key;
    }

    LedgerException Lost(long number)
    {
        var first = number / RunLength * RunLength;
        return new(LedgerFailure.Damaged, $"{path}: the salt key of entries {first} to {first + RunLength - 1} is missing or damaged");
    }
}
