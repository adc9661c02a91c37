using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Ledger.Tests.Specification;

namespace Postern.Ledger.Tests.Sqlite;

/// <summary>Rows of entries are believed only as the writer writes them: whatever else SQLite would take for the same is damage.</summary>
public sealed class EntryRowsTests : IAsyncLifetime
{
    readonly LedgerFolder folder = new();

    public async ValueTask InitializeAsync()
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        await ledger.AppendAsync(
            [
                Some.Refused(5),
                new PlainEntry(EntryKind.ClockStep, long.MinValue).Add(EntryField.Span, -7).Add(EntryField.Until, 8),
                new PlainEntry(EntryKind.FileProvenance, 9).Add(EntryField.Path, "nul \0 in it").Add(EntryField.Act, new byte[] { 0xFF }),
            ],
            TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return default;
    }

    [Fact]
    public void Rows_as_they_were_written_hold() => Assert.Empty(folder.Verify());

    [Theory]
    [InlineData("UPDATE entry SET kind = kind + 256 WHERE number = 0", 0)]
    [InlineData("UPDATE entry SET kind = kind - 256 WHERE number = 0", 0)]
    [InlineData("UPDATE entry SET time = -9223372036854775807 - 1 WHERE number = 1", 1)]
    [InlineData("UPDATE entry_value SET field = field + 256 WHERE number = 0 AND field = 4", 0)]
    [InlineData("UPDATE entry_value SET field = field - 256 WHERE number = 0 AND field = 128", 0)]
    [InlineData("UPDATE entry_value SET value = '554 and nothing else, honest' WHERE number = 0 AND field = 4", 0)]
    [InlineData("UPDATE entry_value SET value = 554.75 WHERE number = 0 AND field = 4", 0)]
    [InlineData("UPDATE entry_value SET value = 8.5 WHERE number = 1 AND field = 10", 1)]
    [InlineData("UPDATE entry_value SET value = CAST(value AS BLOB) WHERE number = 0 AND field = 134", 0)]
    [InlineData("UPDATE entry_value SET value = CAST(value AS TEXT) WHERE number = 0 AND field = 133", 0)]
    [InlineData("UPDATE entry_value SET value = CAST(value AS TEXT) WHERE number = 2 AND field = 138", 2)]
    [InlineData("UPDATE entry_value SET value = CAST(value AS TEXT) WHERE number = 2 AND field = 7", 2)]
    public void A_row_that_says_something_else_to_another_program_is_damage(string sql, long number)
    {
        Change(sql);

        Assert.Contains($"entry {number}: gone, though sealed in the tree", folder.Verify());
        using var reader = SqliteLedgerReader.Open(folder.Ledger);
        Assert.DoesNotContain(reader.ReadEntries(0, reader.Size), e => e.Number == number);
    }

    [Theory]
    [InlineData("INSERT INTO entry VALUES (-3, 1, 5)", "entry -3 stands before the first entry")]
    [InlineData("INSERT INTO forgotten VALUES (-3, NULL, NULL, x'00')", "entry -3 stands before the first entry")]
    [InlineData("INSERT INTO entry_value VALUES (77, 7, 'sealed')", "the fields of entry 77 belong to no entry")]
    public void Rows_that_belong_to_no_entry_are_found(string sql, string sentence)
    {
        Change(sql);

        Assert.Equal([sentence], folder.Verify());
    }

    [Fact]
    public async Task A_contact_among_the_other_entries_is_damage()
    {
        await using (var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions()))
            await ledger.AppendAsync(Some.Contacts(1, 3), TestContext.Current.CancellationToken);
        long moved;
        using (var reader = SqliteLedgerReader.Open(folder.Ledger))
            moved = reader.Size - 1;
        Change($"""
            DELETE FROM contact_block WHERE first = {moved};
            INSERT INTO entry VALUES ({moved}, NULL, 1);
            """);

        Assert.Contains($"entry {moved}: gone, though sealed in the tree", folder.Verify());
    }

    void Change(string sql)
    {
        using var database = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Write);
        database.Execute(sql);
    }
}
