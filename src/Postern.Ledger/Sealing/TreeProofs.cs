using System.Numerics;

namespace Postern.Ledger.Sealing;

/// <summary>Proof that a leaf stands at a place of a tree (RFC 9162 §2.1.3).</summary>
/// <param name="Index">Number of the leaf, from 0.</param>
/// <param name="Size">Leaves of the tree.</param>
/// <param name="Path">Hashes of the neighbours from the leaf up to the root.</param>
public sealed record InclusionProof(long Index, long Size, MerkleHash[] Path)
{
    /// <summary>Checks the proof (RFC 9162 §2.1.3.2).</summary>
    /// <param name="leaf">Hash of the leaf.</param>
    /// <param name="root">Root of the tree.</param>
    public bool Verify(MerkleHash leaf, MerkleHash root)
    {
        if (Index < 0 || Index >= Size)
            return false;
        var (node, last) = (Index, Size - 1);
        var hash = leaf;
        foreach (var neighbour in Path)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = MerkleHash.OfNode(neighbour, hash);
                ProofSteps.SkipLoneNodes(ref node, ref last);
            }
            else
            {
                hash = MerkleHash.OfNode(hash, neighbour);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash == root;
    }
}

/// <summary>Proof that a tree begins with all leaves of a smaller one, in their order (RFC 9162 §2.1.4).</summary>
/// <param name="From">Leaves of the smaller tree.</param>
/// <param name="To">Leaves of the larger tree.</param>
/// <param name="Path">Hashes of the nodes that both roots are made of; none when the sizes are the same or the smaller tree is empty.</param>
public sealed record ConsistencyProof(long From, long To, MerkleHash[] Path)
{
    /// <summary>Checks the proof (RFC 9162 §2.1.4.2, which leaves out the two trivial cases).</summary>
    /// <param name="fromRoot">Root of the smaller tree.</param>
    /// <param name="toRoot">Root of the larger tree.</param>
    public bool Verify(MerkleHash fromRoot, MerkleHash toRoot)
    {
        if (From < 0 || From > To)
            return false;
        if (From == To)
            return Path.Length == 0 && fromRoot == toRoot;
        if (From == 0)
            return Path.Length == 0 && fromRoot == MerkleHash.OfEmptyTree;
        if (Path.Length == 0)
            return false;
        ReadOnlySpan<MerkleHash> rest = Path;
        // When the smaller tree is perfect its root is a node of the larger one, and the proof leaves it out.
        var first = fromRoot;
        if (!BitOperations.IsPow2(From))
        {
            first = rest[0];
            rest = rest[1..];
        }
        var (node, last) = (From - 1, To - 1);
        while ((node & 1) == 1)
        {
            node >>= 1;
            last >>= 1;
        }
        var (smaller, larger) = (first, first);
        foreach (var neighbour in rest)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                smaller = MerkleHash.OfNode(neighbour, smaller);
                larger = MerkleHash.OfNode(neighbour, larger);
                ProofSteps.SkipLoneNodes(ref node, ref last);
            }
            else
            {
                larger = MerkleHash.OfNode(larger, neighbour);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && smaller == fromRoot && larger == toRoot;
    }
}

static class ProofSteps
{
    /// <summary>Goes up, at the right edge, past the levels where a node has no neighbour.</summary>
    public static void SkipLoneNodes(ref long node, ref long last)
    {
        while ((node & 1) == 0 && node != 0)
        {
            node >>= 1;
            last >>= 1;
        }
    }
}
