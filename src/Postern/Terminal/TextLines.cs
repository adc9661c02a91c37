using System.Text;

namespace Postern.Terminal;

/// <summary>Text cut and padded to a width.</summary>
static class TextLines
{
    /// <summary>Words in lines of at most <paramref name="width"/> columns; a longer word (an address, a path) is not broken.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        var columns = 0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var wide = TextWidth.Of(word);
            if (columns > 0 && columns + 1 + wide > width)
            {
                yield return line.ToString();
                line.Clear();
                columns = 0;
            }
            if (columns > 0)
                line.Append(' ');
            columns += (columns > 0 ? 1 : 0) + wide;
            line.Append(word);
        }
        if (line.Length > 0)
            yield return line.ToString();
    }

    /// <summary>Text of exactly so many columns: padded on the right, or with its middle left out, because names differ at both ends.</summary>
    public static string Left(string text, int width) => Padded(Shorten(text, width), width);

    /// <summary>Text of at least so many columns, padded on the right.</summary>
    public static string Padded(string text, int width) => text + new string(' ', Math.Max(0, width - TextWidth.Of(text)));

    /// <summary>Text of at least so many columns, padded on the left.</summary>
    public static string Right(string text, int width) => new string(' ', Math.Max(0, width - TextWidth.Of(text))) + text;

    /// <summary>Text of at most so many columns.</summary>
    public static string Shorten(string text, int width)
    {
        if (TextWidth.Of(text) <= width)
            return text;
        var head = (width - 1) / 2;
        return $"{TextWidth.Head(text, head)}…{TextWidth.Tail(text, width - 1 - head)}";
    }
}
