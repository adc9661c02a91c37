using System.Security.Cryptography;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>The file of a ledger: how it is made and opened.</summary>
static class LedgerFile
{
    /// <summary>Octets of a page: fewer, larger writes than SQLite's 4,096 while a group stays small.</summary>
    const int PageSize = 8_192;

    /// <summary>Opens a ledger to append, made when nothing is there yet, and gives its signing key.</summary>
    public static SqliteDatabase OpenToWrite(string path, LedgerOptions options, out SigningKey key)
    {
        var database = SqliteDatabase.Open(path, SqliteAccess.Create);
        try
        {
            var empty = database.Number("SELECT count(*) FROM sqlite_schema") == 0 && database.Number("PRAGMA application_id") == 0;
            var version = empty ? 0 : Schema.Check(database);
            if (empty)
                database.Execute($"PRAGMA page_size = {PageSize}");
            Prepare(database);
            if (empty)
            {
                key = Create(database, options);
                return database;
            }
            Schema.Migrate(database, version);
            key = LedgerKey.Of(path, Verifier(database));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Makes an empty ledger, in one transaction.</summary>
    static SigningKey Create(SqliteDatabase database, LedgerOptions options)
    {
        var origin = options.Origin ?? $"postern/{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        var key = LedgerKey.ForNew(database.Path, origin);
        database.Execute("BEGIN IMMEDIATE");
        Schema.Create(database);
        using (var insert = database.Named("ledger-insert"))
            insert.BindText(1, origin).BindText(2, key.Verifier.ToString()).Run();
        database.Execute("COMMIT");
        return key;
    }

    /// <summary>Settings of a connection that writes. What is forgotten, or delivered and gone, is not to linger in free pages, nor in a file
    /// beside this one where SQLite keeps copies of pages that are changed within a savepoint.</summary>
    public static void Prepare(SqliteDatabase database) => database.Execute("""
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA cache_size = -65536;
        PRAGMA secure_delete = ON;
        PRAGMA temp_store = MEMORY;
        """);

    /// <summary>Opens a ledger to read; one in a folder that nobody can write is read as it lies there.</summary>
    public static SqliteDatabase OpenToRead(string path)
    {
        if (!File.Exists(path))
            throw new LedgerException(LedgerFailure.Missing, $"{path}: no such file");
        var log = new FileInfo($"{path}-wal");
        SqliteDatabase? database = null;
        try
        {
            database = SqliteDatabase.Open(path, SqliteAccess.Read);
            database.Number("SELECT count(*) FROM sqlite_schema");
            return database;
        }
        catch (LedgerException problem) when (problem.Failure is LedgerFailure.Io or LedgerFailure.ReadOnly && !(log.Exists && log.Length > 0))
        {
            database?.Dispose();
            return SqliteDatabase.Open(path, SqliteAccess.Immutable);
        }
        catch
        {
            database?.Dispose();
            throw;
        }
    }

    /// <summary>The public key that checks the ledger's checkpoints; its name is their origin.</summary>
    public static VerifierKey Verifier(SqliteDatabase database)
    {
        using var row = database.Named("ledger-read");
        if (!row.Step())
            throw new LedgerException(LedgerFailure.Damaged, $"{database.Path}: its name and its key are missing");
        if (!VerifierKey.TryParse(row.Text(1), out var key, out var fault))
            throw new LedgerException(LedgerFailure.Damaged, $"{database.Path}: its public key is damaged ({fault})");
        return key!.Name == row.Text(0)
            ? key
            : throw new LedgerException(LedgerFailure.Damaged, $"{database.Path}: it is called {row.Text(0)} and its key {key.Name}");
    }
}
