using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Reads a ledger in an SQLite file, while another process may append to it: one state of it, until <see cref="Refresh"/>.</summary>
public sealed class SqliteLedgerReader : ILedgerReader
{
    /// <summary>Contacts of a scan from which on all pairs are read first.</summary>
    const int LongScan = 10_000;

    readonly SqliteDatabase database;
    readonly ContactCursor contacts;
    readonly TileTable tiles;
    readonly SaltKeys keys;
    readonly PairTable pairs;
    readonly List<SqliteLedgerReader> others = [];
    bool allPairs;
    StoredLeaves? leaves;
    LeavesAhead? ahead;

    SqliteLedgerReader(SqliteDatabase database)
    {
        this.database = database;
        Schema.Check(database);
        database.Execute("BEGIN");
        Verifier = LedgerFile.Verifier(database);
        contacts = new ContactCursor(database);
        tiles = new TileTable(database, writing: false);
        keys = new SaltKeys(database, ahead: null);
        pairs = new PairTable(database);
        Size = tiles.Size();
    }

    /// <inheritdoc/>
    public VerifierKey Verifier { get; }

    /// <inheritdoc/>
    public long Size { get; private set; }

    /// <summary>Path of the file.</summary>
    public string Path => database.Path;

    /// <summary>The public half of the signing key that lies beside the ledger, under the ledger's name; null when none lies there.</summary>
    /// <exception cref="LedgerException">It lies there and cannot be read.</exception>
    public VerifierKey? KeyBeside()
    {
        if (!File.Exists(LedgerKey.PathOf(Path)))
            return null;
        using var key = LedgerKey.Read(Path, Verifier.Name);
        return key.Verifier;
    }

