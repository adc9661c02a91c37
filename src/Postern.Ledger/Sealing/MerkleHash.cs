using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Postern.Ledger.Sealing;

/// <summary>32 bytes of SHA-256: a leaf, a node or a root of the tree. An array of them is their bytes end to end.</summary>
[InlineArray(Length)]
public struct MerkleHash : IEquatable<MerkleHash>
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 32;

    internal const byte LeafTag = 0;
    internal const byte NodeTag = 1;

    byte first;

    /// <summary>Takes the first <see cref="Length"/> bytes; throws <see cref="ArgumentOutOfRangeException"/> when there are fewer.</summary>
    public static MerkleHash Of(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<MerkleHash>(bytes);

    /// <summary>Root of the tree without leaves: the hash of nothing (RFC 9162 §2.1.1).</summary>
    public static MerkleHash OfEmptyTree
    {
        get
        {
            var hash = default(MerkleHash);
            SHA256.HashData([], hash);
            return hash;
        }
    }

    /// <summary>Hash of a leaf: SHA-256(0x00 ‖ entry) (RFC 9162 §2.1.1).</summary>
    public static MerkleHash OfLeaf(ReadOnlySpan<byte> entry)
    {
        Span<byte> room = entry.Length < 512 ? stackalloc byte[entry.Length + 1] : new byte[entry.Length + 1];
        room[0] = LeafTag;
        entry.CopyTo(room[1..]);
        var hash = default(MerkleHash);
        SHA256.HashData(room, hash);
        return hash;
    }

    /// <summary>Hash of a node: SHA-256(0x01 ‖ left ‖ right) (RFC 9162 §2.1.1).</summary>
    public static MerkleHash OfNode(in MerkleHash left, in MerkleHash right)
    {
        Span<byte> room = stackalloc byte[1 + 2 * Length];
        room[0] = NodeTag;
        ((ReadOnlySpan<byte>)left).CopyTo(room[1..]);
        ((ReadOnlySpan<byte>)right).CopyTo(room[(1 + Length)..]);
        var hash = default(MerkleHash);
        SHA256.HashData(room, hash);
        return hash;
    }

    /// <summary>Reads standard Base64 of exactly 32 bytes, in the one spelling that encoding gives.</summary>
    public static bool TryParse(ReadOnlySpan<char> base64, out MerkleHash hash)
    {
        hash = default;
        return base64.Length == 44 && Convert.TryFromBase64Chars(base64, hash, out var written) && written == Length
            && base64.SequenceEqual(hash.ToString());
    }

    /// <summary>The bytes of hashes, end to end.</summary>
    public static ReadOnlySpan<byte> Bytes(ReadOnlySpan<MerkleHash> hashes) => MemoryMarshal.AsBytes(hashes);

    /// <summary>The bytes of hashes, end to end, to write to.</summary>
    public static Span<byte> Bytes(Span<MerkleHash> hashes) => MemoryMarshal.AsBytes(hashes);

    /// <inheritdoc/>
    public readonly bool Equals(MerkleHash other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is MerkleHash other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(this);

    /// <summary>Standard Base64.</summary>
    public override readonly string ToString() => Convert.ToBase64String(this);

    /// <summary>Lower-case hex, as <c>sha256sum</c> prints it.</summary>
    public readonly string ToHex() => Convert.ToHexStringLower(this);

    /// <summary>Whether the bytes are the same.</summary>
    public static bool operator ==(MerkleHash left, MerkleHash right) => left.Equals(right);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(MerkleHash left, MerkleHash right) => !left.Equals(right);
}
