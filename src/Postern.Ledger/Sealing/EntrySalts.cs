using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Postern.Ledger.Sealing;

/// <summary>Salts of an entry's private fields, 16 bytes each, derived from a random key that the store keeps for a run of entries.</summary>
/// <remarks>
/// The salts of entry <c>ordinal</c> of a run, end to end, are the output of the one-step key derivation of NIST SP 800-56C
/// Rev. 2 §4.1 (option 1, SHA-256) with the run's key as the secret and <c>"salt" ‖ ordinal</c> as the fixed information: block
/// c is SHA-256(c as 4 bytes ‖ key ‖ "salt" ‖ ordinal as 8 bytes), big-endian, c from 1. To know one salt tells nothing of another.
/// Destroying a run's key makes the commitments of its entries unopenable; to forget one entry, keep the salts of
/// the others and destroy the key (<c>docs/seal.md</c>).
/// </remarks>
public static class EntrySalts
{
    /// <summary>Length of a salt in bytes.</summary>
    public const int Length = 16;

    /// <summary>Length of a run's key in bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes hashed for a block of salts.</summary>
    internal const int DerivationLength = 4 + KeyLength + 4 + 8;

    /// <summary>A fresh key. Every run of entries gets its own; no ordinal is used twice under one key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyLength);

    /// <summary>Fills <paramref name="salts"/> with the salts of an entry, the first private field's first.</summary>
    /// <param name="key">The run's key, <see cref="KeyLength"/> bytes.</param>
    /// <param name="ordinal">The entry's number in its run.</param>
    /// <param name="salts">A multiple of <see cref="Length"/> bytes.</param>
    public static void Derive(ReadOnlySpan<byte> key, long ordinal, Span<byte> salts)
    {
        ThrowUnlessKey(key);
        Span<byte> message = stackalloc byte[DerivationLength];
        Span<byte> block = stackalloc byte[32];
        for (uint counter = 1; salts.Length > 0; counter++)
        {
            WriteDerivation(message, counter, key, ordinal);
            SHA256.HashData(message, block);
            var count = Math.Min(salts.Length, block.Length);
            block[..count].CopyTo(salts);
            salts = salts[count..];
        }
    }

    internal static void ThrowUnlessKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength)
            throw new ArgumentException($"a salt key has {KeyLength} bytes, not {key.Length}", nameof(key));
    }

    internal static void WriteDerivation(Span<byte> message, uint counter, ReadOnlySpan<byte> key, long ordinal)
    {
        BinaryPrimitives.WriteUInt32BigEndian(message, counter);
        key.CopyTo(message[4..]);
        "salt"u8.CopyTo(message[36..]);
        BinaryPrimitives.WriteInt64BigEndian(message[40..], ordinal);
    }
}
