using System.Diagnostics.CodeAnalysis;

namespace Postern.Ledger.Sealing;

/// <summary>An opened entry as JSON. Only <see cref="Leaf"/> and the salts and values count; the rest says the same so that a person can read it, and is checked to.</summary>
/// <param name="Index">Number of the entry in the log, from 0.</param>
/// <param name="Time">RFC 3339, or <c>unknown</c>.</param>
/// <param name="Kind">Word of the kind.</param>
/// <param name="Leaf">The canonical bytes, Base64.</param>
/// <param name="Open">The open fields.</param>
/// <param name="Private">The private fields.</param>
sealed record EntryDocument(long Index, string Time, string Kind, string Leaf, OpenFieldDocument[] Open, PrivateFieldDocument[] Private)
{
    public static EntryDocument Of(OpenedEntry entry)
    {
        var opened = entry.Opened.ToDictionary(field => field.Field);
        return new EntryDocument(
            entry.Index,
            EntryValues.Instant(entry.Entry.Time),
            entry.Entry.Kind.Word(),
            Convert.ToBase64String(entry.Leaf),
            [.. entry.Entry.Open.Select(field => new OpenFieldDocument(field.Field.Word(), EntryValues.Text(field.Field, field.Value.Span)))],
            [.. entry.Entry.Private.Select(field => PrivateFieldDocument.Of(field.Field, field.Commitment, opened.GetValueOrDefault(field.Field)))]);
    }

    /// <summary>Checks that everything in the document fits together and gives the entry.</summary>
    public bool TryOpen([NotNullWhen(true)] out OpenedEntry? entry, out string fault)
    {
        entry = null;
        if (!SignedNote.TryBase64(Leaf, out var leaf))
            return Refuse("the leaf is not Base64", out fault);
        List<OpenedField> opened = [];
        foreach (var field in Private)
        {
            if (field is null)
                return Refuse("a private field is null", out fault);
            if (field.Salt is null && field.Value is null)
                continue;
            if (!SignedNote.TryBase64(field.Salt ?? "", out var salt) || !SignedNote.TryBase64(field.Value ?? "", out var value))
                return Refuse($"salt or value of {field.Field} is not Base64", out fault);
            opened.Add(new OpenedField((EntryField)field.Number, salt, value));
        }
        if (!OpenedEntry.TryOf(Index, leaf, opened, out var candidate, out fault))
            return false;
        // What a person reads must be what was sealed: the document that these bytes make, member for member.
        var expected = Of(candidate);
        if (!string.Equals(Time, expected.Time, StringComparison.Ordinal) || !string.Equals(Kind, expected.Kind, StringComparison.Ordinal))
            return Refuse("time or kind is not what the leaf says", out fault);
        if (!Open.SequenceEqual(expected.Open))
            return Refuse("the open fields are not what the leaf says", out fault);
        if (!Private.SequenceEqual(expected.Private))
            return Refuse("the private fields are not what the leaf, salts and values say", out fault);
        entry = candidate;
        return true;
    }

    static bool Refuse(string what, out string fault)
    {
        fault = what;
        return false;
    }
}

/// <summary>An open field.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Text">Its value as <see cref="EntryValues.Text"/> says it.</param>
sealed record OpenFieldDocument(string Field, string Text);

/// <summary>A private field; redacted when it has no salt and value.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Number">Its number.</param>
/// <param name="Commitment">What stands in the leaf, Base64.</param>
/// <param name="Salt">The salt, Base64.</param>
/// <param name="Value">The value, Base64.</param>
/// <param name="Text">The value as <see cref="EntryValues.Text"/> says it.</param>
sealed record PrivateFieldDocument(string Field, byte Number, string Commitment, string? Salt = null, string? Value = null, string? Text = null)
{
    public static PrivateFieldDocument Of(EntryField field, MerkleHash commitment, OpenedField? opened)
    {
        var redacted = new PrivateFieldDocument(field.Word(), (byte)field, commitment.ToString());
        return opened is null ? redacted : redacted with
        {
            Salt = Convert.ToBase64String(opened.Salt),
            Value = Convert.ToBase64String(opened.Value),
            Text = EntryValues.Text(field, opened.Value),
        };
    }
}
