using System.Text;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Ledger.Tests.Specification;
using Postern.Ledger.Tests.Sqlite;

namespace Postern.Ledger.Tests.Faults;

/// <summary>Single bits of the file are turned over, one at a time, and the ledger is verified.</summary>
public sealed class BitFlipTests : IAsyncLifetime
{
    readonly LedgerFolder folder = new();
    byte[] whole = [];
    string content = "";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using (var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions { SealEvery = 300 }))
        {
            await ledger.AppendAsync(Some.Contacts(700), Cancellation);
            for (var i = 0; i < 40; i++)
                await ledger.AppendAsync([Some.Refused(i)], Cancellation);
        }
        whole = File.ReadAllBytes(folder.Ledger);
        content = Content();
        Assert.Empty(folder.Verify());
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return default;
    }

    [Fact]
    public void A_flip_anywhere_is_found_or_changes_nothing_that_is_stored()
    {
        var found = 0;
        var draw = 12_345u;
        const int Flips = 160;
        for (var i = 0; i < Flips; i++)
        {
            draw = draw * 1_664_525 + 1_013_904_223;
            // Every byte of the file's header, then anywhere.
            var place = i < 25 ? i * 4 : (int)(draw >> 4) % whole.Length;
            Flip(place, (int)(draw >> 29));
            var faults = folder.Verify();
            if (faults.Count > 0)
                found++;
            else
                Assert.True(content == Content(), $"a flip at byte {place} changed what the ledger says, and was not found");
        }
        Assert.InRange(found, Flips / 4, Flips);
    }

    [Theory]
    [InlineData("n\\\":345", 345)]
    [InlineData("nobody's key, session 17", 717)]
    public void A_flip_in_an_entry_is_found_at_that_entry(string text, long entry)
    {
        Flip(whole.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) + text.Length - 1, 0);

        Assert.Equal([$"entry {entry}: the content is not what was sealed"], folder.Verify());
    }

    [Fact]
    public void A_flip_in_a_hash_of_the_tree_is_told_from_one_in_an_entry()
    {
        var leaf = MerkleHash.OfLeaf([]);
        using (var reader = SqliteLedgerReader.Open(folder.Ledger))
        {
            var tile = new MerkleHash[256];
            Assert.True(reader.TryRead(0, 1, tile));
            leaf = tile[44];
        }
        Flip(whole.AsSpan().IndexOf((ReadOnlySpan<byte>)leaf) + 7, 3);

        Assert.Equal(["hashes of the tree over entry 300 were changed; the entries are as they were sealed"], folder.Verify());
    }

    [Fact]
    public void A_flip_in_a_checkpoint_is_found_at_that_checkpoint()
    {
        using (var reader = SqliteLedgerReader.Open(folder.Ledger))
            Flip(whole.AsSpan().IndexOf(Encoding.UTF8.GetBytes(reader.ReadCheckpoints()[0].Note)) + 60, 1);

        Assert.Contains(folder.Verify(), f => f.StartsWith("the checkpoint at 700: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DELETE FROM contact_block WHERE first = 500", "entry 500: gone, though sealed in the tree")]
    [InlineData("UPDATE contact_block SET contacts = json_set(contacts, '$[0][1]', json_extract(contacts, '$[0][1]') + 1) WHERE first BETWEEN 100 AND 102", "entries 100 to 102: the content is not what was sealed")]
    [InlineData("UPDATE name SET name = 'host-77.example.com' WHERE name = 'host-7.example.com'", "entry 7: the content is not what was sealed")]
    [InlineData("UPDATE contact_block SET file = 2 WHERE first = 12", "entry 12: the content is not what was sealed")]
    [InlineData("UPDATE entry_value SET value = 250 WHERE number = 701 AND field = 4", "entry 701: the content is not what was sealed")]
    [InlineData("DELETE FROM entry_value WHERE number = 702", "entry 702: the content is not what was sealed")]
    [InlineData("UPDATE word SET word = 'accepted' WHERE of = 'entry' AND word = 'refused'", "word entry 5: refused is missing or changed")]
    [InlineData("DELETE FROM checkpoint; DELETE FROM entry WHERE number > 720; DELETE FROM tile", "there are rows of 721 entries and hashes of 0")]
    public void What_another_program_changes_is_found_where_it_is(string sql, string sentence)
    {
        using (var database = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Write))
            database.Execute(sql);

        var faults = folder.Verify();

        Assert.True(faults.Any(f => f.StartsWith(sentence, StringComparison.Ordinal)), string.Join('\n', faults));
    }

    [Fact]
    public void A_ledger_that_was_cut_to_an_earlier_state_is_found_with_a_checkpoint_kept_elsewhere()
    {
        string kept;
        using (var reader = SqliteLedgerReader.Open(folder.Ledger))
            kept = reader.ReadCheckpoints()[^1].Note;
        using (var database = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Write))
        {
            database.Execute("DELETE FROM entry WHERE number >= 700; DELETE FROM entry_value WHERE number >= 700; DELETE FROM checkpoint WHERE size > 700");
            database.Execute("UPDATE tile SET hashes = substr(hashes, 1, 32 * (700 - 512)) WHERE level = 0 AND place = 2");
        }

        Assert.Empty(folder.Verify());
        Assert.StartsWith("the ledger ends at 700 entries, but 740 were signed (kept)", Assert.Single(folder.Verify(new CheckpointEvidence(kept, "kept"))), StringComparison.Ordinal);
    }

    void Flip(int place, int bit)
    {
        var flipped = whole.ToArray();
        flipped[place] ^= (byte)(1 << bit);
        File.Delete($"{folder.Ledger}-wal");
        File.Delete($"{folder.Ledger}-shm");
        File.WriteAllBytes(folder.Ledger, flipped);
    }

    /// <summary>Everything that is stored, as text.</summary>
    string Content()
    {
        using var reader = SqliteLedgerReader.Open(folder.Ledger);
        var text = new StringBuilder();
        text.Append(reader.Verifier).Append(reader.Size);
        foreach (var (number, entry) in reader.ReadEntries(0, reader.Size))
            text.Append(number).Append(Some.Text(entry)).Append(Convert.ToHexString(reader.SaltsOf(number, entry)));
        foreach (var checkpoint in reader.ReadCheckpoints())
            text.Append(checkpoint);
        var tile = new MerkleHash[256];
        for (var place = 0; place < 3; place++)
        {
            var hashes = tile.AsSpan(0, TreeTiles.WidthOf(reader.Size, 0, place));
            text.Append(reader.TryRead(0, place, hashes)).Append(Convert.ToHexString(MerkleHash.Bytes(hashes)));
        }
        return text.ToString();
    }
}
