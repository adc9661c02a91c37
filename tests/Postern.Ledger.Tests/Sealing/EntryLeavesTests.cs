using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

public sealed class EntryLeavesTests
{
    static readonly byte[] Key = [.. Enumerable.Range(7, 32).Select(i => (byte)i)];

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 9)]
    [InlineData(true, 256)]
    [InlineData(false, 50)]
    public void Many_at_once_are_the_same_as_one_by_one(bool lanes, int count)
    {
        var entries = Enumerable.Range(0, count).Select(Made).ToList();
        var leaves = new EntryLeaves(lanes);
        // Used twice: what a run leaves behind is in no hash of the next.
        foreach (var first in new[] { 0, 40_000 })
        {
            var hashes = new MerkleHash[count];
            for (var i = 0; i < count; i++)
                leaves.Add(entries[i], Key, first + i, count - 1 - i);

            Assert.Equal(count == 256, leaves.IsFull);
            leaves.Run(hashes);

            for (var i = 0; i < count; i++)
            {
                var salts = new byte[entries[i].PrivateCount * EntrySalts.Length];
                EntrySalts.Derive(Key, first + i, salts);
                Assert.Equal(MerkleHash.OfLeaf(CanonicalEntry.Encode(entries[i], salts)), hashes[count - 1 - i]);
            }
        }
    }

    [Fact]
    public void A_key_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => new EntryLeaves().Add(Made(1), Key.AsSpan(1), 0, 0));

    // Open fields alone, one private field, an odd number and an even number of them, short values and long ones.
    static PlainEntry Made(int i)
    {
        var entry = new PlainEntry(EntryKind.DeliveryAttempt, i % 5 == 0 ? long.MinValue : i).Add(EntryField.Act, "ended");
        if (i % 2 == 1)
            entry.Add(EntryField.Kept, new string('x', i % 7 == 0 ? 5_000 : i));
        if (i % 4 > 1)
            entry.Add(EntryField.Envelope, $"<{i}@north.test>").Add(EntryField.Source, "192.0.2.7");
        return i % 3 == 0 ? entry.Add(EntryField.Peer, "peer north") : entry;
    }
}
