using System.Diagnostics.CodeAnalysis;

namespace Postern.Ledger.Sealing;

/// <summary>The path of a proof as JSON: index and size, or both sizes, and hashes in Base64.</summary>
static class ProofPaths
{
    public static string[] Write(MerkleHash[] path) => [.. path.Select(hash => hash.ToString())];

    public static bool TryRead(string[] path, out MerkleHash[] hashes, out string fault)
    {
        hashes = new MerkleHash[path.Length];
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] is null || !MerkleHash.TryParse(path[i], out hashes[i]))
            {
                fault = $"hash {i} of the path is not 32 bytes in Base64";
                return false;
            }
        }
        fault = "";
        return true;
    }

    /// <summary>The key named in a document, if it is one of those that are trusted, or if none are named and the reader must compare it.</summary>
    public static bool TryKey(string text, IReadOnlyCollection<VerifierKey>? trusted, [NotNullWhen(true)] out VerifierKey? key, out string fault)
    {
        if (!VerifierKey.TryParse(text, out key, out fault))
            return false;
        if (trusted is null || trusted.Any(known => string.Equals(known.ToString(), text, StringComparison.Ordinal)))
            return true;
        fault = $"the document names the key {key.Name} ({key.Id:x8}), which is not the one it is to be checked with";
        return false;
    }

    /// <summary>Whose word the result rests on.</summary>
    public static string Trust(VerifierKey key, bool given) => given
        ? $"the key {key.Name} ({key.Id:x8})"
        : $"the key in the document itself; it proves something only if its fingerprint, {key.Fingerprint.ToHex()}, is the log's";
}

/// <summary>What became of checking a proof.</summary>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Sentence">The same in words, with the reason.</param>
public sealed record ProofResult(bool Holds, string Sentence);

/// <summary>Proof of one entry that is checked without the ledger: the entry, its path, a signed checkpoint, the key.</summary>
/// <param name="Schema">Always <see cref="Name"/>.</param>
/// <param name="Entry">The entry.</param>
/// <param name="LeafHash">Hash of its leaf, Base64.</param>
/// <param name="Size">Leaves of the tree that the path leads up.</param>
/// <param name="Path">Hashes from the leaf up to the root, Base64.</param>
/// <param name="Checkpoint">The checkpoint at that size, a signed note.</param>
/// <param name="Key">Verifier key of C2SP signed-note.</param>
/// <param name="Algorithm">What the key's type is, in words.</param>
sealed record InclusionDocument(
    string Schema, EntryDocument Entry, string LeafHash, long Size, string[] Path, string Checkpoint, string Key, string Algorithm)
{
    public const string Name = "postern.proof/1";

    public ProofResult Verify(IReadOnlyCollection<VerifierKey>? trusted, out OpenedEntry? entry)
    {
        entry = null;
        if (!string.Equals(Schema, Name, StringComparison.Ordinal) || !string.Equals(Algorithm, VerifierKey.Algorithm, StringComparison.Ordinal))
            return new ProofResult(false, $"the document is not a {Name} with {VerifierKey.Algorithm}");
        if (!Entry.TryOpen(out var opened, out var fault)
            || !ProofPaths.TryRead(Path, out var path, out fault)
            || !ProofPaths.TryKey(Key, trusted, out var key, out fault)
            || !SignedCheckpoint.TryOpen(Checkpoint, [key], out var signed, out _, out fault))
            return new ProofResult(false, $"the proof does not hold: {fault}");
        var leaf = opened.LeafHash;
        if (!string.Equals(leaf.ToString(), LeafHash, StringComparison.Ordinal))
            return new ProofResult(false, "the proof does not hold: the hash of the leaf is another than the document says");
        if (signed.Checkpoint.Size != Size || !new InclusionProof(Entry.Index, Size, path).Verify(leaf, signed.Checkpoint.Root))
            return new ProofResult(false, $"the proof does not hold: entry {Entry.Index} is not in the tree of the checkpoint at {signed.Checkpoint.Size:N0} entries");
        entry = opened;
        return new ProofResult(true,
            $"entry {Entry.Index} is in the log {signed.Checkpoint.Origin} as it was signed at {Size:N0} entries, by {ProofPaths.Trust(key, trusted is not null)}");
    }
}

/// <summary>Proof that a log only grew between two signed checkpoints.</summary>
/// <param name="Schema">Always <see cref="Name"/>.</param>
/// <param name="From">The earlier checkpoint, a signed note.</param>
/// <param name="To">The later checkpoint, a signed note.</param>
/// <param name="Path">The hashes of the proof, Base64.</param>
/// <param name="Key">Verifier key of C2SP signed-note.</param>
/// <param name="Algorithm">What the key's type is, in words.</param>
sealed record ConsistencyDocument(string Schema, string From, string To, string[] Path, string Key, string Algorithm)
{
    public const string Name = "postern.consistency/1";

    public ProofResult Verify(IReadOnlyCollection<VerifierKey>? trusted)
    {
        if (!string.Equals(Schema, Name, StringComparison.Ordinal) || !string.Equals(Algorithm, VerifierKey.Algorithm, StringComparison.Ordinal))
            return new ProofResult(false, $"the document is not a {Name} with {VerifierKey.Algorithm}");
        if (!ProofPaths.TryRead(Path, out var path, out var fault)
            || !ProofPaths.TryKey(Key, trusted, out var key, out fault)
            || !SignedCheckpoint.TryOpen(From, [key], out var from, out _, out fault)
            || !SignedCheckpoint.TryOpen(To, [key], out var to, out _, out fault))
            return new ProofResult(false, $"the proof does not hold: {fault}");
        var (first, second) = (from.Checkpoint, to.Checkpoint);
        return new ConsistencyProof(first.Size, second.Size, path).Verify(first.Root, second.Root)
            ? new ProofResult(true, $"the log {second.Origin} at {second.Size:N0} entries begins with all {first.Size:N0} it had before, by {ProofPaths.Trust(key, trusted is not null)}")
            : new ProofResult(false, $"the proof does not hold: the log at {second.Size:N0} entries does not begin with the {first.Size:N0} that were signed before");
    }
}
