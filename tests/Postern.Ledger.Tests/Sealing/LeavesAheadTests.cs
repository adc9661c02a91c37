using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

public sealed class LeavesAheadTests
{
    static readonly MerkleHash[] Entries = NaiveTree.Leaves(NaiveTree.Entries(30_000));

    static EditedLeaves Source(int size)
    {
        var leaves = new EditedLeaves(Entries[..size]);
        leaves.Remove(0, 255, 256, 4_095, 4_096, 12_345);
        return leaves;
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(4_096, 2)]
    [InlineData(4_097, 3)]
    [InlineData(30_000, 1)]
    [InlineData(30_000, 3)]
    [InlineData(30_000, 20)]
    public void Hashes_are_those_of_the_source_in_order_and_out_of_order(int size, int others)
    {
        using var ahead = new LeavesAhead(Source(size), Enumerable.Range(0, others).Select(_ => Source(size)));

        foreach (var first in Enumerable.Range(0, (size + 255) / 256).Select(tile => tile * 256))
            AssertSame(size, ahead, first);
        foreach (var first in new[] { 0, 12_288, 256, size - 1, size / 512 * 256 }.Where(first => first >= 0 && first < size))
            AssertSame(size, ahead, first);
    }

    [Fact]
    public void Reading_may_begin_anywhere_and_end_anywhere()
    {
        using var ahead = new LeavesAhead(Source(30_000), [Source(30_000), Source(30_000)]);

        foreach (var first in new[] { 9_984, 10_240, 10_496, 512, 25_600 })
            AssertSame(30_000, ahead, first);
    }

    [Fact]
    public void Each_entry_is_read_once_and_by_the_threads()
    {
        var (own, others) = (Source(30_000), new[] { Source(30_000), Source(30_000), Source(30_000) });
        using (var ahead = new LeavesAhead(own, others))
        {
            for (var first = 0; first < 30_000; first += 256)
                AssertSame(30_000, ahead, first);
        }

        Assert.Equal(0, own.Reads);
        Assert.Equal(30_000, others.Sum(o => o.Reads));
    }

    [Fact]
    public void What_a_source_throws_reaches_whoever_asks()
    {
        using var ahead = new LeavesAhead(Source(30_000), [new Broken(), new Broken()]);

        Assert.Throws<InvalidDataException>(() => AssertSame(30_000, ahead, 0));
    }

    static void AssertSame(int size, LeavesAhead ahead, int first)
    {
        var count = Math.Min(256, size - first);
        var (hashes, missing) = (new MerkleHash[count], new bool[count]);
        var (expected, expectedMissing) = (new MerkleHash[count], new bool[count]);
        missing.AsSpan().Fill(true);
        Source(size).Read(first, expected, expectedMissing);

        ahead.Read(first, hashes, missing);

        Assert.Equal(expectedMissing, missing);
        Assert.Equal(expected, hashes);
    }

    sealed class Broken : ILeafSource
    {
        public long Size => 30_000;

        public void Read(long first, Span<MerkleHash> leaves, Span<bool> missing) => throw new InvalidDataException("the disk is broken");
    }
}
