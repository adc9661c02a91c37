using System.Security.Cryptography;
using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

public sealed class CanonicalEntryTests
{
    const long Time = 1_772_409_600_000_000_000;

    static readonly byte[] Salts = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    static PlainEntry Refusal() => new PlainEntry(EntryKind.Refused, Time)
        .Add(EntryField.Told, "550 5.7.1 no")
        .Add(EntryField.Reply, 550)
        .Add(EntryField.Source, "192.0.2.1")
        .Add(EntryField.Reason, "unknown-key");

    [Fact]
    public void The_bytes_are_those_that_the_specification_gives_written_out_by_hand()
    {
        var source = SHA256.HashData([2, 128, .. Salts[..16], .. "192.0.2.1"u8]);
        var told = SHA256.HashData([2, 134, .. Salts[16..32], .. "550 5.7.1 no"u8]);
        byte[] expected =
        [
            1, 5, 0x18, 0x98, 0xDD, 0x23, 0xFC, 0x7E, 0x00, 0x00,
            3, 0, 11, .. "unknown-key"u8,
            4, 0, 8, 0, 0, 0, 0, 0, 0, 0x02, 0x26,
            128, .. source,
            134, .. told,
        ];

        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(CanonicalEntry.Encode(Refusal(), Salts.AsSpan(0, 32))));
    }

    [Fact]
    public void What_is_encoded_is_decoded_without_its_private_values()
    {
        Assert.True(CanonicalEntry.TryDecode(CanonicalEntry.Encode(Refusal(), Salts.AsSpan(0, 32)), out var entry, out _));

        Assert.Equal(EntryKind.Refused, entry!.Kind);
        Assert.Equal(Time, entry.Time);
        Assert.Equal(["reason unknown-key", "reply 550"], entry.Open.Select(v => $"{v.Field.Word()} {EntryValues.Text(v.Field, v.Value.Span)}"));
        Assert.Equal([EntryField.Source, EntryField.Told], entry.Private.Select(p => p.Field));
        Assert.Equal(Commitment.Of(EntryField.Source, Salts.AsSpan(0, 16), "192.0.2.1"u8), entry.Private[0].Commitment);
    }

    [Fact]
    public void An_entry_without_private_values_commits_to_an_empty_detail()
    {
        var entry = new PlainEntry(EntryKind.ClockStep, Time).Add(EntryField.Span, -3);

        Assert.Equal(1, entry.PrivateCount);
        Assert.True(CanonicalEntry.TryDecode(CanonicalEntry.Encode(entry, Salts.AsSpan(0, 16)), out var read, out _));
        var (field, commitment) = Assert.Single(read!.Private);
        Assert.Equal(EntryField.Detail, field);
        Assert.Equal(Commitment.Of(EntryField.Detail, Salts.AsSpan(0, 16), []), commitment);
    }

    [Fact]
    public void Salts_are_blocks_of_the_one_step_derivation()
    {
        var key = SHA256.HashData("a key"u8);
        byte[] Block(byte counter) => SHA256.HashData([0, 0, 0, counter, .. key, .. "salt"u8, 0, 0, 0, 0, 0, 0, 1, 2]);
        var salts = new byte[48];

        EntrySalts.Derive(key, 258, salts);

        Assert.Equal([.. Block(1), .. Block(2)[..16]], salts);
    }

    [Theory]
    [InlineData("", "at least 10 bytes")]
    [InlineData("020500000000000000008000000000000000000000000000000000000000000000000000000000000000", "version is 2")]
    [InlineData("01050000000000000000", "no private field")]
    [InlineData("010500000000000000000300", "value of field 3 is cut off")]
    [InlineData("0105000000000000000003000261", "value of field 3 is cut off")]
    [InlineData("01050000000000000000040001FF", "has 1 bytes, not 8")]
    [InlineData("0105000000000000000003000161030001618000", "field 3 at byte 14 stands after field 3")]
    [InlineData("010500000000000000008000", "commitment of field 128 is cut off")]
    [InlineData("0105000000000000000000000161", "field 0 at byte 10 stands after field 0")]
    public void Bytes_that_are_no_entry_are_refused_with_the_reason(string hex, string reason)
    {
        Assert.False(CanonicalEntry.TryDecode(Convert.FromHexString(hex), out var entry, out var fault));

        Assert.Null(entry);
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_spelling_that_is_read_is_the_one_that_is_written()
    {
        // Random bytes near to an entry: what decodes must encode to the very same bytes, or two spellings would have two hashes.
        var random = new Random(11);
        var good = CanonicalEntry.Encode(Refusal(), Salts.AsSpan(0, 32));
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = good.ToArray().AsSpan();
            for (var change = random.Next(1, 4); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            if (!CanonicalEntry.TryDecode(bytes, out var entry, out var fault))
            {
                Assert.NotEmpty(fault);
                continue;
            }
            read++;
            Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(Spell(entry!)));
        }
        Assert.InRange(read, 1_000, 20_000);
    }

    [Fact]
    public void A_field_is_refused_twice_too_long_or_in_another_form()
    {
        Assert.Throws<ArgumentException>(() => Refusal().Add(EntryField.Reason, "again"));
        Assert.Throws<ArgumentException>(() => Refusal().Add(EntryField.Outcome, new string('a', 65_536)));
        Assert.Throws<ArgumentException>(() => Refusal().Add(EntryField.Count, "five"));
        Assert.Throws<ArgumentException>(() => CanonicalEntry.Encode(Refusal(), Salts.AsSpan(0, 16)));
    }

    [Fact]
    public void Every_kind_and_field_has_its_own_word_and_is_known_by_it()
    {
        var kinds = Enum.GetValues<EntryKind>().Select(kind => kind.Word()).ToList();
        var fields = Enum.GetValues<EntryField>().Select(field => field.Word()).ToList();

        Assert.Equal(kinds.Count, kinds.Distinct().Count());
        Assert.Equal(fields.Count, fields.Distinct().Count());
        Assert.DoesNotContain(kinds.Concat(fields), word => word.Any(char.IsDigit));
        Assert.Equal("kind-200", ((EntryKind)200).Word());
        Assert.Equal("field-99", ((EntryField)99).Word());
    }

    static byte[] Spell(CanonicalEntry entry)
    {
        using var bytes = new MemoryStream();
        var head = new byte[CanonicalEntry.HeadLength];
        CanonicalEntry.WriteHead(head, entry.Kind, entry.Time);
        bytes.Write(head);
        foreach (var (field, value) in entry.Open)
            bytes.Write([(byte)field, (byte)(value.Length >> 8), (byte)value.Length, .. value.Span]);
        foreach (var (field, commitment) in entry.Private)
            bytes.Write([(byte)field, .. commitment]);
        return bytes.ToArray();
    }
}
