using System.Text;

namespace Postern.Terminal;

/// <summary>Text cut and padded to a width.</summary>
static class TextLines
{
    /// <summary>Words in lines of at most <paramref name="width"/> columns; a longer word (an address, a path) is not broken.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }
            if (line.Length > 0)
                line.Append(' ');
            line.Append(word);
        }
        if (line.Length > 0)
            yield return line.ToString();
    }

    /// <summary>Text of exactly so many columns: padded on the right, or with its middle left out, because names differ at both ends.</summary>
    public static string Left(string text, int width) => Shorten(text, width).PadRight(width);

    /// <summary>Text of at least so many columns, padded on the left.</summary>
    public static string Right(string text, int width) => text.PadLeft(width);

    /// <summary>Text of at most so many columns.</summary>
    public static string Shorten(string text, int width)
    {
        if (text.Length <= width)
            return text;
        var head = (width - 1) / 2;
        return $"{text[..head]}…{text[^(width - 1 - head)..]}";
    }
}
