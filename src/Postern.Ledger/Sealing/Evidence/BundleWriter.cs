using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Postern.Ledger.Sealing;

/// <summary>What goes into a bundle of evidence beside the entries.</summary>
/// <param name="Checkpoint">The checkpoint that all proofs lead to; it covers every entry of the bundle.</param>
/// <param name="Key">The key that signed it.</param>
/// <param name="Selection">How the entries were chosen, in words: times, targets.</param>
/// <param name="Settings">Settings of the program that wrote the bundle, as a JSON text.</param>
public sealed record BundleContent(SignedCheckpoint Checkpoint, VerifierKey Key, string Selection, string Settings)
{
    /// <summary>Earlier checkpoints of the log, each proved to be a beginning of the last.</summary>
    public IReadOnlyList<SignedCheckpoint> Earlier { get; init; } = [];

    /// <summary>Private fields that are redacted in every entry.</summary>
    public IReadOnlyCollection<EntryField> Redacted { get; init; } = [];
}

/// <summary>Writes a bundle of evidence: one .zip that a person can check without the ledger, the network or this program.</summary>
/// <remarks>The same ledger and the same content give the same bytes.</remarks>
public static class BundleWriter
{
    // Zip stores local time without a zone: a fixed one keeps the clock, and where the writer lives, out of the bundle.
    static readonly DateTimeOffset Stamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a bundle.</summary>
    /// <param name="to">Where to; need not seek.</param>
    /// <param name="content">What beside the entries.</param>
    /// <param name="tree">The tree, at least as large as the checkpoint.</param>
    /// <param name="entries">The entries, by rising number; fields that are to be redacted may still be open.</param>
    /// <param name="cancellationToken">Ends the writing with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">Entries are not in order, or one is not in the tree of the checkpoint as it is given.</exception>
    /// <exception cref="MissingTileException">The tree is not whole.</exception>
    public static void Write(Stream to, BundleContent content, TreeReader tree, IEnumerable<OpenedEntry> entries, CancellationToken cancellationToken)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        var sums = new StringBuilder();
        var (count, first, last) = WriteEntries(zip, sums, content, tree, entries, cancellationToken);
        var manifest = new BundleManifest(
            BundleManifest.Name, content.Checkpoint.Checkpoint.Origin, content.Checkpoint.Checkpoint.Size, count, first, last, content.Selection,
            [.. content.Redacted.Order().Select(field => field.Word())], content.Key.ToString(), VerifierKey.Algorithm);
        WriteText(zip, sums, BundleFiles.Checkpoint, content.Checkpoint.Note.ToString());
        foreach (var earlier in content.Earlier.OrderBy(checkpoint => checkpoint.Checkpoint.Size))
        {
            WriteText(zip, sums, BundleFiles.Earlier(earlier.Checkpoint.Size),
                LedgerProofs.ProveGrowth(earlier, content.Checkpoint, tree, content.Key));
        }
        WriteText(zip, sums, BundleFiles.Key, content.Key.ToPem());
        WriteText(zip, sums, BundleFiles.Settings, content.Settings);
        WriteText(zip, sums, BundleFiles.Manifest, SealingJson.Write(manifest, SealingJson.Indented.BundleManifest));
        WriteText(zip, sums, BundleFiles.HowToCheck, HowToCheck.Text(manifest, content.Key));
        WriteText(zip, null, BundleFiles.Sums, sums.ToString());
    }

    static (long Count, long First, long Last) WriteEntries(
        ZipArchive zip, StringBuilder sums, BundleContent content, TreeReader tree, IEnumerable<OpenedEntry> entries, CancellationToken cancellationToken)
    {
        var checkpoint = content.Checkpoint.Checkpoint;
        var (count, first, last) = (0L, -1L, -1L);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var file = Open(zip, BundleFiles.Entries))
        {
            foreach (var entry in entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (entry.Index <= last)
                    throw new ArgumentException($"entry {entry.Index} comes after entry {last}", nameof(entries));
                var shown = entry.Redact(field => !content.Redacted.Contains(field));
                var proof = tree.ProveInclusion(entry.Index, checkpoint.Size);
                if (!proof.Verify(shown.LeafHash, checkpoint.Root))
                    throw new ArgumentException($"entry {entry.Index} is not the one that the checkpoint at {checkpoint.Size:N0} entries covers", nameof(entries));
                var line = new BundleLine(EntryDocument.Of(shown), shown.LeafHash.ToString(), ProofPaths.Write(proof.Path));
                var bytes = Encoding.UTF8.GetBytes(SealingJson.Write(line, SealingJson.Line.BundleLine));
                file.Write(bytes);
                hash.AppendData(bytes);
                first = count == 0 ? entry.Index : first;
                last = entry.Index;
                count++;
            }
        }
        AddSum(sums, BundleFiles.Entries, hash.GetHashAndReset());
        return (count, first, last);
    }

    static void WriteText(ZipArchive zip, StringBuilder? sums, string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var file = Open(zip, name);
        file.Write(bytes);
        if (sums is not null)
            AddSum(sums, name, SHA256.HashData(bytes));
    }

    static Stream Open(ZipArchive zip, string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Stamp;
        return entry.Open();
    }

    static void AddSum(StringBuilder sums, string name, ReadOnlySpan<byte> hash) =>
        sums.Append(Convert.ToHexStringLower(hash)).Append("  ").Append(name).Append('\n');
}
