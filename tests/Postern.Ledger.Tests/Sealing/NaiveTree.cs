using System.Numerics;
using System.Security.Cryptography;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

/// <summary>RFC 9162 §2.1 written down as it stands there: what the fast tree is held against.</summary>
static class NaiveTree
{
    public static byte[] Root(ReadOnlySpan<byte[]> entries)
    {
        if (entries.Length == 0)
            return SHA256.HashData([]);
        if (entries.Length == 1)
            return SHA256.HashData([0, .. entries[0]]);
        var k = (int)BitOperations.RoundUpToPowerOf2((uint)entries.Length) / 2;
        return SHA256.HashData([1, .. Root(entries[..k]), .. Root(entries[k..])]);
    }

    public static List<byte[]> Path(int m, ReadOnlySpan<byte[]> entries)
    {
        if (entries.Length == 1)
            return [];
        var k = (int)BitOperations.RoundUpToPowerOf2((uint)entries.Length) / 2;
        return m < k ? [.. Path(m, entries[..k]), Root(entries[k..])] : [.. Path(m - k, entries[k..]), Root(entries[..k])];
    }

    public static List<byte[]> Subproof(int m, ReadOnlySpan<byte[]> entries, bool whole)
    {
        if (m == entries.Length)
            return whole ? [] : [Root(entries)];
        var k = (int)BitOperations.RoundUpToPowerOf2((uint)entries.Length) / 2;
        return m <= k
            ? [.. Subproof(m, entries[..k], whole), Root(entries[k..])]
            : [.. Subproof(m - k, entries[k..], false), Root(entries[..k])];
    }

    /// <summary>Entries 0, 1, 2 …, each the decimal digits of its number.</summary>
    public static byte[][] Entries(int count) =>
        [.. Enumerable.Range(0, count).Select(i => System.Text.Encoding.ASCII.GetBytes($"{i}"))];

    public static MerkleHash[] Leaves(IEnumerable<byte[]> entries) => [.. entries.Select(entry => MerkleHash.OfLeaf(entry))];

    /// <summary>A tree in memory, its partial tiles included.</summary>
    public static MemoryTiles Tiles(ReadOnlySpan<MerkleHash> leaves)
    {
        var tiles = new MemoryTiles();
        var appender = new TreeAppender(0, tiles, tiles);
        appender.Append(leaves);
        appender.WritePartialTiles();
        return tiles;
    }
}
