using Postern.Ledger.Sqlite;
using Postern.Ledger.Tests.Specification;
using Postern.Ledger.Tests.Sqlite;
using Postern.Testing;

namespace Postern.Ledger.Tests.Faults;

/// <summary>Full disks, files that may not be written, files of others, other writers.</summary>
public sealed class WorldTests : IDisposable
{
    readonly LedgerFolder folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_second_writer_is_refused_and_a_reader_is_not()
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        await ledger.AppendAsync(Some.Contacts(10), Cancellation);

        var problem = Assert.Throws<LedgerException>(() => SqliteLedger.Open(folder.Ledger, new LedgerOptions()));

        Assert.Equal(LedgerFailure.InUse, problem.Failure);
        Assert.Contains("another process is writing to it", problem.Message, StringComparison.Ordinal);
        var (code, output) = AppenderProcess.Shell("env", $"\"$APPENDER\" open '{folder.Ledger}'");
        Assert.Equal(0, code);
        Assert.Contains("InUse:", output, StringComparison.Ordinal);
        Assert.Contains("10 readable", output, StringComparison.Ordinal);
        Assert.Equal(10, await ledger.AppendAsync([Some.Refused(1)], Cancellation));
    }

    [Fact]
    public async Task A_full_store_refuses_what_does_not_fit_and_takes_what_does_later()
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        await ledger.AppendAsync(Some.Contacts(100), Cancellation);
        await ledger.AppendAsync([Some.Refused(1)], (own, _) => own.Execute("PRAGMA max_page_count = 40"), Cancellation);

        var problem = await Assert.ThrowsAsync<LedgerException>(() => ledger.AppendAsync(Some.Contacts(20_000, 100), Cancellation));
        await ledger.AppendAsync([Some.Refused(2)], (own, _) => own.Execute("PRAGMA max_page_count = 1000000"), Cancellation);
        Assert.Equal(102, await ledger.AppendAsync(Some.Contacts(20_000, 100), Cancellation));

        Assert.Equal(LedgerFailure.Full, problem.Failure);
        using var reader = ledger.OpenReader();
        Assert.Equal(20_102, reader.Size);
        LedgerSpecification.AssertTreeHolds(reader);
    }

    [Fact]
    public void A_full_disk_loses_nothing_acknowledged()
    {
        Require.Program("unshare");
        var (code, output) = AppenderProcess.Shell("unshare",
            $"mount -t tmpfs -o size=24m none '{folder["."]}' || exit 77; cd '{folder["."]}' && exec \"$APPENDER\" fill ledger.db filler", "-rm");
        if (code == 77 || output.Contains("unshare failed", StringComparison.Ordinal))
            Assert.Skip($"this machine lets nobody mount a small disk: {output}");

        Assert.Contains("Full: ledger.db: the disk is full", output, StringComparison.Ordinal);
        Assert.Contains(": whole", output, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task After_a_failed_sync_closing_leaves_file_and_log_as_they_are()
    {
        byte[] file, log;
        var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        await using (ledger)
        {
            await ledger.AppendAsync(Some.Contacts(2_000), Cancellation);
            var broken = await Assert.ThrowsAsync<LedgerException>(
                () => ledger.AppendAsync([Some.Refused(1)], (_, _) => throw new LedgerException(LedgerFailure.Io, "the disk failed to sync"), Cancellation));
            Assert.Equal(LedgerFailure.Io, broken.Failure);
            (file, log) = (File.ReadAllBytes(folder.Ledger), File.ReadAllBytes($"{folder.Ledger}-wal"));
        }

        Assert.Equal(file, File.ReadAllBytes(folder.Ledger));
        Assert.Equal(log, File.ReadAllBytes($"{folder.Ledger}-wal"));
        await using var again = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        Assert.Equal(2_000, await again.AppendAsync([Some.Refused(1)], Cancellation));
        using var reader = again.OpenReader();
        LedgerSpecification.AssertTreeHolds(reader);
    }

    [Fact]
    public async Task A_ledger_that_may_not_be_written_is_read_and_not_appended_to()
    {
        Require.Program("unshare");
        await using (var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions()))
            await ledger.AppendAsync(Some.Contacts(10), Cancellation);
        var (code, output) = AppenderProcess.Shell("unshare",
            $"mount --bind '{folder["."]}' '{folder["."]}' && mount -o remount,bind,ro '{folder["."]}' || exit 77; exec \"$APPENDER\" open '{folder.Ledger}'", "-rm");
        if (code == 77 || output.Contains("unshare failed", StringComparison.Ordinal))
            Assert.Skip($"this machine lets nobody mount a folder read-only: {output}");

        Assert.Contains("ReadOnly:", output, StringComparison.Ordinal);
        Assert.Contains("10 readable", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_of_a_newer_program_is_refused_with_both_versions()
    {
        await using (var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions()))
            await ledger.AppendAsync(Some.Contacts(10), Cancellation);
        using (var database = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Write))
            database.Execute("PRAGMA user_version = 99");

        foreach (var open in new Action[] { () => SqliteLedger.Open(folder.Ledger, new LedgerOptions()), () => SqliteLedgerReader.Open(folder.Ledger) })
        {
            var problem = Assert.Throws<LedgerException>(open);
            Assert.Equal(LedgerFailure.NewerSchema, problem.Failure);
            Assert.Contains("version 99", problem.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("hello, world\n")]
    [InlineData("SQLite format 3\0 and then nothing that one would expect, for long enough to be looked at as a header of a hundred bytes")]
    public void A_file_of_something_else_is_refused_and_left_as_it_is(string text)
    {
        File.WriteAllText(folder.Ledger, text);

        Assert.Throws<LedgerException>(() => SqliteLedger.Open(folder.Ledger, new LedgerOptions()));
        Assert.Throws<LedgerException>(() => SqliteLedgerReader.Open(folder.Ledger));
        Assert.Equal(text, File.ReadAllText(folder.Ledger));
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_as_it_is()
    {
        using (var other = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Create))
            other.Execute("CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')");
        var before = File.ReadAllBytes(folder.Ledger);

        Assert.Equal(LedgerFailure.NotALedger, Assert.Throws<LedgerException>(() => SqliteLedger.Open(folder.Ledger, new LedgerOptions())).Failure);
        Assert.Equal(LedgerFailure.NotALedger, Assert.Throws<LedgerException>(() => SqliteLedgerReader.Open(folder.Ledger)).Failure);
        Assert.Equal(before, File.ReadAllBytes(folder.Ledger));
    }

    [Fact]
    public async Task Without_its_key_or_with_another_a_ledger_is_read_and_not_appended_to()
    {
        await using (var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions()))
            await ledger.AppendAsync(Some.Contacts(10), Cancellation);
        await using (SqliteLedger.Open(folder["other.db"], new LedgerOptions()))
        {
        }
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode($"{folder.Ledger}.key"));

        File.Move($"{folder.Ledger}.key", folder["kept"]);
        Assert.Equal(LedgerFailure.Key, Assert.Throws<LedgerException>(() => SqliteLedger.Open(folder.Ledger, new LedgerOptions())).Failure);
        File.Copy($"{folder["other.db"]}.key", $"{folder.Ledger}.key");
        Assert.Equal(LedgerFailure.Key, Assert.Throws<LedgerException>(() => SqliteLedger.Open(folder.Ledger, new LedgerOptions())).Failure);
        using var reader = SqliteLedgerReader.Open(folder.Ledger);
        Assert.Equal(10, reader.Size);
    }

    [Fact]
    public async Task A_file_cut_short_while_it_was_made_is_made_anew()
    {
        File.WriteAllBytes(folder.Ledger, []);

        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());

        Assert.Equal(0, await ledger.AppendAsync(Some.Contacts(3), Cancellation));
    }

    [Fact]
    public async Task What_a_caller_throws_beside_an_entry_undoes_that_entry_and_nobody_elses()
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        var good = Enumerable.Range(0, 50).Select(i => ledger.AppendAsync([Some.Refused(i)], Cancellation)).ToList();
        var bad = Enumerable.Range(0, 10).Select(i => ledger.AppendAsync([Some.Refused(1_000 + i)], (own, _) => own.Execute("INSERT INTO nowhere VALUES (1)"), Cancellation)).ToList();
        good.AddRange(Enumerable.Range(50, 50).Select(i => ledger.AppendAsync([Some.Refused(i)], Cancellation)));

        foreach (var task in bad)
            await Assert.ThrowsAsync<InvalidOperationException>(() => task);
        await Task.WhenAll(good);

        Assert.Equal(100, ledger.Size);
        using var reader = ledger.OpenReader();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => Some.Text(Some.Refused(i))).Order(StringComparer.Ordinal), reader.ReadEntries(0, 100).Select(e => Some.Text(e.Entry)).Order(StringComparer.Ordinal));
        LedgerSpecification.AssertTreeHolds(reader);
    }
}
