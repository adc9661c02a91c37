using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Postern.Ledger.Sealing;

/// <summary>The bytes of an entry that the tree seals, and what they say without the salts.</summary>
/// <remarks>
/// <code>
/// entry   = version (1 byte, 1) kind (1 byte) time (8 bytes) *open *private
/// open    = number (1 byte, 1–127) length (2 bytes) value
/// private = number (1 byte, 128–255) commitment (32 bytes)
/// </code>
/// Integers are big-endian; fields stand in the order of their numbers, each at most once, so that an entry has one spelling.
/// At least one field is private, so that nobody can confirm a guess at an entry from its hash in a neighbour's proof.
/// </remarks>
public sealed class CanonicalEntry
{
    /// <summary>The version that is written.</summary>
    public const byte Version = 1;

    /// <summary>Bytes before the fields.</summary>
    public const int HeadLength = 10;

    CanonicalEntry(EntryKind kind, long time, IReadOnlyList<EntryValue> open, IReadOnlyList<(EntryField Field, MerkleHash Commitment)> sealedFields)
    {
        Kind = kind;
        Time = time;
        Open = open;
        Private = sealedFields;
    }

    /// <summary>What the entry records; a number that a later version may know is kept.</summary>
    public EntryKind Kind { get; }

    /// <summary>When it happened, nanoseconds since 1970-01-01T00:00:00Z; <see cref="long.MinValue"/> when unknown.</summary>
    public long Time { get; }

    /// <summary>The open fields.</summary>
    public IReadOnlyList<EntryValue> Open { get; }

    /// <summary>The private fields with their commitments.</summary>
    public IReadOnlyList<(EntryField Field, MerkleHash Commitment)> Private { get; }

    /// <summary>Seals an entry: its canonical bytes.</summary>
    /// <param name="entry">The entry with its private values.</param>
    /// <param name="salts">A salt for each private field, in the order of the fields: <see cref="PlainEntry.PrivateCount"/> times <see cref="EntrySalts.Length"/> bytes.</param>
    public static byte[] Encode(PlainEntry entry, ReadOnlySpan<byte> salts)
    {
        if (salts.Length != entry.PrivateCount * EntrySalts.Length)
            throw new ArgumentException($"the entry takes {entry.PrivateCount} salts of {EntrySalts.Length} bytes, not {salts.Length} bytes", nameof(salts));
        var length = HeadLength + entry.PrivateCount * (1 + MerkleHash.Length);
        foreach (var (field, value) in entry.Values)
            length += field.IsPrivate() ? 0 : 3 + value.Length;
        var bytes = new byte[length];
        WriteHead(bytes, entry.Kind, entry.Time);
        var rest = bytes.AsSpan(HeadLength);
        foreach (var (field, value) in entry.Values)
        {
            if (!field.IsPrivate())
                rest = rest[WriteOpen(rest, field, value.Span)..];
        }
        var salt = 0;
        foreach (var (field, value) in entry.Values)
        {
            if (field.IsPrivate())
                rest = WritePrivate(rest, field, Commitment.Of(field, salts.Slice(salt++ * EntrySalts.Length, EntrySalts.Length), value.Span));
        }
        if (salt == 0)
            WritePrivate(rest, EntryField.Detail, Commitment.Of(EntryField.Detail, salts, []));
        return bytes;
    }

    /// <summary>Reads canonical bytes, strictly.</summary>
    /// <param name="bytes">The bytes; kept values are copies.</param>
    /// <param name="entry">What they say.</param>
    /// <param name="fault">What is wrong with them and where; empty when nothing is.</param>
    /// <returns>False when the bytes are not an entry in its one spelling.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out CanonicalEntry? entry, out string fault)
    {
        entry = null;
        fault = "";
        if (bytes.Length < HeadLength)
            return Refuse($"an entry has at least {HeadLength} bytes, this has {bytes.Length}", out fault);
        if (bytes[0] != Version)
            return Refuse($"the entry's version is {bytes[0]}; this program reads {Version}", out fault);
        List<EntryValue> open = [];
        List<(EntryField, MerkleHash)> sealedFields = [];
        var last = 0;
        for (var place = HeadLength; place < bytes.Length;)
        {
            int number = bytes[place];
            if (number <= last)
                return Refuse($"field {number} at byte {place} stands after field {last}", out fault);
            last = number;
            var field = (EntryField)number;
            var rest = bytes[(place + 1)..];
            if (field.IsPrivate())
            {
                if (rest.Length < MerkleHash.Length)
                    return Refuse($"the commitment of field {number} is cut off", out fault);
                sealedFields.Add((field, MerkleHash.Of(rest)));
                place += 1 + MerkleHash.Length;
                continue;
            }
            if (rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(rest) is var length && rest.Length < 2 + length)
                return Refuse($"the value of field {number} is cut off", out fault);
            if (EntryValues.LengthOf(field.Form()) is { } expected && length != expected)
                return Refuse($"the value of field {number} has {length} bytes, not {expected}", out fault);
            open.Add(new EntryValue(field, rest.Slice(2, length).ToArray()));
            place += 3 + length;
        }
        if (sealedFields.Count == 0)
            return Refuse("the entry has no private field", out fault);
        entry = new CanonicalEntry((EntryKind)bytes[1], BinaryPrimitives.ReadInt64BigEndian(bytes[2..]), open, sealedFields);
        return true;
    }

    internal static void WriteHead(Span<byte> to, EntryKind kind, long time)
    {
        to[0] = Version;
        to[1] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(to[2..], time);
    }

    /// <summary>Writes an open field and returns its length.</summary>
    internal static int WriteOpen(Span<byte> to, EntryField field, ReadOnlySpan<byte> value)
    {
        to[0] = (byte)field;
        BinaryPrimitives.WriteUInt16BigEndian(to[1..], (ushort)value.Length);
        value.CopyTo(to[3..]);
        return 3 + value.Length;
    }

    /// <summary>Writes a private field's commitment and returns the room behind it.</summary>
    internal static Span<byte> WritePrivate(Span<byte> to, EntryField field, scoped in MerkleHash commitment)
    {
        to[0] = (byte)field;
        ((ReadOnlySpan<byte>)commitment).CopyTo(to[1..]);
        return to[(1 + MerkleHash.Length)..];
    }

    static bool Refuse(string what, out string fault)
    {
        fault = what;
        return false;
    }
}
