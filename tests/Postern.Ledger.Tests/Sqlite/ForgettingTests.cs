using System.Text;
using Postern.Contacts;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Ledger.Tests.Specification;

namespace Postern.Ledger.Tests.Sqlite;

/// <summary>What is forgotten cannot be read or guessed any more, and everything else is as it was sealed.</summary>
public sealed class ForgettingTests : IAsyncLifetime
{
    const int Run = SqliteLedger.RunLength;
    const int Contacts = 3 * Run;
    const long FileEntry = 10;

    readonly LedgerFolder folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        await ledger.AppendAsync(Batch(0, (int)FileEntry), Cancellation);
        await ledger.AppendAsync([new PlainEntry(EntryKind.FileProvenance, Time(10)).Add(EntryField.File, 1).Add(EntryField.Act, "begun").Add(EntryField.Path, "dns.log")], Cancellation);
        await ledger.AppendAsync([Some.Refused(3)], Cancellation);
        await ledger.AppendAsync(Batch((int)FileEntry, Contacts), Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return default;
    }

    [Fact]
    public async Task What_lies_before_an_instant_is_gone_and_the_rest_holds()
    {
        Assert.Equal(2 * Run - 1, await Forget(2 * Run + 100));

        Assert.Empty(folder.Verify());
        using var reader = SqliteLedgerReader.Open(folder.Ledger);
        List<long> numbers = [];
        reader.ReadContacts(0, reader.Size, ContactFilter.None, whole: true, (in LedgerContact c) => numbers.Add(c.Number), Cancellation);
        Assert.Equal(Enumerable.Range(2 * Run, Contacts + 2 - 2 * Run).Select(n => (long)n), numbers);
        Assert.Equal(2 * Run - 1, Forgotten());
        Assert.Equal([FileEntry], reader.ReadEntries(0, 2 * Run).Select(e => e.Number));
        var forgotten = reader.Open(77)!;
        Assert.Empty(forgotten.Opened);
        Assert.Equal(4, forgotten.Entry.Private.Count);
        Assert.Equal("dns-lookup", EntryValues.Text(EntryField.ContactKind, forgotten.Entry.Open[0].Value.Span));
        Assert.Equal(new TreeReader(reader, reader.Size).Leaf(77), forgotten.LeafHash);
        Assert.Equal("dns.log", EntryValues.Text(EntryField.Path, reader.Open(FileEntry)!.Opened[0].Value));
        Assert.Equal(new long[] { 1, 2, 3 }, reader.ForgottenLines(1).Order().Take(3));
    }

    [Fact]
    public async Task A_bundle_of_everything_has_what_is_left_of_the_forgotten_and_no_gap()
    {
        await Forget(2 * Run + 100);
        using var reader = SqliteLedgerReader.Open(folder.Ledger);
        using var bundle = new MemoryStream();
        Assert.Equal(reader.Size, EvidenceExport.WriteAll(reader, bundle, Cancellation));

        var shown = 0;
        var checkedBundle = BundleVerification.Verify(bundle, [reader.Verifier], entry => shown += entry.Opened.Count > 0 ? 1 : 0, Cancellation);
        Assert.Equal((true, true, reader.Size), (checkedBundle.Holds, checkedBundle.IsContiguous, checkedBundle.Entries));
        Assert.Equal(reader.Size - (2 * Run - 1), shown);
    }

    [Fact]
    public async Task Nothing_of_it_lies_in_the_file_any_more()
    {
        Assert.True(Holds("early-5.example.com") && Holds("\\\"note\\\":\\\"early 5\\\"") && Holds("late-9000.example.com") && Holds("nobody's key, session 3"));

        await Forget(2 * Run + 100);

        Assert.False(Holds("early-5.example.com") || Holds("early 5\\\"") || Holds("nobody's key, session 3"));
        Assert.True(Holds("late-9000.example.com"));
    }

    [Fact]
    public async Task A_run_that_is_not_old_enough_as_a_whole_stays()
    {
        Assert.Equal(0, await Forget(Run - 10));
        using var reader = SqliteLedgerReader.Open(folder.Ledger);
        Assert.Equal([0L, 1L, 2L], reader.RunsBefore(long.MaxValue, Cancellation));
    }

    [Fact]
    public async Task To_forget_twice_changes_nothing_more()
    {
        await Forget(2 * Run + 100);
        Assert.Equal(0, await Forget(2 * Run + 100));
        Assert.Empty(folder.Verify());
    }

