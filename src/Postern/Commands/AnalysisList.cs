using Postern.Analysis.Investigation;

namespace Postern.Commands;

/// <summary>The analyses of <c>--only</c> by their words.</summary>
static class AnalysisList
{
    /// <summary>The words, in the order of the findings.</summary>
    public static IReadOnlyList<string> Words { get; } =
        [.. Enum.GetValues<Analyses>().Where(a => a is not (Analyses.None or Analyses.All)).Select(Word)];

    /// <summary>Reads a list such as <c>circle,rate</c>; null means all.</summary>
    public static Analyses Read(string? list)
    {
        if (list is null)
            return Analyses.All;
        var chosen = Analyses.None;
        foreach (var word in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Words.Contains(word, StringComparer.Ordinal))
                throw new UsageException($"--only: there is no analysis \"{word}\"{Suggestion.For(word, Words)} (analyses: {string.Join(", ", Words)})");
            chosen |= Enum.Parse<Analyses>(word, ignoreCase: true);
        }
        return chosen == Analyses.None ? throw new UsageException($"--only names no analysis (analyses: {string.Join(", ", Words)})") : chosen;
    }

    /// <summary>The words of chosen analyses.</summary>
    public static string[] WordsOf(Analyses chosen) => [.. Words.Where(w => chosen.HasFlag(Enum.Parse<Analyses>(w, ignoreCase: true)))];

    static string Word(Analyses analysis) => analysis.ToString().ToLowerInvariant();
}
