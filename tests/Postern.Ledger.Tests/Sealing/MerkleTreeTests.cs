using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

public sealed class MerkleTreeTests
{
    // The eight inputs that implementations of RFC 6962 and RFC 9162 try themselves with.
    static readonly byte[][] Inputs =
    [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
        [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F],
    ];

    [Theory]
    [InlineData(0, "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData(1, "6E340B9CFFB37A989CA544E6BB780A2C78901D3FB33738768511A30617AFA01D")]
    [InlineData(2, "FAC54203E7CC696CF0DFCB42C92A1D9DBAF70AD9E621F4BD8D98662F00E3C125")]
    [InlineData(3, "AEB6BCFE274B70A14FB067A5E5578264DB0FA9B51AF5E0BA159158F329E06E77")]
    [InlineData(4, "D37EE418976DD95753C1C73862B9398FA2A2CF9B4FF0FDFE8B30CD95209614B7")]
    [InlineData(5, "4E3BBB1F7B478DCFE71FB631631519A3BCA12C9AEFCA1612BFCE4C13A86264D4")]
    [InlineData(6, "76E67DADBCDF1E10E1B74DDC608ABD2F98DFB16FBCE75277B5232A127F2087EF")]
    [InlineData(7, "DDB89BE403809E325750D3D263CD78929C2942B7942A34B77E122C9594A74C8C")]
    [InlineData(8, "5DC9DA79A70659A9AD559CB701DED9A2AB9D823AAD2F4960CFE370EFF4604328")]
    public void Roots_of_the_known_inputs_are_the_known_ones(int size, string root)
    {
        var tiles = NaiveTree.Tiles(NaiveTree.Leaves(Inputs[..size]));

        Assert.Equal(root, new TreeReader(tiles, size).Root().ToHex().ToUpperInvariant());
        Assert.Equal(root, Convert.ToHexString(NaiveTree.Root(Inputs.AsSpan(0, size))));
    }

    [Fact]
    public void The_root_of_every_size_is_the_one_that_the_definition_gives()
    {
        var entries = NaiveTree.Entries(2_100);
        var leaves = NaiveTree.Leaves(entries);
        var tiles = new MemoryTiles();
        var appender = new TreeAppender(0, tiles, tiles);
        var whole = new TreeReader(NaiveTree.Tiles(leaves), leaves.Length);
        // The root of n is made of the roots of the perfect trees in n; the definition is asked at sizes around every power of two.
        for (var size = 0; ; size++)
        {
            var root = appender.Root();
            Assert.Equal(root, whole.Root(size));
            if (size < 300 || size % 127 == 0 || int.PopCount(size) == 1 || int.PopCount(size + 1) == 1)
                Assert.Equal(MerkleHash.Of(NaiveTree.Root(entries.AsSpan(0, size))), root);
            if (size == leaves.Length)
                break;
            appender.Append(leaves[size]);
        }
    }

    [Fact]
    public void Every_inclusion_proof_is_the_defined_one_and_holds()
    {
        var entries = NaiveTree.Entries(90);
        var leaves = NaiveTree.Leaves(entries);
        var reader = new TreeReader(NaiveTree.Tiles(leaves), leaves.Length);
        for (var size = 1; size <= leaves.Length; size++)
        {
            var root = reader.Root(size);
            for (var index = 0; index < size; index++)
            {
                var proof = reader.ProveInclusion(index, size);
                if (size <= 40)
                    Assert.Equal(NaiveTree.Path(index, entries.AsSpan(0, size)), proof.Path.Select(hash => hash[..].ToArray()));
                Assert.True(proof.Verify(leaves[index], root), $"{index} of {size}");
                Assert.False(proof.Verify(leaves[(index + 1) % leaves.Length], root), $"another leaf than {index} of {size}");
            }
        }
    }

    [Fact]
    public void Every_consistency_proof_is_the_defined_one_and_holds()
    {
        var entries = NaiveTree.Entries(90);
        var leaves = NaiveTree.Leaves(entries);
        var reader = new TreeReader(NaiveTree.Tiles(leaves), leaves.Length);
        var roots = Enumerable.Range(0, leaves.Length + 1).Select(size => reader.Root(size)).ToList();
        for (var to = 0; to <= leaves.Length; to++)
        {
            for (var from = 0; from <= to; from++)
            {
                var proof = reader.ProveConsistency(from, to);
                if (to <= 40 && from > 0)
                    Assert.Equal(NaiveTree.Subproof(from, entries.AsSpan(0, to), true), proof.Path.Select(hash => hash[..].ToArray()));
                Assert.True(proof.Verify(roots[from], roots[to]), $"{from} to {to}");
                if (from > 0)
                    Assert.False(proof.Verify(roots[from], roots[to - 1]), $"{from} to {to}, another root");
                if (from > 1)
                    Assert.False(proof.Verify(roots[from - 1], roots[to]), $"{from} to {to}, another first root");
            }
        }
    }

    [Fact]
    public void Proofs_hold_in_trees_whose_tiles_reach_the_third_level()
    {
        const int Size = 70_000; // the example of C2SP tlog-tiles
        var leaves = NaiveTree.Leaves(NaiveTree.Entries(Size));
        var tiles = NaiveTree.Tiles(leaves);
        Assert.Equal([(0, 273, 112), (1, 1, 17), (2, 0, 1)], Enumerable.Range(0, 3).Select(level =>
            (level, tiles.Tiles.Count(t => t.Key.Level == level && t.Value.Length == 256),
                tiles.Tiles.Where(t => t.Key.Level == level).MaxBy(t => t.Key.Index).Value.Length)));
        var reader = new TreeReader(tiles, Size);
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var size = round == 0 ? Size : random.Next(1, Size + 1);
            var (index, from) = (random.Next(size), random.Next(1, size + 1));
            Assert.True(reader.ProveInclusion(index, size).Verify(leaves[index], reader.Root(size)));
            Assert.True(reader.ProveConsistency(from, size).Verify(reader.Root(from), reader.Root(size)));
        }
    }

    [Fact]
    public void Leaves_added_in_any_portions_with_any_stops_give_the_same_tiles()
    {
        var leaves = NaiveTree.Leaves(NaiveTree.Entries(67_000));
        var expected = NaiveTree.Tiles(leaves);
        var random = new Random(9);
        var tiles = new MemoryTiles();
        var appender = new TreeAppender(0, tiles, tiles);
        for (var done = 0; done < leaves.Length;)
        {
            var count = Math.Min(leaves.Length - done, random.Next(4) == 0 ? 1 : random.Next(2_000));
            appender.Append(leaves.AsSpan(done, count));
            done += count;
            if (random.Next(3) > 0)
                continue;
            appender.WritePartialTiles();
            appender = new TreeAppender(done, tiles, tiles);
        }
        appender.WritePartialTiles();

        Assert.Equal(expected.Tiles.Count, tiles.Tiles.Count);
        Assert.All(expected.Tiles, tile => Assert.Equal(tile.Value, tiles.Tiles[tile.Key]));
    }

    [Fact]
    public void No_bit_of_a_proof_can_be_turned_and_no_hash_left_out_or_added()
    {
        var leaves = NaiveTree.Leaves(NaiveTree.Entries(23));
        var reader = new TreeReader(NaiveTree.Tiles(leaves), leaves.Length);
        var root = reader.Root();
        foreach (var index in new[] { 0, 7, 15, 16, 22 })
        {
            var proof = reader.ProveInclusion(index, 23);
            foreach (var changed in Changes(proof.Path))
                Assert.False((proof with { Path = changed }).Verify(leaves[index], root));
            for (var other = -1; other < 40; other++)
                Assert.Equal(other == index, (proof with { Index = other }).Verify(leaves[index], root));
            Assert.False((proof with { Size = index }).Verify(leaves[index], root));
        }
        foreach (var from in new[] { 1, 4, 6, 16, 20, 22 })
        {
            var proof = reader.ProveConsistency(from, 23);
            foreach (var changed in Changes(proof.Path))
                Assert.False((proof with { Path = changed }).Verify(reader.Root(from), root), $"{from}");
            Assert.False((proof with { From = 24 }).Verify(reader.Root(from), root));
            Assert.False((proof with { From = 0 }).Verify(reader.Root(from), root));
            Assert.False((proof with { From = -1 }).Verify(reader.Root(from), root));
        }
    }

    [Fact]
    public void A_missing_tile_is_named()
    {
        var leaves = NaiveTree.Leaves(NaiveTree.Entries(300));
        var tiles = NaiveTree.Tiles(leaves);
        tiles.Write(0, 1, leaves.AsSpan(256, 43));

        var missing = Assert.Throws<MissingTileException>(() => new TreeReader(tiles, 300).Root());

        Assert.Equal((0, 1L), (missing.Level, missing.Index));
        Assert.Throws<InvalidDataException>(() => new TreeAppender(300, tiles, tiles));
    }

    static IEnumerable<MerkleHash[]> Changes(MerkleHash[] path)
    {
        for (var bit = 0; bit < path.Length * 256; bit++)
        {
            var changed = path.ToArray();
            changed[bit / 256][bit % 256 / 8] ^= (byte)(1 << bit % 8);
            yield return changed;
        }
        yield return path[..^1];
        yield return path[1..];
        yield return [.. path, path[0]];
        yield return [path[0], .. path];
    }
}
