using System.Diagnostics.CodeAnalysis;

namespace Postern.Ledger.Sealing;

/// <summary>A private value with the salt that opens its commitment.</summary>
/// <param name="Field">Which field.</param>
/// <param name="Salt">Its salt.</param>
/// <param name="Value">Its value.</param>
public sealed record OpenedField(EntryField Field, byte[] Salt, byte[] Value);

/// <summary>A sealed entry with some of its private fields opened and the others redacted: only their commitments are known.</summary>
public sealed class OpenedEntry
{
    OpenedEntry(long index, byte[] leaf, CanonicalEntry entry, IReadOnlyList<OpenedField> opened)
    {
        Index = index;
        Leaf = leaf;
        Entry = entry;
        Opened = opened;
    }

    /// <summary>Number of the entry in the log, from 0.</summary>
    public long Index { get; }

    /// <summary>The canonical bytes.</summary>
    public byte[] Leaf { get; }

    /// <summary>What the canonical bytes say.</summary>
    public CanonicalEntry Entry { get; }

    /// <summary>The private fields that are opened, in the order of their numbers.</summary>
    public IReadOnlyList<OpenedField> Opened { get; }

    /// <summary>Hash of the leaf.</summary>
    public MerkleHash LeafHash => MerkleHash.OfLeaf(Leaf);

    /// <summary>Opens everything in an entry.</summary>
    /// <param name="index">Number of the entry in the log.</param>
    /// <param name="entry">The entry with its private values.</param>
    /// <param name="salts">As for <see cref="CanonicalEntry.Encode"/>.</param>
    public static OpenedEntry Of(long index, PlainEntry entry, ReadOnlySpan<byte> salts)
    {
        var leaf = CanonicalEntry.Encode(entry, salts);
        if (!CanonicalEntry.TryDecode(leaf, out var canonical, out var fault))
            throw new InvalidOperationException(fault);
        List<OpenedField> opened = [];
        foreach (var (field, _) in canonical.Private)
        {
            var value = entry.TryGet(field, out var found) ? found.ToArray() : [];
            opened.Add(new OpenedField(field, salts.Slice(opened.Count * EntrySalts.Length, EntrySalts.Length).ToArray(), value));
        }
        return new OpenedEntry(index, leaf, canonical, opened);
    }

    /// <summary>Puts sealed bytes and opened fields together; false, with the reason, when they do not fit.</summary>
    /// <param name="index">Number of the entry in the log.</param>
    /// <param name="leaf">The canonical bytes.</param>
    /// <param name="opened">The fields to open, in the order of their numbers; none for an entry whose private content is gone.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="fault">What does not fit.</param>
    public static bool TryOf(long index, byte[] leaf, IReadOnlyList<OpenedField> opened, [NotNullWhen(true)] out OpenedEntry? entry, out string fault)
    {
        entry = null;
        if (!CanonicalEntry.TryDecode(leaf, out var canonical, out fault))
            return false;
        var place = 0;
        foreach (var field in opened)
        {
            while (place < canonical.Private.Count && canonical.Private[place].Field < field.Field)
                place++;
            if (place == canonical.Private.Count || canonical.Private[place].Field != field.Field)
                return Refuse($"the entry has no private field {field.Field.Word()}, or it stands twice", out fault);
            if (field.Salt.Length != EntrySalts.Length || Commitment.Of(field.Field, field.Salt, field.Value) != canonical.Private[place].Commitment)
                return Refuse($"the value of {field.Field.Word()} is not the one that was sealed", out fault);
            place++;
        }
        entry = new OpenedEntry(index, leaf, canonical, opened);
        return true;
    }

    /// <summary>The same entry with fewer fields opened. The sealed bytes stay as they are, and so do proofs.</summary>
    /// <param name="keep">Which of the opened fields stay open.</param>
    public OpenedEntry Redact(Func<EntryField, bool> keep) =>
        new(Index, Leaf, Entry, [.. Opened.Where(field => keep(field.Field))]);

    static bool Refuse(string what, out string fault)
    {
        fault = what;
        return false;
    }
}
