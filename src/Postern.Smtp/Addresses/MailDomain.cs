using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Postern.Smtp.Addresses;

/// <summary>A mail domain in the one form in which domains are compared: lower-case A-labels, no trailing dot.</summary>
/// <remarks>Two domains are the same when <see cref="Ascii"/> is: no suffixes, no look-alikes. Labels follow RFC 5321 §4.1.2; a label
/// in UTF-8 (RFC 6531) becomes its A-label, and an A-label must stand for a U-label (RFC 5890 §2.3.2.1). Of RFC 5892 the general
/// categories are enforced, not normalisation: a label that is not normalised has another A-label and so is another domain.</remarks>
public sealed record MailDomain
{
    const int MaximumLabel = 63;
    const int MaximumDomain = 253;

    MailDomain(string ascii) => Ascii = ascii;

    /// <summary>Labels of a-z, 0-9 and hyphens, joined by dots; at most 253 octets.</summary>
    public string Ascii { get; }

    /// <summary>Reads a domain as it stands in a path or a command.</summary>
    /// <param name="text">The domain and nothing else.</param>
    /// <param name="allowUtf8">Whether U-labels may stand in it (SMTPUTF8).</param>
    /// <param name="domain">The domain in its compared form.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, bool allowUtf8, [NotNullWhen(true)] out MailDomain? domain)
    {
        domain = null;
        if (text.IsEmpty || text.Length > 4 * MaximumDomain)
            return false;
        var ascii = new StringBuilder(text.Length);
        var last = default(ReadOnlySpan<byte>);
        foreach (var part in text.Split((byte)'.'))
        {
            last = text[part];
            if (ascii.Length > 0)
                ascii.Append('.');
            if (System.Text.Ascii.IsValid(last) ? !TryAscii(last, ascii) : !allowUtf8 || !TryUtf8(last, ascii))
                return false;
        }
        // RFC 3696 §2: the last label is not a number, or an address without brackets would be a domain.
        if (ascii.Length > MaximumDomain || last.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
            return false;
        domain = new MailDomain(ascii.ToString());
        return true;
    }

    /// <summary>A domain from settings, U-labels allowed.</summary>
    /// <exception cref="FormatException">The text is not a domain.</exception>
    public static MailDomain Parse(string text) =>
        TryParse(Encoding.UTF8.GetBytes(text), allowUtf8: true, out var domain)
            ? domain
            : throw new FormatException($"\"{text}\" is not a mail domain");

    /// <summary>The compared form.</summary>
    public override string ToString() => Ascii;

    static bool TryAscii(ReadOnlySpan<byte> label, StringBuilder ascii)
    {
        if (label.Length is 0 or > MaximumLabel || label[0] == '-' || label[^1] == '-')
            return false;
        Span<byte> lower = stackalloc byte[label.Length];
        System.Text.Ascii.ToLower(label, lower, out _);
        foreach (var c in lower)
        {
            if (c != '-' && !char.IsAsciiLetterOrDigit((char)c))
                return false;
            ascii.Append((char)c);
        }
        return !lower.StartsWith("xn--"u8) || StandsForULabel(lower[4..]);
    }

    static bool StandsForULabel(ReadOnlySpan<byte> encoded) =>
        Punycode.TryDecode(encoded, out var runes)
        && Array.Exists(runes, rune => !rune.IsAscii)
        && IsULabel(runes)
        && System.Text.Ascii.Equals(encoded, Punycode.Encode(runes));

    static bool TryUtf8(ReadOnlySpan<byte> label, StringBuilder ascii)
    {
        if (!System.Text.Unicode.Utf8.IsValid(label))
            return false;
        var runes = Encoding.UTF8.GetString(label).EnumerateRunes().Select(rune => rune.IsAscii ? Rune.ToLowerInvariant(rune) : rune).ToArray();
        if (runes.Length > MaximumLabel || !IsULabel(runes))
            return false;
        var encoded = Punycode.Encode(runes);
        ascii.Append("xn--").Append(encoded);
        return encoded.Length + 4 <= MaximumLabel;
    }

    // RFC 5891 §4.2.3: hyphens, no leading combining mark; RFC 5892 §2.1 by general category.
    static bool IsULabel(Rune[] runes)
    {
        if (runes[0].Value == '-' || runes[^1].Value == '-' || IsMark(runes[0])
            || runes.Length > 3 && runes[2].Value == '-' && runes[3].Value == '-')
            return false;
        return Array.TrueForAll(runes, rune => rune.Value == '-' || IsMark(rune) || Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or
            UnicodeCategory.DecimalDigitNumber);
    }

    static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
