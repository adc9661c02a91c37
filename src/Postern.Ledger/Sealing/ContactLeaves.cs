using System.Buffers.Binary;
using System.Text;
using Postern.Contacts;

namespace Postern.Ledger.Sealing;

/// <summary>Leaf hashes of imported contacts, many at once: what <see cref="CanonicalEntry.Encode"/> and <see cref="MerkleHash.OfLeaf"/>
/// give one by one. Not safe for use by two threads; each has its own.</summary>
/// <remarks>A contact's private fields are always these four, empty or not, in this order: source, target, figures, detail.</remarks>
public sealed class ContactLeaves
{
    /// <summary>Bytes of salt that a contact takes: four private fields.</summary>
    public const int SaltLength = Fields * EntrySalts.Length;

    const int Fields = 4;
    const int SaltBlocks = SaltLength / MerkleHash.Length;
    const int CommitmentsLength = Fields * (1 + MerkleHash.Length);
    // Contacts hashed at a time: enough to fill the lanes for every number of blocks, few enough to stay in the cache.
    const int Group = 128;

    static readonly byte[][] KindWords = [.. ContactKinds.All.Select(Encoding.UTF8.GetBytes)];

    readonly HashBatch salts;
    readonly HashBatch commitments;
    readonly HashBatch leaves;
    readonly MerkleHash[] saltBlocks = new MerkleHash[Group * SaltBlocks];
    readonly MerkleHash[] committed = new MerkleHash[Group * Fields];
    readonly int[] commitmentStarts = new int[Group * Fields];
    readonly (int Start, int Length)[] leafPlaces = new (int, int)[Group];
    readonly byte[] key = new byte[EntrySalts.KeyLength];
    MerkleHash[] finished = new MerkleHash[Group];
    long first;
    int count;
    int grouped;

    /// <summary>An empty batch.</summary>
    public ContactLeaves()
        : this(lanes: true)
    {
    }

    internal ContactLeaves(bool lanes)
    {
        salts = new HashBatch(lanes);
        commitments = new HashBatch(lanes);
        leaves = new HashBatch(lanes);
    }

    /// <summary>Contacts added since <see cref="Begin"/>.</summary>
    public int Count => count;

    /// <summary>Begins contacts whose ordinals in the run of <paramref name="saltKey"/> go up by one from <paramref name="firstOrdinal"/>.</summary>
    public void Begin(ReadOnlySpan<byte> saltKey, long firstOrdinal)
    {
        EntrySalts.ThrowUnlessKey(saltKey);
        if (grouped > 0)
            FinishGroup();
        saltKey.CopyTo(key);
        first = firstOrdinal;
        count = 0;
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
        if (grouped == Group)
            FinishGroup();
        for (var block = 0; block < SaltBlocks; block++)
        {
            var start = salts.Add(EntrySalts.DerivationLength, grouped * SaltBlocks + block);
            EntrySalts.WriteDerivation(salts.Message(start, EntrySalts.DerivationLength), (uint)block + 1, key, first + count);
        }
        Span<byte> numbers = stackalloc byte[ContactFigures.Length];
        figures.Write(numbers);
        Commit(0, EntryField.Source, source);
        Commit(1, EntryField.Target, target);
        Commit(2, EntryField.Figures, numbers);
        Commit(3, EntryField.Detail, detail);
        AddLeaf(time, KindWords[(int)kind], outcome, file, aggregate);
        grouped++;
        count++;
    }

    /// <summary>Writes the leaf hashes of the contacts added since <see cref="Begin"/>, in their order; what is added next goes on behind them.</summary>
    /// <param name="hashes">Room for <see cref="Count"/> hashes.</param>
    public void Complete(Span<MerkleHash> hashes)
    {
        FinishGroup();
        finished.AsSpan(0, count).CopyTo(hashes);
        first += count;
        count = 0;
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

    void Commit(int index, EntryField field, ReadOnlySpan<byte> value)
    {
        var place = grouped * Fields + index;
        commitmentStarts[place] = Commitment.Add(commitments, place, field, value);
    }

    void AddLeaf(long time, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> outcome, long file, bool aggregate)
    {
        if (outcome.Length > PlainEntry.LongestOpenValue)
            throw new ArgumentException($"an outcome has at most {PlainEntry.LongestOpenValue:N0} bytes, not {outcome.Length:N0}", nameof(outcome));
        var length = 1 + CanonicalEntry.HeadLength + 3 + kind.Length + 3 + outcome.Length + (aggregate ? 11 : 0) + (file != 0 ? 11 : 0)
            + CommitmentsLength;
        var start = leaves.Add(length, count);
        leafPlaces[grouped] = (start, length);
        var message = leaves.Message(start, length);
        message[0] = MerkleHash.LeafTag;
        CanonicalEntry.WriteHead(message[1..], EntryKind.Contact, time);
        var rest = message[(1 + CanonicalEntry.HeadLength)..];
        rest = rest[CanonicalEntry.WriteOpen(rest, EntryField.ContactKind, kind)..];
        rest = rest[CanonicalEntry.WriteOpen(rest, EntryField.Outcome, outcome)..];
        Span<byte> number = stackalloc byte[8];
        if (aggregate)
        {
            BinaryPrimitives.WriteInt64BigEndian(number, 1);
            rest = rest[CanonicalEntry.WriteOpen(rest, EntryField.Aggregate, number)..];
        }
        if (file != 0)
        {
            BinaryPrimitives.WriteInt64BigEndian(number, file);
            CanonicalEntry.WriteOpen(rest, EntryField.File, number);
        }
    }

    /// <summary>Hashes in three steps what waits on one another: salts, commitments, leaves.</summary>
    void FinishGroup()
    {
        salts.Run(saltBlocks);
        var allSalts = MerkleHash.Bytes(saltBlocks.AsSpan());
        for (var i = 0; i < grouped * Fields; i++)
            allSalts.Slice(i * EntrySalts.Length, EntrySalts.Length).CopyTo(Commitment.Salt(commitments, commitmentStarts[i]));
        commitments.Run(committed);
        for (var i = 0; i < grouped; i++)
        {
            var (start, length) = leafPlaces[i];
            var rest = leaves.Message(start + length - CommitmentsLength, CommitmentsLength);
            rest = CanonicalEntry.WritePrivate(rest, EntryField.Source, committed[i * Fields]);
            rest = CanonicalEntry.WritePrivate(rest, EntryField.Target, committed[i * Fields + 1]);
            rest = CanonicalEntry.WritePrivate(rest, EntryField.Figures, committed[i * Fields + 2]);
            CanonicalEntry.WritePrivate(rest, EntryField.Detail, committed[i * Fields + 3]);
        }
        if (count > finished.Length)
            Array.Resize(ref finished, Math.Max(count, finished.Length * 2));
        leaves.Run(finished);
        grouped = 0;
    }
}
