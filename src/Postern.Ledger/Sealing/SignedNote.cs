using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Postern.Ledger.Sealing;

/// <summary>One signature line of a note.</summary>
/// <param name="KeyName">Name of the key.</param>
/// <param name="KeyId">First four bytes of a hash that tells keys of one name apart.</param>
/// <param name="Signature">The signature itself, in the form of the key's type.</param>
public sealed record NoteSignature(string KeyName, uint KeyId, byte[] Signature)
{
    /// <summary>The line, without its end.</summary>
    public override string ToString()
    {
        var bytes = new byte[4 + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Signature.CopyTo(bytes, 4);
        return $"— {KeyName} {Convert.ToBase64String(bytes)}";
    }
}

/// <summary>What the signatures of a note come to.</summary>
public enum NoteVerdict
{
    /// <summary>At least one known key signed, and no signature of a known key is wrong.</summary>
    Good,

    /// <summary>No known key signed.</summary>
    UnknownKeys,

    /// <summary>A signature that names a known key is not that key's signature of this text.</summary>
    BadSignature,
}

/// <summary>A text with signatures, in the form of C2SP signed-note: text, empty line, signature lines.</summary>
public sealed class SignedNote
{
    /// <summary>Longest note that is read, characters.</summary>
    public const int Longest = 1 << 20;

    /// <summary>Most signatures that are read; the specification asks for at least 16.</summary>
    public const int MostSignatures = 100;

    const string LineStart = "— ";

    /// <summary>A note of a text and its signatures.</summary>
    public SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>What is signed; ends with a newline.</summary>
    public string Text { get; }

    /// <summary>The signatures, those of unknown keys too.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>The note as it is kept in a file.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(signature => $"{signature}\n"))}";

    /// <summary>Reads a note, strictly.</summary>
    /// <param name="note">The whole of the file.</param>
    /// <param name="result">The note; nothing about its signatures is known yet.</param>
    /// <param name="fault">What is wrong and what to do; empty when nothing is.</param>
    public static bool TryParse(string note, [NotNullWhen(true)] out SignedNote? result, out string fault)
    {
        result = null;
        if (note.Length > Longest)
            return Refuse($"the note has more than {Longest:N0} characters", out fault);
        if (note.Contains('\r', StringComparison.Ordinal))
            return Refuse("the note has carriage returns: lines end with a line feed alone; the signature covers the bytes as they were written", out fault);
        foreach (var character in note)
        {
            if (character < ' ' && character != '\n')
                return Refuse($"the note has the control character U+{(int)character:X4}", out fault);
        }
        if (!IsWhole(note))
            return Refuse("the note has half a surrogate pair", out fault);
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !note.EndsWith('\n') || split + 2 >= note.Length)
            return Refuse("the note has no empty line with signature lines behind it, each ended by a line feed", out fault);
        List<NoteSignature> signatures = [];
        foreach (var line in note[(split + 2)..^1].Split('\n'))
        {
            if (signatures.Count == MostSignatures)
                return Refuse($"the note has more than {MostSignatures} signatures", out fault);
            if (!TryParseLine(line, out var signature))
                return Refuse($"signature line {signatures.Count + 1} is not \"— name base64\"", out fault);
            signatures.Add(signature);
        }
        fault = "";
        result = new SignedNote(note[..(split + 1)], signatures);
        return true;
    }

    /// <summary>Reads the bytes of a note, strictly.</summary>
    public static bool TryParse(ReadOnlySpan<byte> note, [NotNullWhen(true)] out SignedNote? result, out string fault)
    {
        result = null;
        return Utf8.IsValid(note) ? TryParse(Encoding.UTF8.GetString(note), out result, out fault) : Refuse("the note is not UTF-8", out fault);
    }

    /// <summary>Checks the signatures: those of keys that are not given are ignored, a wrong one of a given key spoils the note.</summary>
    public NoteVerdict Verify(IEnumerable<VerifierKey> keys)
    {
        var text = Encoding.UTF8.GetBytes(Text);
        var known = 0;
        foreach (var key in keys)
        {
            foreach (var signature in Signatures)
            {
                if (signature.KeyId != key.Id || !string.Equals(signature.KeyName, key.Name, StringComparison.Ordinal))
                    continue;
                if (!key.Verify(text, signature.Signature))
                    return NoteVerdict.BadSignature;
                known++;
            }
        }
        return known > 0 ? NoteVerdict.Good : NoteVerdict.UnknownKeys;
    }

    /// <summary>Whether a text may name a key: something, without spaces, plus signs and control characters.</summary>
    public static bool IsKeyName(string name) =>
        name.Length > 0 && IsWhole(name) && !name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator);

    static bool TryParseLine(string line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith(LineStart, StringComparison.Ordinal))
            return false;
        var parts = line[LineStart.Length..].Split(' ');
        if (parts.Length != 2 || !IsKeyName(parts[0]) || !TryBase64(parts[1], out var bytes) || bytes.Length < 5)
            return false;
        signature = new NoteSignature(parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..]);
        return true;
    }

    /// <summary>Standard Base64 in the one spelling that encoding gives.</summary>
    internal static bool TryBase64(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, bytes, out var written))
            return false;
        bytes = bytes[..written];
        return string.Equals(Convert.ToBase64String(bytes), text, StringComparison.Ordinal);
    }

    static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return true;
    }

    static bool Refuse(string what, out string fault)
    {
        fault = what;
        return false;
    }
}
