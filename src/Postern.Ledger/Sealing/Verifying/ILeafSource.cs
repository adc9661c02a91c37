namespace Postern.Ledger.Sealing;

/// <summary>Gives the hashes of a ledger's entries, computed from what the store holds now, not from what it once computed.</summary>
public interface ILeafSource
{
    /// <summary>Entries that the ledger says it has.</summary>
    long Size { get; }

    /// <summary>Hashes entries anew.</summary>
    /// <param name="first">Number of the first entry.</param>
    /// <param name="leaves">Receives the hashes; its length says how many, never past <see cref="Size"/>.</param>
    /// <param name="missing">Set to true for each entry that is not there or cannot be read.</param>
    void Read(long first, Span<MerkleHash> leaves, Span<bool> missing);
}
