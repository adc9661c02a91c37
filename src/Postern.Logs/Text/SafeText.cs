using Postern.Contacts;

namespace Postern.Logs.Text;

/// <summary>Text from logs made safe to show.</summary>
public static class SafeText
{
    /// <summary>Safe text of bytes that may be anything, shortened to <paramref name="longest"/> bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes, int longest = int.MaxValue)
    {
        var cut = bytes.Length > longest;
        var text = Of(NameText.EscapeInvalid(cut ? bytes[..longest] : bytes));
        return cut ? text + "…" : text;
    }

    /// <summary>Safe text: <see cref="VisibleText"/>.</summary>
    public static string Of(string text) => VisibleText.Of(text);
}
