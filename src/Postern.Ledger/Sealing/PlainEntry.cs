using System.Buffers.Binary;
using System.Text;

namespace Postern.Ledger.Sealing;

/// <summary>The value of one field, as bytes.</summary>
/// <param name="Field">Which field.</param>
/// <param name="Value">Its bytes, in the form that <see cref="EntryFields.Form"/> names.</param>
public readonly record struct EntryValue(EntryField Field, ReadOnlyMemory<byte> Value);

/// <summary>An entry as its writer knows it, private values in the clear: what the store keeps and <see cref="CanonicalEntry"/> seals.</summary>
public sealed class PlainEntry
{
    /// <summary>Longest value of an open field, bytes.</summary>
    public const int LongestOpenValue = ushort.MaxValue;

    readonly List<EntryValue> values = [];

    /// <summary>An entry without fields.</summary>
    /// <param name="kind">What it records.</param>
    /// <param name="time">When it happened, nanoseconds since 1970-01-01T00:00:00Z; <see cref="long.MinValue"/> when unknown.</param>
    public PlainEntry(EntryKind kind, long time)
    {
        Kind = kind;
        Time = time;
    }

    /// <summary>What it records.</summary>
    public EntryKind Kind { get; }

    /// <summary>When it happened, nanoseconds since 1970-01-01T00:00:00Z; <see cref="long.MinValue"/> when unknown.</summary>
    public long Time { get; }

    /// <summary>The fields in the order of their numbers.</summary>
    public IReadOnlyList<EntryValue> Values => values;

    /// <summary>Number of private fields, each of which takes a salt: at least one, since an entry without any is sealed with an empty <see cref="EntryField.Detail"/>.</summary>
    public int PrivateCount
    {
        get
        {
            var count = 0;
            foreach (var value in values)
                count += value.Field.IsPrivate() ? 1 : 0;
            return Math.Max(count, 1);
        }
    }

    /// <summary>Adds a field as it is.</summary>
    /// <exception cref="ArgumentException">The field is there already, or the value does not have the field's form or is too long to lie open.</exception>
    public PlainEntry Add(EntryField field, ReadOnlyMemory<byte> value)
    {
        if (!field.IsPrivate() && value.Length > LongestOpenValue)
            throw new ArgumentException($"the open field {field.Word()} holds at most {LongestOpenValue:N0} bytes, not {value.Length:N0}", nameof(value));
        if (EntryValues.LengthOf(field.Form()) is { } length && value.Length != length)
            throw new ArgumentException($"the field {field.Word()} holds {length} bytes, not {value.Length:N0}", nameof(value));
        var place = values.Count;
        while (place > 0 && values[place - 1].Field >= field)
            place--;
        if (place < values.Count && values[place].Field == field)
            throw new ArgumentException($"the field {field.Word()} is there already", nameof(field));
        values.Insert(place, new EntryValue(field, value));
        return this;
    }

    /// <summary>Adds text, as UTF-8.</summary>
    public PlainEntry Add(EntryField field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a number, or an instant in nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public PlainEntry Add(EntryField field, long number)
    {
        var value = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(value, number);
        return Add(field, value);
    }

    /// <summary>Adds the figures of a contact.</summary>
    public PlainEntry Add(ContactFigures figures)
    {
        var value = new byte[ContactFigures.Length];
        figures.Write(value);
        return Add(EntryField.Figures, value);
    }

    /// <summary>A field as text (<see cref="EntryValues.Text"/>); empty when the entry has none.</summary>
    public string Text(EntryField field) => TryGet(field, out var value) ? EntryValues.Text(field, value.Span) : "";

    /// <summary>A field that is a number or an instant; null when the entry has none.</summary>
    public long? Number(EntryField field) =>
        TryGet(field, out var value) && value.Length == sizeof(long) ? BinaryPrimitives.ReadInt64BigEndian(value.Span) : null;

    /// <summary>The bytes of a field; false when the entry has none.</summary>
    public bool TryGet(EntryField field, out ReadOnlyMemory<byte> value)
    {
        foreach (var candidate in values)
        {
            if (candidate.Field == field)
            {
                value = candidate.Value;
                return true;
            }
        }
        value = default;
        return false;
    }
}
