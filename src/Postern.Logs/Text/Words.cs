namespace Postern.Logs.Text;

/// <summary>Walks a text word by word.</summary>
static class Words
{
    /// <summary>Takes the text up to the first blank, and the blank; the whole text when there is none.</summary>
    public static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> text)
    {
        var blank = text.IndexOf((byte)' ');
        var word = blank < 0 ? text : text[..blank];
        text = blank < 0 ? default : text[(blank + 1)..];
        return word;
    }
}
