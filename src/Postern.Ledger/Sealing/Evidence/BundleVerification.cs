using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Postern.Ledger.Sealing;

/// <summary>What became of checking a bundle.</summary>
/// <param name="Holds">Whether everything in it holds.</param>
/// <param name="Entries">Entries that were checked and hold.</param>
/// <param name="RedactedFields">Private fields of those that are not shown.</param>
/// <param name="IsContiguous">Whether no entry between the first and the last is missing.</param>
/// <param name="Faults">What does not hold, the first of each sort and at most <see cref="BundleVerification.MostFaults"/>.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record BundleResult(bool Holds, long Entries, long RedactedFields, bool IsContiguous, IReadOnlyList<string> Faults, string Sentence);

/// <summary>Checks a bundle of evidence without the ledger and without the network.</summary>
/// <remarks>A bundle is expected to be hostile: files are read from the archive and never unpacked, one line of entries at a time;
/// nothing but a cancelled token and a stream that cannot be read throws.</remarks>
public sealed class BundleVerification
{
    /// <summary>Faults that are listed.</summary>
    public const int MostFaults = 100;

    /// <summary>Longest small file and longest line of entries, bytes.</summary>
    public const int LongestPart = 1 << 24;

    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    readonly IReadOnlyCollection<VerifierKey>? trusted;
    readonly Action<OpenedEntry>? found;
    readonly List<string> faults = [];
    long entries;
    long redacted;
    bool contiguous = true;

    BundleVerification(IReadOnlyCollection<VerifierKey>? trusted, Action<OpenedEntry>? found)
    {
        this.trusted = trusted;
        this.found = found;
    }

    /// <summary>Checks a bundle.</summary>
    /// <param name="bundle">The .zip; must seek.</param>
    /// <param name="trusted">The log's keys; null to check with the key in the bundle, which the reader must then compare.</param>
    /// <param name="found">Called for each entry that holds.</param>
    /// <param name="cancellationToken">Ends the checking with <see cref="OperationCanceledException"/>.</param>
    public static BundleResult Verify(
        Stream bundle, IReadOnlyCollection<VerifierKey>? trusted, Action<OpenedEntry>? found, CancellationToken cancellationToken)
    {
        var verification = new BundleVerification(trusted, found);
        var sentence = "";
        try
        {
            using var zip = new ZipArchive(bundle, ZipArchiveMode.Read, leaveOpen: true);
            sentence = verification.Check(zip, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            verification.Fault("the file is not a whole .zip archive");
        }
        var holds = verification.faults.Count == 0;
        return new BundleResult(holds, verification.entries, verification.redacted, verification.contiguous, verification.faults,
            holds ? sentence : $"the bundle does not hold: {verification.faults[0]}");
    }

    string Check(ZipArchive zip, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var file in zip.Entries)
        {
            if (!files.TryAdd(file.FullName, file))
                Fault($"the file {file.FullName} is there twice");
        }
        if (!TryReadSums(files, out var sums) || !TryReadManifest(files, sums, out var manifest, out var key, out var checkpoint))
            return "";
        CheckSmallFiles(files, sums, key!);
        CheckEarlier(files, sums, key!, checkpoint!);
        var span = CheckEntries(files[BundleFiles.Entries], sums[BundleFiles.Entries], checkpoint!, cancellationToken);
        if (faults.Count == 0 && (manifest!.Entries, manifest.First, manifest.Last) != (entries, span.First, span.Last))
            Fault($"{BundleFiles.Manifest} says {manifest.Entries:N0} entries from {manifest.First} to {manifest.Last}; there are {entries:N0} from {span.First} to {span.Last}");
        var which = entries == 0 ? "no entries"
            : contiguous ? $"all {entries:N0} entries from {span.First} to {span.Last}"
            : $"{entries:N0} entries between {span.First} and {span.Last}, not all of those there are,";
        return $"{which} of the log {checkpoint!.Origin} are as they were signed at {checkpoint.Size:N0} entries, {redacted:N0} of their private fields redacted, by {ProofPaths.Trust(key!, trusted is not null)}";
    }

