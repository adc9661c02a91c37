using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>A ledger in one SQLite file, open to append (docs/ledger.md has the format).</summary>
/// <remarks>All of its members may be called from any thread; the file is written by one thread of its own.</remarks>
public sealed partial class SqliteLedger : ILedger
{
    /// <summary>Entries that share a salt key, and are forgotten together.</summary>
    public const int RunLength = SaltKeys.RunLength;

    /// <summary>Entries after which a group takes no further work: bounds the memory of a transaction.</summary>
    const int LargestGroup = 1 << 16;

    readonly LedgerLock held;
    readonly SqliteDatabase database;
    readonly TreeStore tree;
    readonly EntryWriter writer;
    readonly CheckpointWriter checkpoints;
    readonly SqliteStatement begin;
    readonly SqliteStatement commit;
    readonly GroupCommit commits;
    readonly LogCopying log;
    readonly ITimer? sealing;
    long size;
    int closed;
    // Of the writer's thread: whether a last entry was appended, after which there is none.
    bool isOver;

    SqliteLedger(LedgerLock held, SqliteDatabase database, LedgerOptions options, SigningKey key)
    {
        (this.held, this.database) = (held, database);
        tree = new TreeStore(database);
        size = tree.Size;
        CheckEnd();
        isOver = database.Number(LastEntry) is not null;
        if (isOver)
            throw Over();
        writer = new EntryWriter(database, tree);
        checkpoints = new CheckpointWriter(database, options, tree, key);
        (begin, commit) = (database.Prepare("BEGIN IMMEDIATE"), database.Prepare("COMMIT"));
        log = new LogCopying(database);
        // The log may hold pages many times over: what can be copied into the file makes room where the disk is full.
        commits = new GroupCommit(
            undoesOne => new Transaction(this, undoesOne), () => database.TryExecute("PRAGMA wal_checkpoint(TRUNCATE)"), LeaveLog, log.Look, LargestGroup);
        sealing = options.SealWithin > TimeSpan.Zero
            ? options.Clock.CreateTimer(_ => SealInBackground(), null, options.SealWithin, options.SealWithin)
            : null;
    }

    /// <inheritdoc/>
    public long Size => Interlocked.Read(ref size);

    /// <summary>Path of the file.</summary>
    public string Path => database.Path;

    /// <summary>Whether a file is a ledger, by its content.</summary>
    public static bool IsLedger(ReadOnlySpan<byte> head) => Schema.IsLedger(head);

