using SQLitePCL;

namespace Postern.Ledger.Sqlite;

/// <summary>How a database is opened.</summary>
public enum SqliteAccess
{
    /// <summary>Read only.</summary>
    Read,

    /// <summary>Read only, from a place that nobody can write: no lock, no log, no shared memory.</summary>
    Immutable,

    /// <summary>Read and write; the file is there.</summary>
    Write,

    /// <summary>Read and write; the file is made when it is missing.</summary>
    Create,
}

/// <summary>How a value lies in a row.</summary>
enum StorageClass
{
    /// <summary>A whole number.</summary>
    Integer = raw.SQLITE_INTEGER,

    /// <summary>A number with a fraction.</summary>
    Real = raw.SQLITE_FLOAT,

    /// <summary>Text.</summary>
    Text = raw.SQLITE_TEXT,

    /// <summary>Bytes.</summary>
    Blob = raw.SQLITE_BLOB,

    /// <summary>Nothing.</summary>
    Null = raw.SQLITE_NULL,
}

/// <summary>One connection to an SQLite file, for one thread at a time.</summary>
/// <remarks>A thin layer over the C interface: statements are prepared once and bound by position, nothing is boxed, and text goes
/// in and out as UTF-8 bytes.</remarks>
public sealed class SqliteDatabase : IDisposable
{
    /// <summary><c>SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE</c>.</summary>
    const int NoCheckpointOnClose = 1006;

    /// <summary><c>SQLITE_DBSTATUS_CACHE_WRITE</c>.</summary>
    const int CacheWrite = 9;

    readonly sqlite3 handle;

    static SqliteDatabase() => Batteries_V2.Init();

    SqliteDatabase(string path, sqlite3 handle) => (Path, this.handle) = (path, handle);

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Number of the row that was inserted last.</summary>
    public long LastRow => raw.sqlite3_last_insert_rowid(handle);

    /// <summary>Opens a file.</summary>
    /// <exception cref="LedgerException">It cannot be opened.</exception>
    public static SqliteDatabase Open(string path, SqliteAccess access)
    {
        // One thread at a time uses a connection: SQLite's own mutex is left out.
        var flags = raw.SQLITE_OPEN_NOMUTEX | raw.SQLITE_OPEN_URI | access switch
        {
            SqliteAccess.Create => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
            SqliteAccess.Write => raw.SQLITE_OPEN_READWRITE,
            _ => raw.SQLITE_OPEN_READONLY,
        };
        var name = $"file:{Uri.EscapeDataString(path)}{(access == SqliteAccess.Immutable ? "?immutable=1" : "")}";
        var code = raw.sqlite3_open_v2(name, out var handle, flags, null);
        var database = new SqliteDatabase(path, handle);
        try
        {
            database.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            raw.sqlite3_busy_timeout(handle, 5_000);
            // A ledger may come from somebody else: its schema runs nothing, and its pages are looked at before they are believed.
            database.Execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that give no rows.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql));

    /// <summary>Runs statements whose failure changes nothing.</summary>
    public void TryExecute(string sql) => raw.sqlite3_exec(handle, sql);

