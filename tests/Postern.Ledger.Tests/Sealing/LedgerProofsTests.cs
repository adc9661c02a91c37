using System.Text;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

public sealed class LedgerProofsTests : IDisposable
{
    readonly SampleLedger ledger = new(21);

    public void Dispose() => ledger.Dispose();

    IReadOnlyCollection<VerifierKey> Keys => [ledger.Key.Verifier];

    string Proof(int index, Func<EntryField, bool>? keep = null, int size = 21) => LedgerProofs.ProveEntry(
        ledger.Open(index).Redact(keep ?? (_ => true)), ledger.Tree, ledger.Sign(size), ledger.Key.Verifier);

    static ProofResult Verify(string json, IReadOnlyCollection<VerifierKey>? keys, out OpenedEntry? entry) =>
        LedgerProofs.Verify(Encoding.UTF8.GetBytes(json), keys, out entry);

    [Fact]
    public void Every_entry_is_proved_without_the_ledger()
    {
        for (var index = 0; index < 21; index++)
        {
            var result = Verify(Proof(index), Keys, out var entry);
            Assert.True(result.Holds, result.Sentence);
            Assert.Equal(index, entry!.Index);
            Assert.Equal(entry.Entry.Private.Count, entry.Opened.Count);
        }
    }

    [Fact]
    public void One_field_is_opened_and_nothing_of_the_others_is_in_the_file()
    {
        var json = Proof(4, field => field == EntryField.Source);

        Assert.True(Verify(json, Keys, out var entry).Holds);
        var opened = Assert.Single(entry!.Opened);
        Assert.Equal("192.0.2.4", EntryValues.Text(opened.Field, opened.Value));
        var told = ledger.Open(4).Opened.Single(field => field.Field == EntryField.Told);
        Assert.DoesNotContain(Convert.ToBase64String(told.Value), json, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(told.Salt), json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_not_given_is_said_to_need_comparing_and_another_one_is_refused()
    {
        using var other = SigningKey.Create(SampleLedger.Origin);

        var alone = Verify(Proof(3), null, out _);
        Assert.True(alone.Holds);
        Assert.Contains(ledger.Key.Verifier.Fingerprint.ToHex(), alone.Sentence, StringComparison.Ordinal);
        Assert.False(Verify(Proof(3), [other.Verifier], out _).Holds);
    }

    [Fact]
    public void Growth_is_proved_between_any_two_checkpoints()
    {
        for (var from = 0; from <= 21; from++)
        {
            var json = LedgerProofs.ProveGrowth(ledger.Sign(from), ledger.Sign(21), ledger.Tree, ledger.Key.Verifier);
            var result = Verify(json, Keys, out _);
            Assert.True(result.Holds, result.Sentence);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            LedgerProofs.ProveGrowth(ledger.Sign(9), ledger.Sign(3), ledger.Tree, ledger.Key.Verifier));
    }

    [Fact]
    public void A_log_that_was_written_anew_has_no_proof_of_growth()
    {
        using var forked = new SampleLedger(20);
        var past = new Checkpoint(SampleLedger.Origin, 13, MerkleHash.OfLeaf("another past"u8));
        var signed = new SignedCheckpoint(past, past.Sign(ledger.Key));

        var result = Verify(LedgerProofs.ProveGrowth(signed, ledger.Sign(21), ledger.Tree, ledger.Key.Verifier), Keys, out _);

        Assert.False(result.Holds);
        Assert.Contains("does not begin with the 13", result.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_bit_of_a_proof_can_be_turned(bool inclusion)
    {
        var json = inclusion
            ? Proof(6, field => field != EntryField.Content)
            : LedgerProofs.ProveGrowth(ledger.Sign(6), ledger.Sign(21), ledger.Tree, ledger.Key.Verifier);
        var bytes = Encoding.UTF8.GetBytes(json);
        // Every third bit comes by every byte and by each bit of a byte; all of them take half a minute.
        for (var bit = 0; bit < bytes.Length * 8; bit += 3)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(LedgerProofs.Verify(changed, Keys, out _).Holds, $"bit {bit}: {Encoding.UTF8.GetString(changed)}");
        }
    }

    [Fact]
    public void Files_made_of_anything_are_refused_and_nothing_else()
    {
        var random = new Random(23);
        var good = Encoding.UTF8.GetBytes(Proof(7));
        for (var round = 0; round < 1_500; round++)
        {
            var bytes = good.ToArray().AsSpan();
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                var (from, to) = (random.Next(bytes.Length), random.Next(bytes.Length));
                var length = random.Next(Math.Min(40, bytes.Length - Math.Max(from, to)));
                bytes.Slice(from, length).CopyTo(bytes[to..]);
            }
            bytes = bytes[..random.Next(round % 3 == 0 ? bytes.Length : bytes.Length - 1, bytes.Length)];
            if (LedgerProofs.Verify(bytes, Keys, out _).Holds)
                Assert.Equal(WithoutSpace(good), WithoutSpace(bytes)); // nothing but space between members was changed
        }
        foreach (var text in new[] { "", "null", "[]", "{}", "{\"schema\":null}", "{\"schema\":\"postern.consistency/1\"}", new string('[', 5_000) })
            Assert.False(Verify(text, Keys, out _).Holds);
    }

    [Theory]
    [InlineData("\"schema\": ", "\"schema\": \"postern.proof/1\", \"schema\": ")]
    [InlineData("\"schema\": ", "\"more\": 1, \"schema\": ")]
    [InlineData("\"leafHash\"", "\"leafhash\"")]
    [InlineData("192.0.2.4", "192.0.2.5")]
    [InlineData("\"reply\"", "\"count\"")]
    [InlineData("\"unknown-key\"", "\"quota\"")]
    [InlineData("\"index\": 4", "\"index\": 5")]
    [InlineData("\"kind\": \"refused\"", "\"kind\": \"accepted\"")]
    [InlineData("\"path\": [", "\"path\": [null,")]
    [InlineData("\"private\": [", "\"private\": [null,")]
    [InlineData("\"open\": [", "\"open\": [null,")]
    public void What_a_person_reads_in_a_proof_is_checked_too(string old, string replacement)
    {
        var json = Proof(4);
        Assert.Contains(old, json, StringComparison.Ordinal);

        Assert.False(Verify(json.Replace(old, replacement, StringComparison.Ordinal), Keys, out _).Holds);
    }

    [Fact]
    public void An_entry_whose_content_was_deleted_is_still_proved()
    {
        var whole = ledger.Open(4);
        Assert.True(OpenedEntry.TryOf(4, whole.Leaf, [], out var husk, out var fault), fault);

        var json = LedgerProofs.ProveEntry(husk, ledger.Tree, ledger.Sign(21), ledger.Key.Verifier);

        Assert.True(Verify(json, Keys, out var entry).Holds);
        Assert.Empty(entry!.Opened);
        Assert.Equal(whole.Entry.Time, entry.Entry.Time);
    }

    static string WithoutSpace(ReadOnlySpan<byte> json) => string.Concat(Encoding.UTF8.GetString(json).Where(c => c is not (' ' or '\n')));
}
