namespace Postern.Ledger.Sealing;

/// <summary>What a bundle of evidence says of itself.</summary>
/// <param name="Schema">Always <see cref="Name"/>.</param>
/// <param name="Origin">The log that the entries are of.</param>
/// <param name="Size">Size of the checkpoint that all proofs lead to.</param>
/// <param name="Entries">Number of entries in the bundle.</param>
/// <param name="First">Number of the first entry; -1 when there is none.</param>
/// <param name="Last">Number of the last entry; -1 when there is none.</param>
/// <param name="Selection">How the entries were chosen, in words.</param>
/// <param name="Redacted">Names of fields that were redacted on purpose.</param>
/// <param name="Key">Verifier key of C2SP signed-note.</param>
/// <param name="Algorithm">What the key's type is, in words.</param>
sealed record BundleManifest(
    string Schema, string Origin, long Size, long Entries, long First, long Last, string Selection, string[] Redacted, string Key, string Algorithm)
{
    public const string Name = "postern.bundle/1";
}

/// <summary>An entry of a bundle with its way up to the root, one line of <c>entries.jsonl</c>.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="LeafHash">Hash of its leaf, Base64.</param>
/// <param name="Path">Hashes from the leaf up to the root, Base64. The last member, so that it can be cut out by hand.</param>
sealed record BundleLine(EntryDocument Entry, string LeafHash, string[] Path);

/// <summary>Names of the files in a bundle.</summary>
static class BundleFiles
{
    public const string HowToCheck = "HOW-TO-CHECK.md";
    public const string Manifest = "bundle.json";
    public const string Entries = "entries.jsonl";
    public const string Checkpoint = "checkpoint.txt";
    public const string Key = "key.pem";
    public const string Settings = "settings.json";
    public const string Sums = "SHA256SUMS";
    public const string EarlierFolder = "earlier/";

    /// <summary>An earlier checkpoint of the log, and the proof that the log only grew since.</summary>
    public static string Earlier(long size) => $"{EarlierFolder}{size}.json";
}
