using System.Text;
using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

public sealed class ContactLeavesTests
{
    static readonly byte[] Key = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 127)]
    [InlineData(true, 128)]
    [InlineData(true, 129)]
    [InlineData(true, 3_000)]
    [InlineData(false, 300)]
    public void Many_at_once_are_the_same_as_one_by_one(bool lanes, int count)
    {
        var contacts = Enumerable.Range(0, count).Select(Made).ToList();
        var leaves = new ContactLeaves(lanes);
        var hashes = new MerkleHash[count];
        leaves.Begin(Key, 70_000);
        foreach (var c in contacts)
            leaves.Add(c.Time, c.Kind, c.Outcome, c.File, c.Aggregate, c.Source, c.Target, c.Figures, c.Detail);
        Assert.Equal(count, leaves.Count);

        leaves.Complete(hashes);

        var salts = new byte[ContactLeaves.SaltLength];
        for (var i = 0; i < count; i++)
        {
            var c = contacts[i];
            EntrySalts.Derive(Key, 70_000 + i, salts);
            var entry = ContactLeaves.Entry(c.Time, c.Kind, c.Outcome, c.File, c.Aggregate, c.Source, c.Target, c.Figures, c.Detail);
            Assert.Equal(MerkleHash.OfLeaf(CanonicalEntry.Encode(entry, salts)), hashes[i]);
        }
    }

    [Fact]
    public void Contacts_added_after_a_part_was_completed_go_on_behind_it()
    {
        var whole = new ContactLeaves();
        var parts = new ContactLeaves();
        var expected = new MerkleHash[500];
        var actual = new MerkleHash[500];
        whole.Begin(Key, 0);
        parts.Begin(Key, 3);
        for (var i = 0; i < 10; i++)
            Add(parts, i); // given up before they were completed
        parts.Begin(Key, 0);
        var done = 0;
        for (var i = 0; i < 500; i++)
        {
            Add(whole, i);
            Add(parts, i);
            if (i % 170 == 0)
            {
                var count = parts.Count;
                parts.Complete(actual.AsSpan(done));
                done += count;
            }
        }
        parts.Complete(actual.AsSpan(done));
        whole.Complete(expected);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_batch_used_again_allocates_nothing()
    {
        // Without the vectors, whose operations allocate in a build that is not optimised.
        var leaves = new ContactLeaves(lanes: false);
        var hashes = new MerkleHash[1_000];
        void Round()
        {
            leaves.Begin(Key, 0);
            for (var i = 0; i < 1_000; i++)
                leaves.Add(i, ContactKind.Flow, "ok"u8, 1, false, "192.0.2.1"u8, "198.51.100.7"u8, new ContactFigures(1, 2, 3, i), "{}"u8);
            leaves.Complete(hashes);
        }
        Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Round();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static void Add(ContactLeaves leaves, int i)
    {
        var c = Made(i);
        leaves.Add(c.Time, c.Kind, c.Outcome, c.File, c.Aggregate, c.Source, c.Target, c.Figures, c.Detail);
    }

    static Contact Made(int i) => new(
        i == 5 ? long.MinValue : 1_772_409_600_000_000_000 + i * 1_000_003L,
        (ContactKind)(i % 5),
        Encoding.UTF8.GetBytes(i % 7 == 0 ? "" : i % 11 == 0 ? new string('o', i % 90) : "noerror"),
        i % 3 == 0 ? 0 : i,
        i % 4 == 0,
        Encoding.UTF8.GetBytes($"192.0.2.{i % 256}"),
        Encoding.UTF8.GetBytes(i % 13 == 0 ? new string('n', i % 1_200) : $"host{i}.example.com"),
        new ContactFigures(i, i % 65_536, 53, i + 1),
        Encoding.UTF8.GetBytes(i % 2 == 0 ? "" : $"{{\"q\":\"{new string('x', i % 200)}\"}}"));

    sealed record Contact(long Time, ContactKind Kind, byte[] Outcome, long File, bool Aggregate,
        byte[] Source, byte[] Target, ContactFigures Figures, byte[] Detail);
}