    [Fact]
    public async Task What_a_gate_goes_on_with_stays_until_it_is_superseded()
    {
        var announced = await Append(Retirement("announced"));
        var first = await Append([.. Enumerable.Range(1, KeptEntries.SignsOfLife + 1).Select(i => Beat("south", "sent", i))]);
        var second = first + 1;
        var received = await Append(Beat("south", "received", 7));
        var missed = await Append(new PlainEntry(EntryKind.Heartbeat, Time(1)).Add(EntryField.Act, "missed").Add(EntryField.Peer, "south"));
        var (raised, cleared) = (await Append(Alarm("raised", "silence")), await Append(Alarm("raised", "clock")));
        await Append(Alarm("cleared", "clock"));
        // What shows another ledger since the alarm does not drive out what was witnessed before.
        await Append([.. Enumerable.Range(8, KeptEntries.SignsOfLife).Select(i => Beat("south", "received", i))]);
        var accepted = await Append(new PlainEntry(EntryKind.AdministrativeAct, Time(1)).Add(EntryField.Act, "accept-ledger").Add(EntryField.Peer, "south"));
        await Fill();
        await Append(Retirement("draining"));

        await Forget(Contacts);

        Assert.Empty(folder.Verify());
        Assert.Equal([announced, second, received, raised, accepted], Whole(announced, first, second, received, missed, raised, cleared, accepted));

        await Append(Alarm("cleared", "silence"));
        await Append(Beat("south", "sent", 1_000));
        Assert.Equal(3, await Forget(0));

        Assert.Empty(folder.Verify());
        Assert.Equal([announced, accepted], Whole(announced, first, second, received, missed, raised, cleared, accepted));
        Assert.Equal(0, await Forget(0));

        IEnumerable<long> Whole(params long[] numbers)
        {
            using var reader = SqliteLedgerReader.Open(folder.Ledger);
            return [.. numbers.Where(n => reader.ReadEntries(n, n + 1).Any())];
        }
    }

    [Fact]
    public async Task What_was_tampered_with_is_not_made_to_look_forgotten()
    {
        Change("UPDATE contact_block SET file = 2 WHERE first = 12");

        var problem = await Assert.ThrowsAsync<LedgerException>(() => Forget(2 * Run + 100));

        Assert.Contains("entry 12 is not what was sealed", problem.Message, StringComparison.Ordinal);
        using var reader = SqliteLedgerReader.Open(folder.Ledger);
        Assert.Equal(0, Forgotten());
        Assert.NotNull(reader.Open(1025));
    }

    [Theory]
    [InlineData("UPDATE forgotten SET sealed = (SELECT sealed FROM forgotten WHERE number = 8) WHERE number = 7", "entry 7: the content is not what was sealed")]
    [InlineData("DELETE FROM forgotten WHERE number = 7", "entry 7: gone, though sealed in the tree")]
    [InlineData("UPDATE kept_salts SET salts = zeroblob(16)", "entry 10: the content is not what was sealed")]
    [InlineData("INSERT INTO contact_block SELECT 20, 1, 1, '[[0,1,1,1,1,\"\"]]'", "entry 20 is there twice")]
    public async Task Changes_to_what_was_forgotten_are_found(string sql, string sentence)
    {
        await Forget(2 * Run + 100);
        Change(sql);

        var faults = folder.Verify();

        Assert.True(faults.Any(f => f.StartsWith(sentence, StringComparison.Ordinal)), string.Join('\n', faults));
    }

    /// <summary>Contacts up to the end of a run, so that it can be forgotten.</summary>
    async Task Fill()
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        await ledger.AppendAsync(Batch(0, (int)(Run - ledger.Size % Run)), Cancellation);
    }

    /// <summary>Appends entries and gives the number of the first.</summary>
    async Task<long> Append(params PlainEntry[] entries)
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        return await ledger.AppendAsync(entries, Cancellation);
    }

    static PlainEntry Retirement(string act) => new PlainEntry(EntryKind.Retirement, Time(1)).Add(EntryField.Act, act).Add(EntryField.Operator, "owner");

    static PlainEntry Alarm(string act, string reason) => new PlainEntry(EntryKind.Alarm, Time(1))
        .Add(EntryField.Act, act).Add(EntryField.Reason, reason).Add(EntryField.Peer, "south");

    static PlainEntry Beat(string peer, string act, long sequence) => new PlainEntry(EntryKind.Heartbeat, Time(1))
        .Add(EntryField.Act, act).Add(EntryField.Peer, peer).Add(EntryField.Sequence, sequence).Add(EntryField.Checkpoint, "a note");

    async Task<long> Forget(int before)
    {
        IReadOnlyList<long> runs;
        using (var reader = SqliteLedgerReader.Open(folder.Ledger))
            runs = reader.RunsBefore(Time(before), Cancellation);
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        return await ledger.ForgetAsync(runs, new PlainEntry(EntryKind.AdministrativeAct, Time(Contacts)).Add(EntryField.Act, "forget"), null, Cancellation);
    }

    long Forgotten()
    {
        using var database = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Read);
        return database.Number("SELECT count(*) FROM forgotten")!.Value;
    }

    void Change(string sql)
    {
        using var database = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Write);
        database.Execute(sql);
    }

    bool Holds(string text)
    {
        Assert.False(File.Exists($"{folder.Ledger}-wal"));
        return File.ReadAllBytes(folder.Ledger).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }

    static long Time(int i) => Some.Start + i * UnixTime.Second;

    static ContactBatch Batch(int from, int to)
    {
        var batch = new ContactBatch();
        for (var i = from; i < to; i++)
        {
            var age = i < 2 * Run ? "early" : "late";
            batch.Add(new LedgerContact
            {
                Time = Time(i),
                Kind = ContactKind.DnsLookup,
                Source = "192.0.2.1"u8,
                Target = Encoding.UTF8.GetBytes($"{age}-{i}.example.com"),
                Outcome = "NOERROR"u8,
                Figures = new ContactFigures(-1, 5353, 53, i + 1),
                Detail = Encoding.UTF8.GetBytes($$"""{"note":"{{age}} {{i}}"}"""),
                File = 1,
            });
        }
        return batch;
    }
}
