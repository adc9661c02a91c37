using Postern.Contacts;

namespace Postern.Ledger.Sealing;

/// <summary>Leaf hashes of imported contacts, many at once: what <see cref="CanonicalEntry.Encode"/> and <see cref="MerkleHash.OfLeaf"/>
/// give one by one. Not safe for use by two threads; each has its own.</summary>
/// <remarks>A contact's private fields are always these four, empty or not, in this order: source, target, figures, detail.</remarks>
public sealed class ContactLeaves
{
    /// <summary>Bytes of salt that a contact takes: four private fields.</summary>
    public const int SaltLength = 4 * EntrySalts.Length;

    readonly byte[] key = new byte[EntrySalts.KeyLength];
    readonly List<PlainEntry> waiting = [];
    long first;

    /// <summary>Contacts added since <see cref="Begin"/>.</summary>
    public int Count => waiting.Count;

    /// <summary>Begins contacts whose ordinals in the run of <paramref name="saltKey"/> go up by one from <paramref name="firstOrdinal"/>.</summary>
    public void Begin(ReadOnlySpan<byte> saltKey, long firstOrdinal)
    {
        EntrySalts.ThrowUnlessKey(saltKey);
        saltKey.CopyTo(key);
        first = firstOrdinal;
        waiting.Clear();
    }

    /// <summary>Adds a contact; the spans are used before the call returns.</summary>
    /// <param name="time">Nanoseconds since 1970-01-01T00:00:00Z; <see cref="long.MinValue"/> when unknown.</param>
    /// <param name="kind">Kind of the contact.</param>
    /// <param name="outcome">Normalised outcome word.</param>
    /// <param name="file">Number of the file it was read from, from 1; 0 for none, which leaves the field out.</param>
    /// <param name="aggregate">Whether it sums many observations.</param>
    /// <param name="source">Who made it.</param>
    /// <param name="target">What was contacted.</param>
    /// <param name="figures">Size, ports, line.</param>
    /// <param name="detail">Everything else as a JSON object, or nothing.</param>
    public void Add(long time, ContactKind kind, ReadOnlySpan<byte> outcome, long file, bool aggregate,
        ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, ContactFigures figures, ReadOnlySpan<byte> detail)
    {
        waiting.Add(Entry(time, kind, outcome, file, aggregate, source, target, figures, detail));
    }

    /// <summary>Writes the leaf hashes of the contacts added since <see cref="Begin"/>, in their order.</summary>
    /// <param name="hashes">Room for <see cref="Count"/> hashes.</param>
    public void Complete(Span<MerkleHash> hashes)
    {
        Span<byte> salts = stackalloc byte[SaltLength];
        for (var i = 0; i < waiting.Count; i++)
        {
            EntrySalts.Derive(key, first + i, salts);
            hashes[i] = MerkleHash.OfLeaf(CanonicalEntry.Encode(waiting[i], salts));
        }
        first += waiting.Count;
        waiting.Clear();
    }

    /// <summary>The same contact as an entry by itself: for a proof, or for a check of the fast way against the plain one.</summary>
    public static PlainEntry Entry(long time, ContactKind kind, ReadOnlySpan<byte> outcome, long file, bool aggregate,
        ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, ContactFigures figures, ReadOnlySpan<byte> detail)
    {
        var entry = new PlainEntry(EntryKind.Contact, time)
            .Add(EntryField.ContactKind, kind.Word())
            .Add(EntryField.Outcome, outcome.ToArray())
            .Add(EntryField.Source, source.ToArray())
            .Add(EntryField.Target, target.ToArray())
            .Add(figures)
            .Add(EntryField.Detail, detail.ToArray());
        if (aggregate)
            entry.Add(EntryField.Aggregate, 1);
        if (file != 0)
            entry.Add(EntryField.File, file);
        return entry;
    }
}
