namespace Postern.Logs.Text;

/// <summary>Words of a log that repeat (outcomes, kinds), one string each.</summary>
/// <param name="most">Most words kept: a column that was no column of words must not fill memory.</param>
sealed class WordTable(int most = 1024)
{
    readonly Dictionary<byte[], string> words = new(ByteKeys.Comparer);

    /// <summary>The word as a string, always the same one; null when it is new and the table is full.</summary>
    public string? Find(ReadOnlySpan<byte> word)
    {
        var lookup = words.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(word, out var text))
            return text;
        if (words.Count == most)
            return null;
        return lookup[word] = NameText.EscapeInvalid(word);
    }
}
