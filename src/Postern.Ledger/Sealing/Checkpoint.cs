using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Postern.Ledger.Sealing;

/// <summary>What a log says of itself at a size, in the form of C2SP tlog-checkpoint.</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">Number of its entries.</param>
/// <param name="Root">Root of the tree over them.</param>
public sealed record Checkpoint(string Origin, long Size, MerkleHash Root)
{
    /// <summary>Lines that others put behind the three; we write none.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>The text that is signed.</summary>
    public string Text => $"{Origin}\n{Size}\n{Root}\n{string.Concat(Extensions.Select(line => $"{line}\n"))}";

    /// <summary>The checkpoint as a note with signatures.</summary>
    public SignedNote Sign(params ReadOnlySpan<SigningKey> keys)
    {
        List<NoteSignature> signatures = [];
        foreach (var key in keys)
            signatures.Add(key.Sign(Text));
        return new SignedNote(Text, signatures);
    }

    /// <summary>Reads the text of a checkpoint, strictly.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint, out string fault)
    {
        checkpoint = null;
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[..^1].Any(line => line.Length == 0))
            return Refuse("a checkpoint has at least three lines, none of them empty: origin, size, root", out fault);
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || !string.Equals(lines[1], size.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            return Refuse("the second line of a checkpoint is the size in decimal digits without leading zeros", out fault);
        if (!MerkleHash.TryParse(lines[2], out var root))
            return Refuse("the third line of a checkpoint is the root, 32 bytes in Base64", out fault);
        fault = "";
        checkpoint = new Checkpoint(lines[0], size, root) { Extensions = lines[3..^1] };
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Checkpoint? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    static bool Refuse(string what, out string fault)
    {
        fault = what;
        return false;
    }
}

/// <summary>A checkpoint with its note, read and checked against keys.</summary>
/// <param name="Checkpoint">What it says.</param>
/// <param name="Note">As it was signed.</param>
public sealed record SignedCheckpoint(Checkpoint Checkpoint, SignedNote Note)
{
    /// <summary>Reads a note, checks its signatures, and reads the checkpoint in it.</summary>
    /// <param name="text">The whole of the file.</param>
    /// <param name="keys">Keys that are trusted: that of the log, whose name is the origin and which must have signed, and any of witnesses.</param>
    /// <param name="checkpoint">The checkpoint, when everything is right.</param>
    /// <param name="refusal">Why not, otherwise.</param>
    /// <param name="fault">The same in words.</param>
    public static bool TryOpen(string text, IReadOnlyCollection<VerifierKey> keys, [NotNullWhen(true)] out SignedCheckpoint? checkpoint,
        out CheckpointRefusal refusal, out string fault)
    {
        checkpoint = null;
        refusal = CheckpointRefusal.NoCheckpoint;
        if (!SignedNote.TryParse(text, out var note, out fault) || !Checkpoint.TryParse(note.Text, out var read, out fault))
            return false;
        var logKeys = keys.Where(key => string.Equals(key.Name, read.Origin, StringComparison.Ordinal)).ToList();
        if (logKeys.Count == 0)
        {
            refusal = CheckpointRefusal.OtherLog;
            fault = $"the checkpoint is of the log \"{read.Origin}\", not of {string.Join(", ", keys.Select(key => $"\"{key.Name}\""))}";
            return false;
        }
        if (note.Verify(keys) == NoteVerdict.BadSignature)
        {
            refusal = CheckpointRefusal.BadSignature;
            fault = $"the signature of the checkpoint at {read.Size:N0} entries is wrong: the text was changed after it was signed, or was not signed with this key";
            return false;
        }
        if (note.Verify(logKeys) == NoteVerdict.UnknownKeys)
        {
            refusal = CheckpointRefusal.UnknownKeys;
            fault = $"the checkpoint at {read.Size:N0} entries is signed by {string.Join(", ", note.Signatures.Select(s => $"{s.KeyName} ({s.KeyId:x8})"))}, and not by {string.Join(", ", logKeys.Select(key => $"{key.Name} ({key.Id:x8})"))}";
            return false;
        }
        checkpoint = new SignedCheckpoint(read, note);
        return true;
    }
}

/// <summary>Why a checkpoint is not taken.</summary>
public enum CheckpointRefusal
{
    /// <summary>The text is not a signed checkpoint.</summary>
    NoCheckpoint,

    /// <summary>A signature that names a trusted key is wrong.</summary>
    BadSignature,

    /// <summary>The log's trusted key did not sign.</summary>
    UnknownKeys,

    /// <summary>It is of another log than the trusted keys are of.</summary>
    OtherLog,
}
