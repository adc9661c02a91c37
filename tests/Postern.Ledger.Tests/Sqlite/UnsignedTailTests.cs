using Postern.Contacts;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Ledger.Tests.Sealing;
using Postern.Ledger.Tests.Specification;

namespace Postern.Ledger.Tests.Sqlite;

/// <summary>What is signed when, and what may therefore lie behind the last checkpoint of a ledger that nobody changed.</summary>
public sealed class UnsignedTailTests : IDisposable
{
    readonly LedgerFolder folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_first_entries_of_a_writer_are_signed_at_once_and_with_them_what_he_finds()
    {
        await Write("first.db", [Some.Contacts(5)]);
        Assert.Equal([5], Signed("first.db"));
        await Write("second.db", [Some.Contacts(5), Some.Contacts(7)]);
        Assert.Equal([5], Signed("second.db"));
        Assert.Equal((5, 7), FirstAndCount("second.db"));

        File.Copy(folder["second.db.key"], folder["third.db.key"]);
        File.Copy(folder["second.db"], folder["third.db"]);
        File.Copy(folder["second.db-wal"], folder["third.db-wal"]);
        await using (var ledger = SqliteLedger.Open(folder["third.db"], new LedgerOptions { Clock = new ManualClock() }))
        {
            await ledger.AppendAsync([Some.Refused(1)], Cancellation);
            Assert.Equal([5, 13], Signed("third.db"));
            await ledger.AppendAsync([Some.Refused(2)], Cancellation);
            Assert.Equal([5, 13], Signed("third.db"));
        }
    }

