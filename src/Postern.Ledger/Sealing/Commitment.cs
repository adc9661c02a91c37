using System.Security.Cryptography;

namespace Postern.Ledger.Sealing;

/// <summary>What stands for a private value in the sealed bytes: SHA-256(0x02 ‖ field number ‖ salt ‖ value).</summary>
/// <remarks>The first byte keeps commitments apart from leaves (0x00) and nodes (0x01). Without the 16 random bytes of the salt,
/// guesses at the value cannot be checked; with them, no other value fits.</remarks>
public static class Commitment
{
    const byte Tag = 2;
    const int SaltStart = 2;
    const int HeadLength = SaltStart + EntrySalts.Length;

    /// <summary>The commitment to a value.</summary>
    public static MerkleHash Of(EntryField field, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> value)
    {
        if (salt.Length != EntrySalts.Length)
            throw new ArgumentException($"a salt has {EntrySalts.Length} bytes, not {salt.Length}", nameof(salt));
        var length = HeadLength + value.Length;
        Span<byte> room = length <= 512 ? stackalloc byte[length] : new byte[length];
        Write(room, field, value);
        salt.CopyTo(room[SaltStart..]);
        var hash = default(MerkleHash);
        SHA256.HashData(room, hash);
        return hash;
    }

    /// <summary>Adds a commitment to a batch; its salt is still to be given (<see cref="Salt"/>).</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="place">Where among the hashes the commitment belongs.</param>
    /// <param name="field">The field.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Where its message begins.</returns>
    internal static int Add(HashBatch batch, int place, EntryField field, ReadOnlySpan<byte> value)
    {
        var length = HeadLength + value.Length;
        var start = batch.Add(length, place);
        Write(batch.Message(start, length), field, value);
        return start;
    }

    /// <summary>Room for the salt in a message that begins at <paramref name="start"/>.</summary>
    internal static Span<byte> Salt(HashBatch batch, int start) => batch.Message(start + SaltStart, EntrySalts.Length);

    static void Write(Span<byte> message, EntryField field, ReadOnlySpan<byte> value)
    {
        message[0] = Tag;
        message[1] = (byte)field;
        value.CopyTo(message[HeadLength..]);
    }
}
