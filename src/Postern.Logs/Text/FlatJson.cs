using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Postern.Logs.Text;

/// <summary>What a member's value is.</summary>
enum FlatValue
{
    /// <summary>A number, <c>true</c> or <c>false</c>.</summary>
    Literal,

    /// <summary>A string; the value is what stands between its quotes.</summary>
    Text,

    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary>An array of literals or strings, brackets included.</summary>
    Array,
}

/// <summary>Reads a JSON object as programs write them into logs: one line of ASCII, no white space, no escapes, no object inside.</summary>
/// <remarks>
/// Where that is so, quotes alone say where everything begins and ends (the first stage of simdjson, Langdale and Lemire 2019, reduced
/// to one mark). What is read is checked as strictly as a parser does (RFC 8259); what is not of this shape, damaged or only unusual,
/// is refused and left to a full parser.
/// </remarks>
sealed class FlatJson
{
    int[] quotes = new int[256];
    int count;
    int at;
    int place;

    /// <summary>Begins with a line; false when it is no such object.</summary>
    public bool TryStart(ReadOnlySpan<byte> line)
    {
        (at, place) = (0, 1);
        return line is [(byte)'{', (byte)'"', .., (byte)'}'] && TryMark(line);
    }

    /// <summary>Whether all members have been read.</summary>
    public bool AtEnd(ReadOnlySpan<byte> line) => place == line.Length;

    /// <summary>Reads the next member; false when the rest is not of this shape. Not to be called at the end.</summary>
    /// <param name="line">The line.</param>
    /// <param name="key">Place of the key, without its quotes.</param>
    /// <param name="value">Place of the value.</param>
    /// <param name="kind">What the value is.</param>
    public bool TryNext(ReadOnlySpan<byte> line, out Range key, out Range value, out FlatValue kind)
    {
        (key, value, kind) = (default, default, FlatValue.Literal);
        if (at + 2 > count || quotes[at] != place || line[quotes[at + 1] + 1] != ':')
            return false;
        key = (quotes[at] + 1)..quotes[at + 1];
        var start = quotes[at + 1] + 2;
        at += 2;
        int end;
        if (at < count && quotes[at] == start)
        {
            if (at + 2 > count)
                return false;
            kind = FlatValue.Text;
            value = (start + 1)..quotes[at + 1];
            end = quotes[at + 1] + 1;
            at += 2;
        }
        else if (line[start] == '[')
        {
            kind = FlatValue.Array;
            if (!TryArray(line, start, out end))
                return false;
            value = start..end;
        }
        else
        {
            end = at < count ? quotes[at] - 1 : line.Length - 1;
            value = start..end;
            if (end <= start || !IsLiteral(line[value]))
                return false;
            kind = line[start] == 'n' ? FlatValue.Null : FlatValue.Literal;
        }
        // A comma and another key, or the end.
        place = end + 1;
        return end == line.Length - 1 ? at == count : line[end] == ',';
    }

    /// <summary>Finds the quotes; false when the line holds anything but plain ASCII.</summary>
    bool TryMark(ReadOnlySpan<byte> line)
    {
        if (quotes.Length < line.Length)
            quotes = new int[Math.Max(line.Length, 2 * quotes.Length)];
        count = 0;
        var i = 0;
        ref var start = ref MemoryMarshal.GetReference(line);
        var (quote, escape, space) = (Vector256.Create((byte)'"'), Vector256.Create((byte)'\\'), Vector256.Create((sbyte)' '));
        for (; i <= line.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var octets = Vector256.LoadUnsafe(ref start, (nuint)i);
            // Signed, octets from 128 up are negative.
            if ((Vector256.LessThan(octets.AsSByte(), space).AsByte() | Vector256.Equals(octets, escape)) != Vector256<byte>.Zero)
                return false;
            for (var mask = Vector256.Equals(octets, quote).ExtractMostSignificantBits(); mask != 0; mask &= mask - 1)
                quotes[count++] = i + BitOperations.TrailingZeroCount(mask);
        }
        for (; i < line.Length; i++)
        {
            if (line[i] is < (byte)' ' or >= 128 or (byte)'\\')
                return false;
            if (line[i] == '"')
                quotes[count++] = i;
        }
        return true;
    }

    bool TryArray(ReadOnlySpan<byte> line, int start, out int end)
    {
        end = start + 1;
        if (at < count && quotes[at] == end)
        {
            while (at + 2 <= count && quotes[at] == end)
            {
                end = quotes[at + 1] + 1;
                at += 2;
                if (line[end] == ']')
                {
                    end++;
                    return true;
                }
                if (line[end++] != ',')
                    return false;
            }
            return false;
        }
        var length = line[start..].IndexOf((byte)']');
        if (length < 0)
            return false;
        end = start + length + 1;
        var inside = line[(start + 1)..(end - 1)];
        if (inside.IsEmpty)
            return true;
        foreach (var element in inside.Split((byte)','))
        {
            if (!IsLiteral(inside[element]))
                return false;
        }
        return true;
    }

    /// <summary>Whether a text is a number, <c>true</c>, <c>false</c> or <c>null</c> (RFC 8259 §3, §6).</summary>
    internal static bool IsLiteral(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return false;
        if (text[0] is (byte)'t' or (byte)'f' or (byte)'n')
            return text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8) || text.SequenceEqual("null"u8);
        var i = text[0] == '-' ? 1 : 0;
        var whole = Digits(text, ref i);
        if (whole == 0 || (whole > 1 && text[i - whole] == '0'))
            return false;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            if (Digits(text, ref i) == 0)
                return false;
        }
        if (i < text.Length && text[i] is (byte)'e' or (byte)'E')
        {
            i++;
            if (i < text.Length && text[i] is (byte)'+' or (byte)'-')
                i++;
            if (Digits(text, ref i) == 0)
                return false;
        }
        return i == text.Length;
    }

    static int Digits(ReadOnlySpan<byte> text, ref int i)
    {
        var from = i;
        while (i < text.Length && (uint)(text[i] - '0') <= 9)
            i++;
        return i - from;
    }
}
