using System.Globalization;
using System.Text;

namespace Postern.Terminal;

/// <summary>How many columns text takes on a terminal: one a character, two a wide one of East Asia, none a mark above another.</summary>
/// <remarks>The wide and full-width blocks of Unicode Standard Annex 11, as blocks and not character by character: what lies in
/// them without a width of its own is never a name in a log.</remarks>
static class TextWidth
{
    // First and last code point of the blocks, ascending.
    static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA000, 0xA4CF), (0xA960, 0xA97F),
        (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF),
        (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    /// <summary>Columns of a text.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text))
            return text.Length;
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
            columns += Of(rune);
        return columns;
    }

    /// <summary>Columns of one character.</summary>
    public static int Of(Rune rune)
    {
        if (rune.IsAscii)
            return 1;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            return 0;
        foreach (var (first, last) in Wide)
            if (rune.Value >= first && rune.Value <= last)
                return 2;
        return 1;
    }

    /// <summary>The longest beginning of at most so many columns; marks stay with their character.</summary>
    public static string Head(string text, int columns)
    {
        var (end, taken) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            taken += Of(rune);
            if (taken > columns)
                break;
            end += rune.Utf16SequenceLength;
        }
        return text[..end];
    }

    /// <summary>The longest end of at most so many columns, which begins with no mark.</summary>
    public static string Tail(string text, int columns)
    {
        var rest = Of(text);
        var start = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rest <= columns && Of(rune) > 0)
                break;
            rest -= Of(rune);
            start += rune.Utf16SequenceLength;
        }
        return text[start..];
    }
}
