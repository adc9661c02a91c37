namespace Postern.Terminal;

/// <summary>Text for a person, laid out for a screen: headings, paragraphs, rows; colours where they are welcome.</summary>
sealed class Page(TextWriter to, Screen screen)
{
    const string Bold = "\e[1m";
    const string Dim = "\e[2m";
    const string Plain = "\e[0m";

    bool begun;

    /// <summary>Columns.</summary>
    public int Width => screen.Width;

    /// <summary>Begins a section: a blank line and a title.</summary>
    public void Heading(string title)
    {
        if (begun)
            Line();
        Line(screen.Colour ? $"{Bold}{title}{Plain}" : title);
    }

    /// <summary>A paragraph, wrapped; its first line may begin in another way than the rest.</summary>
    /// <param name="text">Text of one or more sentences.</param>
    /// <param name="indent">Columns left free.</param>
    /// <param name="lead">What stands before the text of the first line, instead of blanks; at most as wide as <paramref name="indent"/>.</param>
    public void Paragraph(string text, int indent = 0, string? lead = null)
    {
        foreach (var line in TextLines.Wrap(screen.Fit(text), Width - indent))
        {
            Line((lead ?? new string(' ', indent)) + line);
            lead = null;
        }
    }

    /// <summary>A line that is not wrapped.</summary>
    public void Line(string text = "")
    {
        begun = true;
        to.WriteLine(screen.Fit(text).TrimEnd());
    }

    /// <summary>Text that may step back, such as column titles.</summary>
    public string Faint(string text) => screen.Colour ? $"{Dim}{text}{Plain}" : text;

    /// <summary>Text that should be seen first.</summary>
    public string Strong(string text) => screen.Colour ? $"{Bold}{text}{Plain}" : text;

    /// <summary>Marks as high as the counts, the greatest being the full height.</summary>
    /// <param name="counts">Counts of equal slices of time.</param>
    /// <param name="covered">Whether a slice was watched at all; an unwatched one is a dot. Null: all were.</param>
    public string Bars(IReadOnlyList<int> counts, IReadOnlyList<bool>? covered = null) => Sparkline.Of(counts, screen.Unicode, covered);
}
