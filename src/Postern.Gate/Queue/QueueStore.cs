using Postern.Gate.Delivery;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Gate.Queue;

/// <summary>The queue's rows in the ledger's file. What changes them goes through the ledger's writer, together with the entries about
/// it, in one transaction that waiting sessions share. Thread-safe.</summary>
sealed class QueueStore : IAsyncDisposable
{
    /// <summary>Messages of up to so many octets lie in their row, covered by the ledger's own sync; larger ones in a spool file.</summary>
    public const int LargestRow = 64 << 10;

    readonly SqliteLedger ledger;
    readonly IMailFolder spool;
    readonly Lock reading = new();
    readonly SqliteDatabase readable;
    readonly QueueStatements reads;
    QueueStatements? writes;

    QueueStore(SqliteLedger ledger, IMailFolder spool, bool wasCutOff)
    {
        (this.ledger, this.spool, WasCutOff) = (ledger, spool, wasCutOff);
        readable = SqliteDatabase.Open(ledger.Path, SqliteAccess.Read);
        reads = new QueueStatements(readable);
    }

    /// <summary>Whether the gate that had it before ended without saying so.</summary>
    public bool WasCutOff { get; }

    /// <summary>Whether it is to look as if this gate had been cut off: what became of an attempt could not be recorded.</summary>
    public bool IsUncertain { get; set; }

    /// <summary>Opens the tables, made when they are not there.</summary>
    /// <exception cref="Ledger.LedgerException">They cannot be opened.</exception>
    public static async Task<QueueStore> OpenAsync(SqliteLedger ledger, IMailFolder spool)
    {
        var wasCutOff = false;
        await ledger.AppendAsync([], Begin, CancellationToken.None);
        return new QueueStore(ledger, spool, wasCutOff);

        void Begin(SqliteDatabase database, long first)
        {
            database.Execute(QueueSql.Text("queue-tables"));
            wasCutOff = database.Number("SELECT id FROM queue_run") is not null;
            database.Execute(QueueSql.Text("queue-run-begin"));
        }
    }

    /// <summary>Appends entries and changes rows, in one transaction.</summary>
    /// <param name="entries">The entries; may be none.</param>
    /// <param name="change">Changes rows; runs on the writer's thread, perhaps twice. Gets the number of the first entry.</param>
    /// <exception cref="Ledger.LedgerException">They could not be kept; nothing of it is there.</exception>
    public Task AppendAsync(IReadOnlyList<PlainEntry> entries, Action<QueueStatements, long> change) =>
        ledger.AppendAsync(entries, (database, first) => change(writes ??= new QueueStatements(database), first), CancellationToken.None);

    /// <summary>Reads a message; null when nobody is to have it any more.</summary>
    public QueuedMessage? Read(MessageId id)
    {
        lock (reading)
            return QueueRows.Read(reads, id, spool);
    }

    /// <summary>Reads messages without their octets, the oldest first.</summary>
    public IReadOnlyList<QueueListing> List(IEnumerable<MessageId> ids)
    {
        lock (reading)
            return [.. ids.Select(id => QueueRows.List(reads, id)).OfType<QueueListing>()];
    }

    /// <summary>Every recipient's row, message by message.</summary>
    public IReadOnlyList<StoredRecipient> Scan()
    {
        lock (reading)
        {
            List<StoredRecipient> found = [];
            var rows = reads["queue-scan"].Reset();
            while (rows.Step())
            {
                found.Add(new StoredRecipient(
                    new MessageId(rows.Number(0)), QueueRows.Instant(rows.Number(1)), (int)rows.Number(2), rows.Number(3),
                    rows.IsNull(4) ? null : rows.Text(4), QueueRows.Destination(rows.Text(5)), (RecipientState)rows.Number(6), (int)rows.Number(7),
                    QueueRows.Instant(rows.Number(8)), rows.Number(9) != 0));
            }
            rows.Reset();
            return found;
        }
    }

    /// <summary>What is held.</summary>
    public IReadOnlyList<string> Held()
    {
        lock (reading)
        {
            List<string> held = [];
            var rows = reads["queue-hold-scan"].Reset();
            while (rows.Step())
                held.Add(rows.Text(0));
            rows.Reset();
            return held;
        }
    }

    /// <summary>Takes away spool files that no row names: what a crash has left.</summary>
    public void Tidy(IReadOnlySet<string> named)
    {
        foreach (var name in spool.Names().Where(n => !named.Contains(n)))
            spool.Remove(name);
    }

    /// <summary>Takes a spool file away; one that cannot be is taken away at the next start.</summary>
    public void Forget(string file)
    {
        try
        {
            spool.Remove(file);
        }
        catch (FolderException)
        {
            // Nobody reads it any more.
        }
    }

    /// <summary>Gives the statements back; the ledger stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // On the writer's thread, because they are of its connection.
            await ledger.AppendAsync([], End, CancellationToken.None);
        }
        catch (Ledger.LedgerException)
        {
            writes?.Dispose();
        }
        reads.Dispose();
        readable.Dispose();

        void End(SqliteDatabase database, long first)
        {
            writes?.Dispose();
            if (!IsUncertain)
                database.Execute(QueueSql.Text("queue-run-end"));
        }
    }
}

/// <summary>A recipient's row as far as the schedule needs it.</summary>
sealed record StoredRecipient(
    MessageId Message, DateTimeOffset Received, int Priority, long Octets, string? SpoolFile, QueueDestination Destination,
    RecipientState State, int Attempts, DateTimeOffset Next, bool IsNoticed);
