using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

/// <summary>Entries of which some are not as they were.</summary>
sealed class EditedLeaves(MerkleHash[] hashes) : ILeafSource
{
    readonly HashSet<long> gone = [];

    public MerkleHash[] Hashes { get; private set; } = hashes;

    public long FirstRead { get; private set; } = long.MaxValue;

    public long Reads { get; private set; }

    public long Size => Hashes.Length;

    public void Cut(int size) => Hashes = Hashes[..size];

    public void Remove(params ReadOnlySpan<int> indexes)
    {
        foreach (var index in indexes)
            gone.Add(index);
    }

    public void Read(long first, Span<MerkleHash> leaves, Span<bool> missing)
    {
        Reads += leaves.Length;
        FirstRead = Math.Min(FirstRead, first);
        for (var i = 0; i < leaves.Length; i++)
        {
            missing[i] = gone.Contains(first + i);
            leaves[i] = missing[i] ? default : Hashes[first + i];
        }
    }
}
