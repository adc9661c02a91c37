using Postern.Ledger.Sqlite;

namespace Postern.Ledger.Tests.Sqlite;

/// <summary>SQLite's log is copied into the file beside the writer, begins anew, and loses nothing.</summary>
public sealed class LogCopyingTests : IDisposable
{
    const int Piece = 1 << 20;

    /// <summary>Octets that the log may come to: four times the length from which on it is copied, the last transaction, and what the
    /// frames of the pages add.</summary>
    const long Most = (4 * 16 + 2) * (1 << 20);

    readonly LedgerFolder folder = new();
    readonly SqliteDatabase writer;

    public LogCopyingTests()
    {
        writer = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Create);
        LedgerFile.Prepare(writer);
        writer.Execute("CREATE TABLE piece (number INTEGER PRIMARY KEY, octets BLOB NOT NULL)");
    }

    long LogLength => new FileInfo($"{folder.Ledger}-wal").Length;

    public void Dispose()
    {
        writer.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void The_log_is_bounded_however_much_is_written()
    {
        using (var log = new LogCopying(writer))
        {
            for (var i = 0; i < 160; i++)
            {
                Write();
                log.Look();
                Assert.InRange(LogLength, 1, Most);
            }
            Assert.InRange(new FileInfo(folder.Ledger).Length, 160 * Piece - Most, long.MaxValue);
        }
        Assert.Equal(160, Pieces(writer));
        Assert.Equal("ok", Text("PRAGMA integrity_check"));
    }

    [Fact]
    public void What_a_reader_still_needs_stays_in_the_log_until_he_has_gone()
    {
        using var log = new LogCopying(writer);
        using var reader = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Read);
        Write();
        reader.Execute("BEGIN");
        Assert.Equal(1, Pieces(reader));
        WriteMany(log, 80);
        Assert.Equal(1, Pieces(reader));
        Assert.InRange(LogLength, 80 * Piece, long.MaxValue);

        reader.Execute("COMMIT");
        var length = LogLength;
        WriteMany(log, 80);

        Assert.Equal(161, Pieces(reader));
        // It began anew, when there was a quarter more to copy.
        Assert.InRange(LogLength, length, length + 8 * Piece);
    }

    [Fact]
    public void What_a_crash_has_left_in_the_log_is_copied_at_the_start()
    {
        writer.Execute("PRAGMA wal_autocheckpoint = 0");
        for (var i = 0; i < 20; i++)
            Write();
        var length = LogLength;

        using var log = new LogCopying(writer);

        Assert.InRange(new FileInfo(folder.Ledger).Length, 20 * Piece, long.MaxValue);
        WriteMany(log, 15);
        Assert.Equal((length, 35), (LogLength, Pieces(writer)));
    }

    [Fact]
    public void Once_it_is_over_the_log_is_left_alone()
    {
        var log = new LogCopying(writer);
        log.Dispose();
        log.Dispose();
        WriteMany(log, 20);
        var file = new FileInfo(folder.Ledger).Length;

        Assert.InRange(LogLength, 20 * Piece, long.MaxValue);
        Assert.InRange(file, 0, Piece);
    }

    void WriteMany(LogCopying log, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Write();
            log.Look();
        }
    }

    void Write() => writer.Execute($"INSERT INTO piece (octets) VALUES (zeroblob({Piece}))");

    static long Pieces(SqliteDatabase database) => database.Number("SELECT count(*) FROM piece")!.Value;

    string Text(string sql)
    {
        using var row = writer.Prepare(sql);
        row.Step();
        return row.Text(0);
    }
}
