using System.Security.Cryptography;

namespace Postern.Ledger.Sealing;

/// <summary>What stands for a private value in the sealed bytes: SHA-256(0x02 ‖ field number ‖ salt ‖ value).</summary>
/// <remarks>The first byte keeps commitments apart from leaves (0x00) and nodes (0x01). Without the 16 random bytes of the salt,
/// guesses at the value cannot be checked; with them, no other value fits.</remarks>
public static class Commitment
{
    /// <summary>First byte hashed.</summary>
    internal const byte Tag = 2;

    /// <summary>Bytes before the value.</summary>
    internal const int HeadLength = 2 + EntrySalts.Length;

    /// <summary>The commitment to a value.</summary>
    public static MerkleHash Of(EntryField field, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> value)
    {
        if (salt.Length != EntrySalts.Length)
            throw new ArgumentException($"a salt has {EntrySalts.Length} bytes, not {salt.Length}", nameof(salt));
        var length = HeadLength + value.Length;
        Span<byte> room = length <= 512 ? stackalloc byte[length] : new byte[length];
        room[0] = Tag;
        room[1] = (byte)field;
        salt.CopyTo(room[2..]);
        value.CopyTo(room[HeadLength..]);
        var hash = default(MerkleHash);
        SHA256.HashData(room, hash);
        return hash;
    }
}