    /// <summary>Prepares one statement.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return new SqliteStatement(this, statement);
    }

    /// <summary>The number that a query gives in its first row and column; null when there is none.</summary>
    public long? Number(string sql)
    {
        using var query = Prepare(sql);
        return query.Step() && !query.IsNull(0) ? query.Number(0) : null;
    }

    /// <summary>Pages that this connection has written to the log since it was asked last.</summary>
    public long TakeWrittenPages()
    {
        raw.sqlite3_db_status(handle, CacheWrite, out var written, out _, 1);
        return written;
    }

    /// <summary>Copies the log into the file as far as no reader needs it, and waits for nobody.</summary>
    /// <returns>Pages that are left in the log: 0 when all was copied, so that the next transaction begins it anew; null when it could not be
    /// copied now. A failure is the next copying's affair: until all is copied and synced, the log holds it.</returns>
    public long? CopyLog()
    {
        if (raw.sqlite3_wal_checkpoint_v2(handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var pages, out var copied) != raw.SQLITE_OK)
            return null;
        return pages == copied ? 0 : pages;
    }

    /// <summary>From now on closing it leaves its log as it is: after a failed sync nobody knows what of the log is on the disk, and to copy it
    /// into the file and to remove it would trust it. Whoever opens the file next takes what is whole.</summary>
    public void LeaveLog() => raw.sqlite3_db_config(handle, NoCheckpointOnClose, 1, out _);

    /// <summary>Closes it; the last connection to a file copies its log into it and removes the log.</summary>
    public void Dispose() => handle.Dispose();

    internal void Check(int code)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)
            return;
        var said = raw.sqlite3_errmsg(handle).utf8_to_string();
        throw SqliteFaults.Of(Path, code, said);
    }
}

/// <summary>A prepared statement of one connection. Parameters count from 1, columns from 0.</summary>
public sealed class SqliteStatement : IDisposable
{
    readonly SqliteDatabase database;
    readonly sqlite3_stmt handle;

    internal SqliteStatement(SqliteDatabase database, sqlite3_stmt handle) => (this.database, this.handle) = (database, handle);

    /// <summary>Binds a number.</summary>
    public SqliteStatement Bind(int parameter, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    /// <summary>Binds a number, or NULL for <paramref name="unknown"/>.</summary>
    public SqliteStatement Bind(int parameter, long value, long unknown) =>
        value == unknown ? BindNull(parameter) : Bind(parameter, value);

    /// <summary>Binds text, as its UTF-8 bytes.</summary>
    public SqliteStatement BindText(int parameter, ReadOnlySpan<byte> value)
    {
        // An empty span has no address, which SQLite would take for NULL.
        database.Check(value.IsEmpty ? raw.sqlite3_bind_text(handle, parameter, "") : raw.sqlite3_bind_text(handle, parameter, value));
        return this;
    }

    /// <summary>Binds text.</summary>
    public SqliteStatement BindText(int parameter, string value)
    {
        database.Check(raw.sqlite3_bind_text(handle, parameter, value));
        return this;
    }

    /// <summary>Binds bytes.</summary>
    public SqliteStatement BindBlob(int parameter, ReadOnlySpan<byte> value)
    {
        database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, parameter, 0) : raw.sqlite3_bind_blob(handle, parameter, value));
        return this;
    }

    /// <summary>Binds NULL.</summary>
    public SqliteStatement BindNull(int parameter)
    {
        database.Check(raw.sqlite3_bind_null(handle, parameter));
        return this;
    }

    /// <summary>Goes to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
        {
            // The reset gives the same fault again and lets go of the locks.
            raw.sqlite3_reset(handle);
            database.Check(code);
        }
        return false;
    }

    /// <summary>Runs it once and makes it ready again; the parameters stay bound.</summary>
    public void Run()
    {
        Step();
        raw.sqlite3_reset(handle);
    }

    /// <summary>Makes it ready again; the parameters stay bound.</summary>
    public SqliteStatement Reset()
    {
        raw.sqlite3_reset(handle);
        return this;
    }

    /// <summary>Whether a column of the row is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>How a column of the row lies there; asked before the column is read, which converts it.</summary>
    internal StorageClass ClassOf(int column) => (StorageClass)raw.sqlite3_column_type(handle, column);

    /// <summary>A column as a number; 0 for NULL.</summary>
    public long Number(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>A column as a number, or <paramref name="unknown"/> for NULL.</summary>
    public long Number(int column, long unknown) => IsNull(column) ? unknown : Number(column);

    /// <summary>The bytes of a text or a blob, valid until the next step; empty for NULL.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>A column as text; empty for NULL.</summary>
    public string Text(int column) => System.Text.Encoding.UTF8.GetString(Bytes(column));

    /// <summary>Gives it back.</summary>
    public void Dispose() => handle.Dispose();
}
