using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Specification;

/// <summary>What every ledger store must do. A store has a derived class that says how it is opened.</summary>
public abstract class LedgerSpecification : IAsyncLifetime
{
    ILedger? ledger;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    ILedger Ledger => ledger!;

    /// <summary>Opens the store of this test to append; called again after it was closed.</summary>
    protected abstract ILedger Open();

    /// <summary>Removes the store.</summary>
    protected abstract void Remove();

    public ValueTask InitializeAsync()
    {
        ledger = Open();
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        Remove();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_new_ledger_is_empty_and_has_a_name_and_a_key()
    {
        using var reader = Ledger.OpenReader();

        Assert.Equal(0, reader.Size);
        Assert.Empty(reader.ReadEntries(0, 100));
        Assert.StartsWith("postern/", reader.Verifier.Name, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(257)]
    [InlineData(10_000)]
    public async Task Contacts_come_back_as_they_were(int count)
    {
        Assert.Equal(0, await Ledger.AppendAsync(Some.Contacts(count), Cancellation));

        Assert.Equal(count, Ledger.Size);
        using var reader = Ledger.OpenReader();
        Assert.Equal(Enumerable.Range(0, count).Select(i => Some.Text(Some.Contact(i))), ContactsOf(reader));
        Assert.Equal(Enumerable.Range(0, count).Select(i => Some.Text(PlainContact.ToEntry(Some.Contact(i)))), EntriesOf(reader));
    }

    [Fact]
    public async Task Entries_of_all_kinds_stand_in_the_order_in_which_they_came()
    {
        List<string> expected = [];
        foreach (var kind in Enum.GetValues<EntryKind>().Where(k => k != EntryKind.Contact))
        {
            var entry = new PlainEntry(kind, Some.Start + (int)kind);
            foreach (var field in Enum.GetValues<EntryField>().Where((_, i) => (i + (int)kind) % 3 == 0))
                AddSome(entry, field);
            expected.Add(Some.Text(entry));
            Assert.Equal(expected.Count - 1, await Ledger.AppendAsync([entry], Cancellation));
            await Ledger.AppendAsync(Some.Contacts(2, expected.Count), Cancellation);
            expected.AddRange([Some.Text(PlainContact.ToEntry(Some.Contact(expected.Count))), Some.Text(PlainContact.ToEntry(Some.Contact(expected.Count + 1)))]);
        }

        using var reader = Ledger.OpenReader();
        Assert.Equal(expected, EntriesOf(reader));
        Assert.Equal(expected.Skip(5).Take(7), reader.ReadEntries(5, 12).Select(e => Some.Text(e.Entry)));
        Assert.Equal(EntryKind.Heartbeat, Assert.Single(reader.ReadEntries(EntryKind.Heartbeat)).Entry.Kind);
    }

    [Fact]
    public async Task A_contact_may_come_as_an_entry_too()
    {
        await Ledger.AppendAsync([Some.Refused(1), PlainContact.ToEntry(Some.Contact(7))], Cancellation);

        using var reader = Ledger.OpenReader();
        Assert.Equal([Some.Text(Some.Contact(7))], ContactsOf(reader));
    }

    [Fact]
    public async Task An_entry_that_calls_itself_a_contact_and_is_none_is_refused_alone()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Ledger.AppendAsync([new PlainEntry(EntryKind.Contact, 0)], Cancellation));
        var senseless = PlainContact.ToEntry(Some.Contact(1) with { Figures = new ContactFigures(-7, -1, -1, 0) });
        await Assert.ThrowsAsync<ArgumentException>(() => Ledger.AppendAsync([senseless], Cancellation));
        Assert.Throws<ArgumentException>(() => new ContactBatch().Add(new LedgerContact { Kind = (ContactKind)200 }));
        Assert.Throws<ArgumentException>(() => new ContactBatch().Add(new LedgerContact { Outcome = new byte[70_000] }));
        await Ledger.AppendAsync([Some.Refused(1)], Cancellation);

        Assert.Equal(1, Ledger.Size);
    }

