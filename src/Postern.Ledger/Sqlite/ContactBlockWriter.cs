using System.Buffers.Text;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Postern.Ledger.Sqlite;

/// <summary>Writes contacts that follow one another as the text of one row of <c>contact_block</c>.</summary>
/// <remarks>
/// The text is a JSON array with an array, and a line, for each contact: place in the block, time, pair, outcome, line, detail, source
/// port, bytes, target port, aggregate. Null is unknown; nulls at the end are left out. A thousand contacts in a row cost SQLite a
/// fifth of a thousand rows, and other programs still read them (the view <c>contact</c>). No line feed stands inside a line, so
/// that damage to one contact does not reach the next.
/// </remarks>
sealed class ContactBlockWriter
{
    /// <summary>Contacts of a block at most.</summary>
    public const int Most = 1024;

    /// <summary>Octets that the numbers of a contact take at most, with their commas and brackets.</summary>
    const int NumbersLength = 10 * 21 + 4;

    /// <summary>Octets that one octet of detail takes at most: <c>\u00XX</c>.</summary>
    const int LongestEscape = 6;

    byte[] text = new byte[1 << 14];
    int end;

    /// <summary>Contacts written.</summary>
    public int Count { get; private set; }

    /// <summary>The text of the block; ends it.</summary>
    public ReadOnlySpan<byte> Text
    {
        get
        {
            text[end] = (byte)']';
            return text.AsSpan(0, end + 1);
        }
    }

    /// <summary>Begins another block.</summary>
    public void Clear() => (end, Count) = (0, 0);

    /// <summary>Adds a contact.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="pair">Number of its pair.</param>
    /// <param name="outcome">Number of its outcome's name.</param>
    public void Add(in LedgerContact contact, long pair, long outcome)
    {
        var detail = contact.Detail;
        Reserve(NumbersLength + checked(detail.Length * LongestEscape) + Vector256<byte>.Count);
        var opening = Count > 0 ? ",\n["u8 : "[["u8;
        opening.CopyTo(Room(opening.Length));
        Put(Count);
        var figures = contact.Figures;
        Next(contact.Time, LedgerContact.NoTime);
        Next(pair, 0);
        Next(outcome, 0);
        Next(figures.Line, 0);
        text[end++] = (byte)',';
        PutText(detail);
        var last = contact.Aggregate ? 4 : figures.TargetPort >= 0 ? 3 : figures.Bytes >= 0 ? 2 : figures.SourcePort >= 0 ? 1 : 0;
        if (last >= 1)
            Next(figures.SourcePort, -1);
        if (last >= 2)
            Next(figures.Bytes, -1);
        if (last >= 3)
            Next(figures.TargetPort, -1);
        if (last >= 4)
            Next(1, 0);
        text[end++] = (byte)']';
        Count++;
    }

    void Next(long value, long unknown)
    {
        text[end++] = (byte)',';
        if (value == unknown)
            "null"u8.CopyTo(Room(4));
        else
            Put(value);
    }

    void Put(long value)
    {
        Utf8Formatter.TryFormat(value, text.AsSpan(end), out var written);
        end += written;
    }

    // Quotes, backslashes and control characters are escaped; all other octets stay as they are, be they UTF-8 or not.
    void PutText(ReadOnlySpan<byte> value)
    {
        text[end++] = (byte)'"';
        while (value.Length >= Vector256<byte>.Count)
            value = value[PutVector(value, Vector256<byte>.Count)..];
        Span<byte> last = stackalloc byte[2 * Vector256<byte>.Count];
        last.Clear();
        value.CopyTo(last);
        for (var place = 0; place < value.Length;)
            place += PutVector(last[place..], value.Length - place);
        text[end++] = (byte)'"';
    }

    /// <summary>Puts octets up to the first that needs an escape, and that one escaped.</summary>
    /// <param name="value">At least the octets of a vector.</param>
    /// <param name="length">Octets of the vector that are to be put.</param>
    /// <returns>Octets put.</returns>
    int PutVector(ReadOnlySpan<byte> value, int length)
    {
        var octets = Vector256.Create(value);
        // The whole vector is copied; what comes next is written over what does not belong there.
        octets.CopyTo(text.AsSpan(end));
        var special = Vector256.Equals(octets, Vector256.Create((byte)'"')) | Vector256.Equals(octets, Vector256.Create((byte)'\\'))
            | Vector256.LessThan(octets, Vector256.Create((byte)' '));
        var plain = Math.Min(BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits()), Math.Min(length, Vector256<byte>.Count));
        end += plain;
        if (plain == length)
            return plain;
        PutEscaped(value[plain]);
        return plain + 1;
    }

    void PutEscaped(byte octet)
    {
        text[end++] = (byte)'\\';
        if (octet >= ' ')
        {
            text[end++] = octet;
            return;
        }
        "u00"u8.CopyTo(Room(3));
        Utf8Formatter.TryFormat(octet, text.AsSpan(end), out var written, new System.Buffers.StandardFormat('x', 2));
        end += written;
    }

    Span<byte> Room(int length)
    {
        end += length;
        return text.AsSpan(end - length, length);
    }

    void Reserve(int length)
    {
        if (text.Length - end < length)
            Array.Resize(ref text, (int)Math.Min(Array.MaxLength, Math.Max(text.Length * 2L, end + (long)length)));
    }
}