    bool TryReadSums(Dictionary<string, ZipArchiveEntry> files, out Dictionary<string, string> sums)
    {
        sums = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!TryRead(files, BundleFiles.Sums, out var bytes))
            return false;
        var text = Encoding.Latin1.GetString(bytes);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.Length < 67 || line.AsSpan(64, 2) is not "  " || line.AsSpan(0, 64).ContainsAnyExcept(HexDigits) || !sums.TryAdd(line[66..], line[..64]))
                return Fault($"{BundleFiles.Sums} has a line that is not \"hash  name\" or names a file twice");
        }
        if (!string.Equals(text, string.Concat(sums.Select(sum => $"{sum.Value}  {sum.Key}\n")), StringComparison.Ordinal))
            return Fault($"{BundleFiles.Sums} is not in its one form");
        foreach (var name in new[] { BundleFiles.HowToCheck, BundleFiles.Manifest, BundleFiles.Entries, BundleFiles.Checkpoint, BundleFiles.Key, BundleFiles.Settings }.Concat(sums.Keys))
        {
            if (!sums.ContainsKey(name) || !files.ContainsKey(name))
                return Fault($"the file {name} is missing");
        }
        foreach (var name in files.Keys)
        {
            if (!sums.ContainsKey(name) && !string.Equals(name, BundleFiles.Sums, StringComparison.Ordinal))
                return Fault($"the file {name} does not stand in {BundleFiles.Sums}");
        }
        return true;
    }

    bool TryReadManifest(Dictionary<string, ZipArchiveEntry> files, Dictionary<string, string> sums,
        out BundleManifest? manifest, out VerifierKey? key, out Checkpoint? checkpoint)
    {
        (manifest, key, checkpoint) = (null, null, null);
        if (!TryReadSummed(files, sums, BundleFiles.Manifest, out var json) || !TryReadSummed(files, sums, BundleFiles.Checkpoint, out var note))
            return false;
        if (!SealingJson.TryRead(json, SealingJson.Default.BundleManifest, out manifest, out var fault))
            return Fault($"{BundleFiles.Manifest}: {fault}");
        if (!string.Equals(manifest.Schema, BundleManifest.Name, StringComparison.Ordinal) || !string.Equals(manifest.Algorithm, VerifierKey.Algorithm, StringComparison.Ordinal))
            return Fault($"{BundleFiles.Manifest} is not of a {BundleManifest.Name} with {VerifierKey.Algorithm}");
        if (!ProofPaths.TryKey(manifest.Key, trusted, out key, out fault))
            return Fault($"{BundleFiles.Manifest}: {fault}");
        if (!SignedNote.TryParse(note.AsSpan(), out var signed, out fault) || !SignedCheckpoint.TryOpen(signed.ToString(), [key], out var opened, out _, out fault))
            return Fault($"{BundleFiles.Checkpoint}: {fault}");
        checkpoint = opened.Checkpoint;
        if (!string.Equals(manifest.Origin, checkpoint.Origin, StringComparison.Ordinal) || manifest.Size != checkpoint.Size)
            return Fault($"{BundleFiles.Manifest} is about another checkpoint than {BundleFiles.Checkpoint}");
        return true;
    }

    void CheckSmallFiles(Dictionary<string, ZipArchiveEntry> files, Dictionary<string, string> sums, VerifierKey key)
    {
        TryReadSummed(files, sums, BundleFiles.HowToCheck, out _);
        TryReadSummed(files, sums, BundleFiles.Settings, out _);
        if (TryReadSummed(files, sums, BundleFiles.Key, out var pem) && !pem.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(key.ToPem())))
            Fault($"{BundleFiles.Key} is another key than {BundleFiles.Manifest} names");
    }

    void CheckEarlier(Dictionary<string, ZipArchiveEntry> files, Dictionary<string, string> sums, VerifierKey key, Checkpoint last)
    {
        foreach (var name in sums.Keys.Where(name => name.StartsWith(BundleFiles.EarlierFolder, StringComparison.Ordinal)))
        {
            if (!TryReadSummed(files, sums, name, out var json))
                continue;
            if (!SealingJson.TryRead(json, SealingJson.Default.ConsistencyDocument, out var document, out var fault))
                Fault($"{name}: {fault}");
            else if (document.Verify([key]) is { Holds: false } result)
                Fault($"{name}: {result.Sentence}");
            else if (!SignedCheckpoint.TryOpen(document.To, [key], out var to, out _, out _) || to.Checkpoint != last)
                Fault($"{name} leads to another checkpoint than {BundleFiles.Checkpoint}");
        }
    }

    (long First, long Last) CheckEntries(ZipArchiveEntry file, string sum, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var (first, last) = (-1L, -1L);
        var number = 0L;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stream = file.Open();
        var lines = new BundleLines(stream, hash, LongestPart);
        while (lines.TryNext(out var line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            if (!SealingJson.TryRead(line, SealingJson.Default.BundleLine, out var document, out var fault)
                || !document.Entry.TryOpen(out var entry, out fault)
                || !ProofPaths.TryRead(document.Path, out var path, out fault))
            {
                Fault($"{BundleFiles.Entries} line {number}: {fault}");
                continue;
            }
            var leaf = entry.LeafHash;
            if (!string.Equals(leaf.ToString(), document.LeafHash, StringComparison.Ordinal)
                || !new InclusionProof(entry.Index, checkpoint.Size, path).Verify(leaf, checkpoint.Root))
            {
                Fault($"{BundleFiles.Entries} line {number}: entry {entry.Index} is not in the tree of the checkpoint");
                continue;
            }
            if (entry.Index <= last)
                Fault($"{BundleFiles.Entries} line {number}: entry {entry.Index} comes after entry {last}");
            contiguous &= last < 0 || entry.Index == last + 1;
            first = first < 0 ? entry.Index : first;
            last = entry.Index;
            entries++;
            redacted += entry.Entry.Private.Count - entry.Opened.Count;
            found?.Invoke(entry);
        }
        if (lines.Fault is { } broken)
            Fault($"{BundleFiles.Entries} line {number + 1}: {broken}");
        else if (!string.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), sum, StringComparison.Ordinal))
            Fault($"{BundleFiles.Entries} has another SHA-256 than {BundleFiles.Sums} says");
        return (first, last);
    }

    bool TryReadSummed(Dictionary<string, ZipArchiveEntry> files, Dictionary<string, string> sums, string name, out byte[] bytes) =>
        TryRead(files, name, out bytes)
        && (string.Equals(Convert.ToHexStringLower(SHA256.HashData(bytes)), sums[name], StringComparison.Ordinal)
            || Fault($"{name} has another SHA-256 than {BundleFiles.Sums} says"));

    bool TryRead(Dictionary<string, ZipArchiveEntry> files, string name, out byte[] bytes)
    {
        bytes = [];
        if (!files.TryGetValue(name, out var file))
            return Fault($"the file {name} is missing");
        using var stream = file.Open();
        // What the archive says of a file's length is not believed.
        var room = new MemoryStream();
        var buffer = new byte[1 << 14];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            if (room.Length + count > LongestPart)
                return Fault($"the file {name} is longer than {LongestPart:N0} bytes");
            room.Write(buffer, 0, count);
        }
        bytes = room.ToArray();
        return true;
    }

    bool Fault(string what)
    {
        if (faults.Count < MostFaults)
            faults.Add(what);
        return false;
    }
}
