using System.Globalization;
using System.Text;

namespace Postern.Contacts;

/// <summary>Text from strangers made safe to show: what could command a terminal, turn a line round or hide is shown as an escape.</summary>
public static class VisibleText
{
    /// <summary>Visible text: control, format and other invisible characters become <c>\xNN</c> or <c>\u{N}</c>.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = rune.Value is >= 0x20 and < 0x7F || (rune.Value > 0xA0 && Rune.GetUnicodeCategory(rune) is not (
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned));
            if (shown)
                safe.Append(rune.ToString());
            else if (rune.Value < 0x100)
                safe.Append($"\\x{rune.Value:X2}");
            else
                safe.Append($"\\u{{{rune.Value:X}}}");
        }
        return safe.ToString();
    }
}
