using System.Globalization;

namespace Postern.Smtp.Replies;

/// <summary>An enhanced status code, such as 5.1.1 (RFC 3463 §2).</summary>
/// <param name="Class">2 success, 4 persistent transient failure, 5 permanent failure.</param>
/// <param name="Subject">What it is about, 0 to 999.</param>
/// <param name="Detail">What exactly, 0 to 999.</param>
public readonly record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    /// <summary>Reads a code at the front of a reply's text, where a blank or the end follows it (RFC 2034 §4).</summary>
    public static bool TryTake(ReadOnlySpan<char> text, out EnhancedStatus status, out ReadOnlySpan<char> rest)
    {
        status = default;
        rest = text;
        var end = text.IndexOf(' ');
        var word = end < 0 ? text : text[..end];
        Span<Range> parts = stackalloc Range[4];
        if (word.Split(parts, '.') != 3
            || word[parts[0]] is not ("2" or "4" or "5")
            || !TryNumber(word[parts[1]], out var subject)
            || !TryNumber(word[parts[2]], out var detail))
            return false;
        status = new EnhancedStatus(word[0] - '0', subject, detail);
        rest = end < 0 ? default : text[(end + 1)..];
        return true;
    }

    /// <summary>Reads a code that stands alone.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static EnhancedStatus Parse(ReadOnlySpan<char> text) =>
        TryTake(text, out var status, out var rest) && rest.IsEmpty ? status : throw new FormatException($"\"{text}\" is not a status code");

    /// <summary>The code as it is sent.</summary>
    public override string ToString() => $"{Class}.{Subject}.{Detail}";

    static bool TryNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        return digits.Length is > 0 and <= 3 && int.TryParse(digits, NumberStyles.None, null, out number);
    }
}