    [Fact]
    public async Task What_ends_something_is_signed_together_with_it()
    {
        await Write("ledger.db", [new[] { Some.Refused(1) }, new[] { Some.Refused(2) }, new[] { Some.Refused(3), Read() }, new[] { Some.Refused(4) }, new[] { Stop() }]);

        Assert.Equal([1, 4, 6], Signed("ledger.db"));
        Forge("ledger.db", 1);
        var fault = Tail("ledger.db").Fault!;
        Assert.Equal((LedgerFaultKind.TailUnsigned, 1, 5), (fault.Kind, fault.First, fault.Count));
        Assert.Contains("entry 3, which ends something, was written together with a checkpoint", fault.Sentence, StringComparison.Ordinal);
        Forge("ledger.db", 4);
        Assert.Contains("entry 5, which ends", Tail("ledger.db", signed: 4).Fault!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_writer_leaves_is_told_with_its_times_and_is_no_fault()
    {
        await Write("ledger.db", [Some.Contacts(1), Some.Contacts(20, 20), new[] { Some.Refused(1) }]);

        var tail = Tail("ledger.db");

        Assert.Null(tail.Fault);
        Assert.Equal((1, 21, Some.Start + 1, Some.Contact(39).Time), (tail.First, tail.Count, tail.From!.Value, tail.To!.Value));
        Assert.Equal($"the last 21 entries (dated {UnixTime.Format(Some.Start + 1)} to {UnixTime.Format(Some.Contact(39).Time)})", tail.Words);
    }

    [Fact]
    public async Task More_entries_than_are_ever_left_show_that_checkpoints_were_taken_away()
    {
        await Write("ledger.db", [Some.Contacts(2), Some.Contacts(40_000), Some.Contacts(40_000)]);
        Assert.Equal([2, 80_002], Signed("ledger.db"));

        Forge("ledger.db", 2);

        var tail = Tail("ledger.db");
        Assert.Equal((LedgerFaultKind.TailUnsigned, 2, 80_000), (tail.Fault!.Kind, tail.Fault.First, tail.Fault.Count));
        Assert.Contains("no signature covers the last 80,000 entries (dated", tail.Fault.Sentence, StringComparison.Ordinal);
        Assert.Contains("a checkpoint is signed every 65,536: checkpoints were taken away", tail.Fault.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15, false, false)]
    [InlineData(16, false, true)]
    [InlineData(60 * 24 * 365, false, true)]
    [InlineData(60 * 24 * 365, true, false)] // the clock says why
    public async Task Entries_written_over_a_longer_time_show_it_too_unless_the_clock_was_stepped(int minutes, bool isStepped, bool isFault)
    {
        var later = Some.Start + minutes * 60 * UnixTime.Second;
        PlainEntry[] steps = isStepped ? [new PlainEntry(EntryKind.ClockStep, later).Add(EntryField.Span, 1)] : [];
        await Write("ledger.db", [Some.Contacts(1), new[] { Some.Refused(0) }, Some.Contacts(9), new[] { new PlainEntry(EntryKind.Refused, later).Add(EntryField.Reply, 554) }, .. steps.Select(s => new[] { s })]);

        Assert.Equal(isFault, Tail("ledger.db").Fault is not null);
    }

    [Fact]
    public async Task Contacts_of_a_log_may_be_of_any_time()
    {
        var batch = new ContactBatch();
        foreach (var time in new[] { long.MinValue + 1, Some.Start, long.MaxValue })
            batch.Add(Some.Contact(1) with { Time = time });
        await Write("ledger.db", [Some.Contacts(1), batch]);

        Assert.Null(Tail("ledger.db").Fault);
        Assert.Equal((long.MinValue + 1, long.MaxValue), (Tail("ledger.db").From, Tail("ledger.db").To));
    }

    [Fact]
    public async Task Nothing_is_behind_the_last_checkpoint_of_a_ledger_that_was_closed()
    {
        await using (var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions()))
        {
            await ledger.AppendAsync(Some.Contacts(5), Cancellation);
            await ledger.AppendAsync(Some.Contacts(5), Cancellation);
        }

        using var reader = SqliteLedgerReader.Open(folder.Ledger);
        Assert.Equal(0, UnsignedTail.Of(reader, 10).Count);
        Assert.Equal(0, UnsignedTail.Of(reader, -1).Count); // that is another fault
    }

    static PlainEntry Read() => new PlainEntry(EntryKind.FileProvenance, Some.Start).Add(EntryField.Act, "read").Add(EntryField.File, 1).Add(EntryField.Path, "x");

    static PlainEntry Stop() => new PlainEntry(EntryKind.AdministrativeAct, Some.Start).Add(EntryField.Act, "stop").Add(EntryField.Operator, "gate");

    /// <summary>Appends one after the other, and leaves the ledger as a writer does who is killed then.</summary>
    async Task Write(string name, IEnumerable<object> appends)
    {
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions { Clock = new ManualClock() });
        foreach (var append in appends)
            await (append is ContactBatch batch ? ledger.AppendAsync(batch, Cancellation) : ledger.AppendAsync((PlainEntry[])append, Cancellation));
        foreach (var end in new[] { "", "-wal", ".key" })
            File.Copy(folder.Ledger + end, folder[name] + end);
        await ledger.DisposeAsync();
        foreach (var end in new[] { "", ".key" })
            File.Delete(folder.Ledger + end);
    }

    /// <summary>Deletes all checkpoints but one, as somebody who has no key.</summary>
    void Forge(string name, long size)
    {
        using var database = SqliteDatabase.Open(folder[name], SqliteAccess.Write);
        database.Execute($"DELETE FROM checkpoint WHERE size > {size}");
    }

    List<long> Signed(string name)
    {
        using var reader = SqliteLedgerReader.Open(folder[name]);
        return [.. reader.ReadCheckpoints().Select(c => c.Size)];
    }

    UnsignedTail Tail(string name, long? signed = null)
    {
        using var reader = SqliteLedgerReader.Open(folder[name]);
        return UnsignedTail.Of(reader, signed ?? reader.ReadCheckpoints()[^1].Size);
    }

    (long First, long Count) FirstAndCount(string name) => (Tail(name).First, Tail(name).Count);
}
