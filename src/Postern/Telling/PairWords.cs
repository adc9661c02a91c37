using Postern.Analysis.Findings;

namespace Postern.Telling;

/// <summary>What is said of a pair in sentences: what was found, then its rivals; what was not found only when there is room.</summary>
static class PairWords
{
    const int MostChanges = 3;
    const double LeastFit = .1;

    /// <summary>The sentences.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="everything">Whether answers of "nothing" and "cannot tell" are said too.</param>
    public static IEnumerable<string> Of(PairFindings pair, bool everything)
    {
        if (pair.Rate is { } rate)
            yield return rate.Text;
        if (pair.Cadence is { } cadence && (everything || cadence.Verdict is "periodic" or "cache-limited"))
            yield return cadence.Text;
        if (pair.Cache is { } cache && (everything || cache.Verdict is "limited"))
            yield return cache.Text;
        if (pair.Rhythm is { } rhythm && (everything || HasRhythm(pair)))
        {
            yield return rhythm.Text;
            if (HasRhythm(pair))
                yield return $"For that: {string.Join("; ", rhythm.Reasons)}.";
        }
        var changes = pair.Changes ?? [];
        foreach (var change in changes.Take(MostChanges))
            yield return change.Text;
        if (changes.Count > MostChanges)
            yield return $"{changes.Count - MostChanges} more changes are in --json.";
        if (pair.End is { } end && (everything || end.Verdict is "stopped" or "gap"))
            yield return end.Text;
        foreach (var rival in (pair.Explanations ?? []).Where(e => e.Fit >= LeastFit))
            yield return rival.Text;
    }

    /// <summary>Whether something was found that is worth sentences.</summary>
    public static bool HasFinding(PairFindings pair) =>
        pair.Cadence?.Verdict is "periodic" or "cache-limited" || pair.Cache?.Verdict is "limited"
        || pair.Changes?.Count > 0 || pair.End?.Verdict is "stopped" or "gap" || HasRhythm(pair);

    static bool HasRhythm(PairFindings pair) => pair.Rhythm?.Verdict is "daily" or "weekly" or "daily-and-weekly";
}