    /// <summary>Opens a ledger to read.</summary>
    /// <exception cref="LedgerException">It cannot be opened.</exception>
    public static SqliteLedgerReader Open(string path)
    {
        var database = LedgerFile.OpenToRead(path);
        try
        {
            return new SqliteLedgerReader(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Refresh()
    {
        database.Execute("COMMIT; BEGIN");
        Size = tiles.Size();
        keys.Forget();
    }

    /// <inheritdoc/>
    public void ReadContacts(long first, long last, ContactFilter filter, bool whole, ContactVisitor visitor, CancellationToken cancellation)
    {
        if (last - first >= LongScan && !allPairs)
        {
            pairs.ReadAll();
            allPairs = true;
        }
        pairs.ForgetDecisions();
        var dated = filter is { From: long.MinValue, To: long.MaxValue };
        contacts.Begin(first, last);
        try
        {
            while (contacts.Next(out var line))
            {
                var number = contacts.Number;
                if (!contacts.IsSound)
                    throw Lost(number);
                if ((number & 0xFFF) == 0)
                    cancellation.ThrowIfCancellationRequested();
                if (line.Time == LedgerContact.NoTime ? !dated : line.Time < filter.From || line.Time >= filter.To)
                    continue;
                if (Takes(filter, line.Pair, number))
                    visitor(contacts.TryRead(line, pairs, whole, out var contact) ? contact : throw Lost(number));
            }
        }
        finally
        {
            contacts.Reset();
        }
    }

    /// <inheritdoc/>
    public IEnumerable<(long Number, PlainEntry Entry)> ReadEntries(long first, long last)
    {
        using var contacts = new ContactCursor(database);
        using var others = database.Named("entries-scan");
        contacts.Begin(first, last);
        others.Bind(1, first).Bind(2, last);
        using var other = EntryRows.Read(others).GetEnumerator();
        var more = other.MoveNext();
        while (TryEntry(contacts, out var number, out var entry))
        {
            for (; more && other.Current.Number < number; more = other.MoveNext())
            {
                if (other.Current.Entry is { } before)
                    yield return (other.Current.Number, before);
            }
            if (entry is not null)
                yield return (number, entry);
        }
        for (; more; more = other.MoveNext())
        {
            if (other.Current.Entry is { } behind)
                yield return (other.Current.Number, behind);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<(long Number, PlainEntry Entry)> ReadEntries(EntryKind kind)
    {
        using var rows = database.Named("entries-of-kind");
        rows.Bind(1, (int)kind);
        foreach (var (number, entry) in EntryRows.Read(rows))
        {
            if (entry is not null)
                yield return (number, entry);
        }
    }

    /// <inheritdoc/>
    public byte[] SaltsOf(long number, PlainEntry entry)
    {
        var salts = new byte[entry.PrivateCount * EntrySalts.Length];
        keys.Fill(number, salts);
        return salts;
    }

    /// <inheritdoc/>
    public OpenedEntry? Open(long number)
    {
        foreach (var (_, entry) in ReadEntries(number, number + 1))
            return OpenedEntry.Of(number, entry, SaltsOf(number, entry));
        using var rows = database.Named("forgotten-scan");
        rows.Bind(1, number).Bind(2, number + 1);
        return rows.Step() && OpenedEntry.TryOf(number, rows.Bytes(1).ToArray(), [], out var sealedEntry, out _) ? sealedEntry : null;
    }

    /// <inheritdoc/>
    public IEnumerable<long> ForgottenLines(long file)
    {
        using var rows = database.Named("forgotten-lines");
        rows.Bind(1, file);
        while (rows.Step())
            yield return rows.Number(0);
    }

    /// <summary>Whole runs of 4,096 entries that happened before an instant, and are not forgotten yet; an entry without a time goes with
    /// its neighbours.</summary>
    /// <param name="before">Instant, ns since 1970-01-01T00:00:00Z.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Numbers of the runs, ascending, for <see cref="SqliteLedger.ForgetAsync"/>.</returns>
    public IReadOnlyList<long> RunsBefore(long before, CancellationToken cancellation)
    {
        HashSet<long> runs = [];
        using (var stored = database.Named("salt-keys-scan"))
        {
            while (stored.Step())
                runs.Add(stored.Number(0));
        }
        runs.RemoveWhere(run => run >= Size / SaltKeys.RunLength);
        contacts.Begin(0, Size);
        while (contacts.Next(out var line))
        {
            cancellation.ThrowIfCancellationRequested();
            if (line.Time != LedgerContact.NoTime && line.Time >= before)
                runs.Remove(contacts.Number / SaltKeys.RunLength);
        }
        contacts.Reset();
        using var others = database.Named("entry-runs-from");
        others.Bind(1, before).Bind(2, SaltKeys.RunLength).Bind(3, (int)EntryKind.FileProvenance); // those stay anyway
        while (others.Step())
            runs.Remove(others.Number(0));
        return [.. runs.Order()];
    }

    /// <inheritdoc/>
    public bool TryRead(int level, long index, Span<MerkleHash> hashes) => tiles.TryRead(level, index, hashes);

    /// <inheritdoc/>
    public IReadOnlyList<StoredCheckpoint> ReadCheckpoints()
    {
        using var rows = database.Named("checkpoints-read");
        List<StoredCheckpoint> checkpoints = [];
        while (rows.Step())
            checkpoints.Add(new StoredCheckpoint(rows.Number(0), rows.Text(1)));
        return checkpoints;
    }

    /// <inheritdoc/>
    public ILeafSource Leaves() => leaves ??= new StoredLeaves(database, pairs, keys, SqliteLedger.RowsEnd(database));

    /// <summary>The same, hashed ahead on several threads: for whoever reads all of them in their order. Lives as long as this reader.</summary>
    /// <param name="threads">Threads, which read with readers of their own.</param>
    public ILeafSource LeavesAhead(int threads)
    {
        if (ahead is not null)
            return ahead;
        // One more than there are threads: its entries wait to be taken while the others go on.
        while (others.Count <= threads)
            others.Add(Open(Path));
        return ahead = new LeavesAhead(Leaves(), others.Select(o => o.Leaves()));
    }

    /// <summary>What is wrong with the file around the entries, a sentence each: pages, indexes, tables, words. Empty when nothing is.</summary>
    public IReadOnlyList<string> CheckStore()
    {
        List<string> faults = [.. CheckPages(), .. Schema.Differences(database), .. Overlaps(), .. Strays(), .. CheckBlocks()];
        if (SqliteLedger.RowsEnd(database) is var rows && rows != Size)
            faults.Add($"there are rows of {rows:N0} entries and hashes of {Size:N0}");
        return faults;
    }

    /// <summary>Blocks of contacts that claim numbers which others have.</summary>
    IEnumerable<string> Overlaps()
    {
        using var blocks = database.Named("contact-blocks-overlap");
        while (blocks.Step())
            yield return $"two blocks hold contacts with the number {blocks.Number(1)}: those from {blocks.Number(0)} on, and those from {blocks.Number(1)} on";
        using var others = database.Named("contact-blocks-intrude");
        while (others.Step())
            yield return $"entry {others.Number(0)} is there twice: by itself, and as a contact of a block";
    }

    /// <summary>Rows that are of no entry.</summary>
    IEnumerable<string> Strays()
    {
        using var before = database.Named("entries-before-first");
        while (before.Step())
            yield return $"entry {before.Number(0)} stands before the first entry";
        using var values = database.Named("entry-values-stray");
        while (values.Step())
            yield return $"the fields of entry {values.Number(0)} belong to no entry";
    }

    /// <summary>Blocks that hold more than their contacts, which other programs would show: verification finds what they lack, not what
    /// they have too much.</summary>
    List<string> CheckBlocks()
    {
        List<string> faults = [];
        try
        {
            using var blocks = database.Named("contact-blocks-scan");
            blocks.Bind(1, long.MinValue).Bind(2, long.MaxValue);
            while (blocks.Step())
            {
                var (first, count, lines) = (blocks.Number(0), blocks.Number(1), 1 + blocks.Bytes(3).Count((byte)'\n'));
                if (first < 0)
                    faults.Add($"the block of contacts from {first} on stands before the first entry");
                if (lines > count)
                    faults.Add($"the block of contacts from {first} on has {lines:N0} lines for {count:N0} contacts");
                if (!blocks.IsNull(2) && blocks.Number(2) == 0)
                    faults.Add($"the block of contacts from {first} on names a file 0, which stands for none");
            }
        }
        catch (LedgerException problem)
        {
            faults.Add(problem.Message);
        }
        return faults;
    }

    /// <summary>What SQLite itself finds wrong with the file: pages, indexes, constraints. Empty when nothing is.</summary>
    internal IReadOnlyList<string> CheckPages()
    {
        List<string> faults = [];
        try
        {
            using var rows = database.Prepare("PRAGMA integrity_check(20)");
            while (rows.Step())
                faults.Add(rows.Text(0));
        }
        catch (LedgerException problem)
        {
            faults.Add(problem.Message);
        }
        return faults is ["ok"] ? [] : faults;
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        ahead?.Dispose();
        others.ForEach(o => o.Dispose());
        leaves?.Dispose();
        contacts.Dispose();
        tiles.Dispose();
        keys.Dispose();
        pairs.Dispose();
        database.Dispose();
    }

    bool Takes(ContactFilter filter, long pair, long number)
    {
        ref var decision = ref pairs.DecisionOn(pair);
        if (decision == 0)
        {
            if (!pairs.TryGet(pair, out var kind, out var source, out var target))
                throw Lost(number);
            decision = filter.Takes(kind, source, target, out _) ? (byte)1 : (byte)2;
        }
        return decision == 1;
    }

    LedgerException Lost(long number) =>
        new(LedgerFailure.Damaged, $"{Path}: entry {number} is missing or cannot be read; postern ledger verify says more");

    /// <summary>The next contact as an entry; null where there is none to be read.</summary>
    bool TryEntry(ContactCursor contacts, out long number, out PlainEntry? entry)
    {
        var found = contacts.Next(out var line);
        number = contacts.Number;
        entry = found && contacts.TryRead(line, pairs, whole: true, out var contact) ? PlainContact.ToEntry(contact) : null;
        return found;
    }
}