    [Fact]
    public async Task Many_threads_append_at_once_and_every_entry_is_there_once_in_a_tree_that_holds()
    {
        const int Threads = 16, Each = 60;
        var numbers = await Task.WhenAll(Enumerable.Range(0, Threads).Select(t => Task.Run(async () =>
        {
            List<(long Number, int Session)> got = [];
            for (var i = 0; i < Each; i++)
                got.Add((await Ledger.AppendAsync([Some.Refused(t * Each + i)], Cancellation), t * Each + i));
            return got;
        })));

        using var reader = Ledger.OpenReader();
        var read = reader.ReadEntries(0, reader.Size).ToDictionary(e => e.Number, e => Some.Text(e.Entry));
        Assert.Equal(Threads * Each, read.Count);
        Assert.All(numbers.SelectMany(n => n), n => Assert.Equal(Some.Text(Some.Refused(n.Session)), read[n.Number]));
        AssertTreeHolds(reader);
    }

    [Fact]
    public async Task The_tree_is_that_of_the_entries_however_they_came()
    {
        await Ledger.AppendAsync(Some.Contacts(4_000), Cancellation);
        await Ledger.AppendAsync([Some.Refused(1), Some.Refused(2)], Cancellation);
        await Ledger.AppendAsync(Some.Contacts(300, 4_000), Cancellation);
        for (var i = 0; i < 10; i++)
            await Ledger.AppendAsync([Some.Refused(i)], Cancellation);

        using var reader = Ledger.OpenReader();
        Assert.Equal(4_312, reader.Size);
        AssertTreeHolds(reader);
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_closing_and_appending_goes_on_behind_it()
    {
        await Ledger.AppendAsync(Some.Contacts(1_000), Cancellation);
        await Ledger.DisposeAsync();
        ledger = Open();

        Assert.Equal(1_000, Ledger.Size);
        Assert.Equal(1_000, await Ledger.AppendAsync(Some.Contacts(1_000, 1_000), Cancellation));
        using var reader = Ledger.OpenReader();
        Assert.Equal(Enumerable.Range(0, 2_000).Select(i => Some.Text(Some.Contact(i))), ContactsOf(reader));
        AssertTreeHolds(reader);
    }

    [Fact]
    public async Task A_reader_sees_one_state_until_it_is_refreshed()
    {
        await Ledger.AppendAsync(Some.Contacts(10), Cancellation);
        using var reader = Ledger.OpenReader();
        await Ledger.AppendAsync(Some.Contacts(10, 10), Cancellation);

        Assert.Equal(10, reader.Size);
        Assert.Equal(10, ContactsOf(reader).Count());
        reader.Refresh();
        Assert.Equal(20, reader.Size);
        Assert.Equal(20, ContactsOf(reader).Count());
    }

    [Fact]
    public async Task Filters_are_honoured()
    {
        await Ledger.AppendAsync(Some.Contacts(3_000), Cancellation);
        using var reader = Ledger.OpenReader();

        var filter = new ContactFilter(sources: ["192.0.2.0/25"], targets: ["HOST-3.example.com", "host-30.example.com"],
            kinds: [ContactKind.SmtpIn, ContactKind.Flow], from: Some.Start + 100 * 1_000_003L, to: Some.Start + 2_900 * 1_000_003L);
        var expected = Enumerable.Range(100, 2_800)
            .Where(i => i % 97 != 13 && i % 200 < 128 && i % 31 is 3 or 30 && i % 4 is 1 or 3)
            .Where(i => i % 97 != 13 && i % 200 < 128)
            .Select(i => Some.Text(Some.Contact(i))).ToList();

        Assert.True(expected.Count > 10);
        Assert.Equal(expected, ContactsOf(reader, filter));
        Assert.Equal(3_000, ContactsOf(reader).Count());
    }

    [Fact]
    public async Task A_quick_reading_gives_times_pairs_and_lines()
    {
        await Ledger.AppendAsync(Some.Contacts(500), Cancellation);
        using var reader = Ledger.OpenReader();

        var place = 0;
        reader.ReadContacts(0, reader.Size, ContactFilter.None, whole: false, (in LedgerContact c) =>
        {
            var expected = Some.Contact(place++);
            Assert.Equal((expected.Time, expected.Kind, expected.File, expected.Figures.Line, expected.Aggregate), (c.Time, c.Kind, c.File, c.Figures.Line, c.Aggregate));
            Assert.True(c.Source.SequenceEqual(expected.Source) && c.Target.SequenceEqual(expected.Target));
        }, Cancellation);
        Assert.Equal(500, place);
    }

    [Fact]
    public async Task A_seal_covers_everything_durable_and_is_not_made_twice_over_the_same()
    {
        await Ledger.AppendAsync(Some.Contacts(700), Cancellation);
        var first = await Ledger.SealAsync(Cancellation);
        var again = await Ledger.SealAsync(Cancellation);
        await Ledger.AppendAsync([Some.Refused(1)], Cancellation);
        var second = await Ledger.SealAsync(Cancellation);

        Assert.Equal(700, first.Size);
        Assert.Equal(first, again);
        Assert.Equal(701, second.Size);
        using var reader = Ledger.OpenReader();
        Assert.Equal([first, second], reader.ReadCheckpoints());
        Assert.True(SignedCheckpoint.TryOpen(second.Note, [reader.Verifier], out var opened, out _, out var fault), fault);
        Assert.Equal(new Checkpoint(reader.Verifier.Name, 701, Root(reader)), opened!.Checkpoint);
    }

    [Fact]
    public async Task Closing_signs_a_checkpoint()
    {
        await Ledger.AppendAsync(Some.Contacts(70), Cancellation);
        await Ledger.DisposeAsync();
        ledger = Open();

        using var reader = Ledger.OpenReader();
        Assert.Equal(70, reader.ReadCheckpoints()[^1].Size);
    }

    [Fact]
    public async Task Names_of_any_bytes_and_any_length_come_back()
    {
        var batch = new ContactBatch();
        byte[][] names = [[], [0xFF, 0xFE, 0x80], [0], "a\0b"u8.ToArray(), "Ünïcödé"u8.ToArray(), [.. Enumerable.Repeat((byte)'x', 70_000)]];
        foreach (var name in names)
            batch.Add(new LedgerContact { Time = 5, Source = name, Target = name, Outcome = "ok"u8, Detail = name });
        await Ledger.AppendAsync(batch, Cancellation);

        using var reader = Ledger.OpenReader();
        List<(byte[] Source, byte[] Target, byte[] Detail)> read = [];
        reader.ReadContacts(0, reader.Size, ContactFilter.None, whole: true,
            (in LedgerContact c) => read.Add((c.Source.ToArray(), c.Target.ToArray(), c.Detail.ToArray())), Cancellation);
        Assert.Equal(names.Select(n => (n, n, n)), read);
        AssertTreeHolds(reader);
    }

    protected static IEnumerable<string> ContactsOf(ILedgerReader reader, ContactFilter? filter = null)
    {
        List<string> read = [];
        reader.ReadContacts(0, reader.Size, filter ?? ContactFilter.None, whole: true, (in LedgerContact c) => read.Add(Some.Text(c)), Cancellation);
        return read;
    }

    static IEnumerable<string> EntriesOf(ILedgerReader reader) => reader.ReadEntries(0, reader.Size).Select(e => Some.Text(e.Entry));

    static MerkleHash Root(ILedgerReader reader) => AssertTreeHolds(reader);

    /// <summary>Every leaf is the hash of its entry, and every tile above holds what those below give. The result is the root.</summary>
    internal static MerkleHash AssertTreeHolds(ILedgerReader reader)
    {
        var tiles = new MemoryTiles();
        var tree = new TreeAppender(0, tiles, tiles);
        foreach (var (_, leaf) in reader.ReadEntries(0, reader.Size).Select(e => (e.Number, MerkleHash.OfLeaf(CanonicalEntry.Encode(e.Entry, reader.SaltsOf(e.Number, e.Entry))))))
            tree.Append(leaf);
        tree.WritePartialTiles();
        Assert.Equal(reader.Size, tree.Size);
        Assert.All(tiles.Tiles, t =>
        {
            var kept = new MerkleHash[t.Value.Length];
            Assert.True(reader.TryRead(t.Key.Level, t.Key.Index, kept), $"tile {t.Key} is not whole");
            Assert.Equal(t.Value, kept);
        });
        return tree.Root();
    }

    static void AddSome(PlainEntry entry, EntryField field)
    {
        switch (field.Form())
        {
            case EntryValueForm.Text:
                entry.Add(field, $"some {field.Word()}");
                break;
            case EntryValueForm.Hash:
                entry.Add(field, Enumerable.Range((int)field, 32).Select(i => (byte)i).ToArray());
                break;
            case EntryValueForm.Figures:
                entry.Add(new ContactFigures(-1, 25, 0, long.MaxValue));
                break;
            default:
                entry.Add(field, long.MinValue + (int)field);
                break;
        }
    }
}
