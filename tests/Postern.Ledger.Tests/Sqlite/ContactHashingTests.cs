using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Ledger.Tests.Specification;

namespace Postern.Ledger.Tests.Sqlite;

/// <summary>Contacts are hashed before their numbers are certain: whatever comes between, the tree is that of the entries.</summary>
public sealed class ContactHashingTests : IDisposable
{
    readonly LedgerFolder folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_who_appends_in_turn_finds_contacts_hashed_under_their_numbers()
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        var appends = new List<Task<long>> { ledger.AppendAsync([Some.Refused(0)], Cancellation) };
        for (var i = 0; i < 6; i++)
            appends.Add(ledger.AppendAsync(Some.Contacts(3_000, i * 3_000), Cancellation));
        var numbers = await Task.WhenAll(appends);

        Assert.Equal([0, 1, 3_001, 6_001, 9_001, 12_001, 15_001], numbers);
        AssertHolds(ledger, 18_001);
    }

    [Fact]
    public async Task A_ledger_that_was_opened_again_goes_on_in_the_middle_of_a_run()
    {
        for (var round = 0; round < 3; round++)
        {
            await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
            await ledger.AppendAsync(Some.Contacts(2_500, round * 2_500), Cancellation);
            AssertHolds(ledger, (round + 1) * 2_500);
        }
    }

    [Fact]
    public async Task What_a_caller_undoes_between_contacts_moves_their_numbers_and_the_tree_holds()
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        for (var round = 0; round < 5; round++)
        {
            var first = ledger.AppendAsync(Some.Contacts(1_500, round), Cancellation);
            var undone = ledger.AppendAsync([Some.Refused(1), Some.Refused(2)], (own, _) => own.Execute("INSERT INTO nowhere VALUES (1)"), Cancellation);
            var second = ledger.AppendAsync(Some.Contacts(1_500, 2_000 + round), Cancellation);

            Assert.Equal(round * 3_000L, await first);
            await Assert.ThrowsAsync<InvalidOperationException>(() => undone);
            Assert.Equal(round * 3_000L + 1_500, await second);
        }
        AssertHolds(ledger, 15_000);
    }

    [Fact]
    public async Task Several_who_append_at_once_guess_each_others_numbers_wrong_and_the_tree_holds()
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await ledger.AppendAsync(Some.Contacts(300 + thread, i), Cancellation);
                await ledger.AppendAsync([Some.Refused(i)], Cancellation);
            }
        }, Cancellation)));

        AssertHolds(ledger, 10 * (300 + 301 + 302 + 303 + 4));
    }

    [Fact]
    public async Task A_batch_is_its_owners_again_when_he_is_told_though_the_append_failed()
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        await ledger.AppendAsync([Some.Refused(1)], (own, _) => own.Execute("PRAGMA max_page_count = 60"), Cancellation);
        var batch = Some.Contacts(20_000);

        var problem = await Assert.ThrowsAsync<LedgerException>(() => ledger.AppendAsync(batch, Cancellation));
        batch.Clear();
        for (var i = 0; i < 50; i++)
            batch.Add(Some.Contact(i));
        await ledger.AppendAsync([Some.Refused(2)], (own, _) => own.Execute("PRAGMA max_page_count = 1000000"), Cancellation);

        Assert.Equal(LedgerFailure.Full, problem.Failure);
        Assert.Equal(2, await ledger.AppendAsync(batch, Cancellation));
        AssertHolds(ledger, 52);
    }

    void AssertHolds(SqliteLedger ledger, long size)
    {
        using var reader = SqliteLedgerReader.Open(folder.Ledger);
        Assert.Equal((size, size), (ledger.Size, reader.Size));
        LedgerSpecification.AssertTreeHolds(reader);
        var ahead = LedgerVerification.Verify(reader.LeavesAhead(2), reader, reader.Size, [], [reader.Verifier], null, null, Cancellation);
        Assert.Equal(new TreeReader(reader, size).Root(), ahead.Root);
        Assert.Empty(reader.CheckStore());
    }
}
