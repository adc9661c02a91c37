namespace Postern.Ledger.Sealing;

/// <summary>Leaf hashes of entries of any kind, many at once: what <see cref="CanonicalEntry.Encode"/> and <see cref="MerkleHash.OfLeaf"/>
/// give one by one. Not safe for use by two threads.</summary>
sealed class EntryLeaves
{
    /// <summary>Entries hashed at a time: bounds the room.</summary>
    const int Most = 256;

    const int SaltsOfBlock = MerkleHash.Length / EntrySalts.Length;

    readonly HashBatch salts;
    readonly HashBatch commitments;
    readonly HashBatch leaves;
    readonly List<int> commitmentStarts = [];
    readonly List<Waiting> waiting = [];
    MerkleHash[] saltBlocks = new MerkleHash[64];
    MerkleHash[] committed = new MerkleHash[64];
    int saltCount;

    /// <summary>Without entries.</summary>
    /// <param name="lanes">False hashes one by one, as a processor without vectors does.</param>
    public EntryLeaves(bool lanes = true) => (salts, commitments, leaves) = (new HashBatch(lanes), new HashBatch(lanes), new HashBatch(lanes));

    /// <summary>Whether <see cref="Run"/> is due.</summary>
    public bool IsFull => waiting.Count == Most;

    /// <summary>Adds an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="key">The key of its salts (<see cref="EntrySalts"/>).</param>
    /// <param name="ordinal">Its ordinal under that key.</param>
    /// <param name="place">Where among the hashes its hash belongs.</param>
    public void Add(PlainEntry entry, ReadOnlySpan<byte> key, long ordinal, int place)
    {
        EntrySalts.ThrowUnlessKey(key);
        var first = commitmentStarts.Count;
        var open = 0;
        foreach (var (field, value) in entry.Values)
        {
            if (field.IsPrivate())
                Commit(field, value.Span);
            else
                open += 3 + value.Length;
        }
        if (commitmentStarts.Count == first)
            Commit(EntryField.Detail, default);
        var count = commitmentStarts.Count - first;
        waiting.Add(new Waiting(entry, first, saltCount, AddLeaf(entry, open, count, place)));
        for (uint block = 1; block <= (count + SaltsOfBlock - 1) / SaltsOfBlock; block++)
            EntrySalts.WriteDerivation(salts.Message(salts.Add(EntrySalts.DerivationLength, saltCount++), EntrySalts.DerivationLength), block, key, ordinal);
    }

    /// <summary>Hashes what was added, in three steps that wait on one another: salts, commitments, leaves.</summary>
    /// <param name="hashes">Gets the hashes at their places.</param>
    public void Run(Span<MerkleHash> hashes)
    {
        Array.Resize(ref saltBlocks, Math.Max(saltBlocks.Length, saltCount));
        Array.Resize(ref committed, Math.Max(committed.Length, commitmentStarts.Count));
        salts.Run(saltBlocks);
        foreach (var entry in waiting)
            TakeSalts(entry);
        commitments.Run(committed);
        foreach (var entry in waiting)
            TakeCommitments(entry);
        leaves.Run(hashes);
        waiting.Clear();
        commitmentStarts.Clear();
        saltCount = 0;
    }

    void Commit(EntryField field, ReadOnlySpan<byte> value) =>
        commitmentStarts.Add(Commitment.Add(commitments, commitmentStarts.Count, field, value));

    // Where the commitments are to stand.
    (int Start, int Length) AddLeaf(PlainEntry entry, int open, int commitments, int place)
    {
        var (before, sealedLength) = (1 + CanonicalEntry.HeadLength + open, commitments * (1 + MerkleHash.Length));
        var start = leaves.Add(before + sealedLength, place);
        var message = leaves.Message(start, before);
        message[0] = MerkleHash.LeafTag;
        CanonicalEntry.WriteHead(message[1..], entry.Kind, entry.Time);
        var rest = message[(1 + CanonicalEntry.HeadLength)..];
        foreach (var (field, value) in entry.Values)
        {
            if (!field.IsPrivate())
                rest = rest[CanonicalEntry.WriteOpen(rest, field, value.Span)..];
        }
        return (start + before, sealedLength);
    }

    void TakeSalts(Waiting entry)
    {
        var given = MerkleHash.Bytes(saltBlocks.AsSpan(entry.FirstSalt));
        for (var i = 0; i < entry.Commitments; i++)
            given.Slice(i * EntrySalts.Length, EntrySalts.Length).CopyTo(Commitment.Salt(commitments, commitmentStarts[entry.First + i]));
    }

    void TakeCommitments(Waiting entry)
    {
        var rest = leaves.Message(entry.Sealed.Start, entry.Sealed.Length);
        var next = entry.First;
        foreach (var (field, _) in entry.Entry.Values)
        {
            if (field.IsPrivate())
                rest = CanonicalEntry.WritePrivate(rest, field, committed[next++]);
        }
        if (next == entry.First)
            CanonicalEntry.WritePrivate(rest, EntryField.Detail, committed[next]);
    }

    /// <summary>An entry that was added: its first commitment and its first block of salts among those of all, and where the commitments stand.</summary>
    readonly record struct Waiting(PlainEntry Entry, int First, int FirstSalt, (int Start, int Length) Sealed)
    {
        public int Commitments => Sealed.Length / (1 + MerkleHash.Length);
    }
}
