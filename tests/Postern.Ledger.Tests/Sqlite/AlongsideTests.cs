using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Ledger.Tests.Sqlite;

/// <summary>Rows of a caller's own in the transaction of its entries. By themselves: one test looks at all files that the process has open.</summary>
[Collection(nameof(AlongsideTests))]
[CollectionDefinition(nameof(AlongsideTests), DisableParallelization = true)]
public sealed class AlongsideTests : IDisposable
{
    readonly LedgerFolder folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_a_caller_s_rows_throw_undoes_its_entries_and_nobody_else_s()
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        await ledger.AppendAsync([], (database, _) => database.Execute("CREATE TABLE own (number INTEGER)"), Cancellation);
        var appends = Enumerable.Range(0, 60).Select(i => ledger.AppendAsync([Entry(i)], (database, first) =>
        {
            database.Execute($"INSERT INTO own VALUES ({first})");
            if (i % 20 == 7)
                throw new InvalidDataException($"{i}");
        }, Cancellation)).ToList();
        for (var i = 0; i < appends.Count; i++)
        {
            if (i % 20 == 7)
                Assert.Equal($"{i}", (await Assert.ThrowsAsync<InvalidDataException>(() => appends[i])).Message);
            else
                await appends[i];
        }
        using var reader = SqliteLedgerReader.Open(folder.Ledger);
        Assert.Equal(57, reader.Size);
        Assert.Equal(Enumerable.Range(0, 60).Where(i => i % 20 != 7).Select(i => (long)i), reader.ReadEntries(0, reader.Size).Select(e => e.Entry.Time));
        using var rows = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Read);
        Assert.Equal((57L, 56L), (rows.Number("SELECT count(*) FROM own"), rows.Number("SELECT max(number) FROM own")));
        Assert.Empty(reader.CheckStore());
    }

    // SQLite keeps copies of pages that are changed within a savepoint. In a file of its own they would lie where nobody looks after them.
    [Fact]
    public async Task Nothing_of_what_is_changed_is_copied_to_another_file()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/fd"), "only Linux lists a process's open files");
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        await ledger.AppendAsync([], (database, _) => database.Execute("""
            CREATE TABLE own (octets BLOB);
            WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 200) INSERT INTO own SELECT zeroblob(4000) FROM many;
            """), Cancellation);
        var calls = 0;
        IReadOnlyList<string> open = [];
        await ledger.AppendAsync([Entry(1)], (database, _) =>
        {
            database.Execute("UPDATE own SET octets = randomblob(4000)");
            open = [.. Directory.EnumerateFiles("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget ?? "")];
            // The second time it is within a savepoint.
            if (++calls == 1)
                throw new InvalidDataException("as told");
        }, Cancellation);
        Assert.Equal(2, calls);
        Assert.Contains(open, path => path.EndsWith("-wal", StringComparison.Ordinal));
        Assert.DoesNotContain(open, path => path.Contains("etilqs", StringComparison.Ordinal));
    }

    static PlainEntry Entry(int time) => new PlainEntry(EntryKind.Alarm, time).Add(EntryField.Kept, "a test");
}