    /// <summary>Opens a ledger to append, made with its key when it is not there yet.</summary>
    /// <param name="path">Path of the file; its key lies beside it as <c>PATH.key</c>.</param>
    /// <param name="options">How it is kept.</param>
    /// <exception cref="LedgerException">It cannot be opened.</exception>
    public static SqliteLedger Open(string path, LedgerOptions options)
    {
        if (Directory.Exists(path))
            throw new LedgerException(LedgerFailure.NotALedger, $"{path}: is a folder; name a file");
        var held = LedgerLock.Take(path);
        SqliteDatabase? database = null;
        try
        {
            database = LedgerFile.OpenToWrite(path, options, out var key);
            return new SqliteLedger(held, database, options, key);
        }
        catch
        {
            database?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<long> AppendAsync(IReadOnlyList<PlainEntry> entries, CancellationToken cancellation) =>
        AppendAsync(entries, alongside: null, cancellation);

    /// <summary>Appends entries together with rows of the caller's own, in one transaction: all become durable, or nothing.</summary>
    /// <param name="entries">Entries, next to each other in the ledger.</param>
    /// <param name="alongside">Runs on the writer's thread, inside the transaction, after the entries; gets the connection and the
    /// number of the first entry. It must be quick, use tables of its own only, and begin or end no transaction; it runs again when
    /// the transaction did not happen. What it throws undoes these entries and its own rows, and nobody else's.</param>
    /// <param name="cancellation">Ends the waiting for room in the queue; what is in the queue is done.</param>
    /// <returns>The number of the first entry, once everything is durable.</returns>
    public async Task<long> AppendAsync(IReadOnlyList<PlainEntry> entries, Action<SqliteDatabase, long>? alongside, CancellationToken cancellation)
    {
        foreach (var entry in entries)
            PlainContact.TryRead(entry, out _); // an entry that is no contact though it says so is the caller's fault, told here
        var work = new EntriesWork(entries, alongside);
        writer.Hashing.Pass(entries.Count);
        await commits.Enqueue(work, cancellation);
        return await work.Done;
    }

    /// <inheritdoc/>
    public async Task<long> AppendAsync(ContactBatch contacts, CancellationToken cancellation)
    {
        var work = new ContactsWork(contacts, writer.Hashing);
        try
        {
            await commits.Enqueue(work, cancellation);
        }
        catch (Exception problem)
        {
            work.Fail(problem);
            writer.Hashing.Distrust();
        }
        return await work.Done;
    }

    /// <inheritdoc/>
    public async Task<StoredCheckpoint> SealAsync(CancellationToken cancellation)
    {
        var work = new SealWork();
        await commits.Enqueue(work, cancellation);
        return await work.Done;
    }

    /// <summary>Destroys what is private in the entries of old runs (docs/seal.md): contacts, and what a gate did. Times, kinds, open words
    /// and every proof stay; <see cref="KeptEntries"/> stay whole. It cannot be undone.</summary>
    /// <param name="runs">Runs of 4,096 entries, as <see cref="SqliteLedgerReader.RunsBefore"/> gives them.</param>
    /// <param name="act">The entry that says who did it and why; appended first.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Ends it between two runs; what is forgotten stays so.</param>
    /// <returns>Entries forgotten.</returns>
    /// <exception cref="LedgerException">An entry is not what was sealed: its run is left as it is.</exception>
    public async Task<long> ForgetAsync(IReadOnlyList<long> runs, PlainEntry act, Action<double>? progress, CancellationToken cancellation)
    {
        await AppendAsync([act], cancellation);
        // What is appended from here on lies behind the runs, and can only make fewer of these needed.
        HashSet<long> kept;
        using (var reader = OpenReader())
            kept = KeptEntries.Of(reader);
        long entries = 0;
        for (var i = 0; i < runs.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            entries += await Forget(runs[i], kept);
            progress?.Invoke((double)(i + 1) / (runs.Count + 1));
        }
        // Also when there was no run: an earlier call may have ended between the runs and their names.
        return entries + await Forget(run: null, kept);
    }

    async Task<long> Forget(long? run, IReadOnlySet<long> kept)
    {
        var work = new ForgetWork(run, kept);
        await commits.Enqueue(work, CancellationToken.None);
        return await work.Done;
    }

    /// <summary>Appends a last entry, signs a checkpoint over everything and keeps it: from then on no entry is taken, by this process or
    /// by another (<see cref="LedgerFailure.Sealed"/>). The ledger can be read, verified and exported for ever.</summary>
    /// <param name="last">An entry of the kind <see cref="EntryKind.Retirement"/> with the act <c>sealed</c>.</param>
    /// <param name="cancellation">Ends the waiting for room in the queue.</param>
    /// <exception cref="ArgumentException">It is another entry.</exception>
    public async Task<StoredCheckpoint> SealForGoodAsync(PlainEntry last, CancellationToken cancellation)
    {
        if (last.Kind != EntryKind.Retirement || last.Text(EntryField.Act) != "sealed")
            throw new ArgumentException("a ledger ends with a retirement entry that says sealed", nameof(last));
        var work = new LastWork(last);
        await commits.Enqueue(work, cancellation);
        return await work.Done;
    }

    /// <inheritdoc/>
    public ILedgerReader OpenReader() => SqliteLedgerReader.Open(Path);

    /// <summary>Does what waits, signs a last checkpoint, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) != 0)
            return;
        if (sealing is not null)
            await sealing.DisposeAsync();
        try
        {
            await SealAsync(CancellationToken.None);
        }
        catch (LedgerException)
        {
            // A full or broken disk has been told to whoever appended; the checkpoint is signed when it is opened next.
        }
        finally
        {
            await commits.DisposeAsync();
            log.Dispose();
            begin.Dispose();
            commit.Dispose();
            checkpoints.Dispose();
            writer.Dispose();
            tree.Dispose();
            database.Dispose();
            held.Dispose();
        }
    }

    // Retirement is kind 13, act field 7.
    const string LastEntry = "SELECT entry.number FROM entry JOIN entry_value USING (number) WHERE kind = 13 AND field = 7 AND value = 'sealed'";

    LedgerException Over() => new(LedgerFailure.Sealed, $"{Path}: has been sealed for good; it can be read, verified and exported, and takes no entry any more");

    void LeaveLog()
    {
        log.Dispose();
        database.LeaveLog();
    }

    void SealInBackground() => _ = SealAsync(CancellationToken.None).ContinueWith(
        t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>Number behind the last entry that has a row.</summary>
    internal static long RowsEnd(SqliteDatabase database) => Math.Max(
        database.Number("SELECT first + count FROM contact_block ORDER BY first DESC LIMIT 1") ?? 0,
        1 + Math.Max(database.Number("SELECT max(number) FROM entry") ?? -1, database.Number("SELECT max(number) FROM forgotten") ?? -1));

    /// <summary>Refuses to go on where rows and tree do not end together.</summary>
    void CheckEnd()
    {
        var rows = RowsEnd(database);
        if (rows != tree.Size)
            throw new LedgerException(LedgerFailure.Damaged, $"{Path}: holds entries up to {rows - 1} and a tree of {tree.Size}; postern ledger verify says more");
    }
}
