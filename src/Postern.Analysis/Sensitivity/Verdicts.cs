using Postern.Analysis.Findings;

namespace Postern.Analysis.Sensitivity;

/// <summary>A question whose answer is one word.</summary>
/// <param name="Target">The target.</param>
/// <param name="Source">The source, two joined by "and", or null.</param>
/// <param name="Kind">Kind of the contacts; null for the target as a whole.</param>
/// <param name="Analysis">The word of the analysis.</param>
readonly record struct Question(string Target, string? Source, string? Kind, string Analysis);

/// <summary>All verdicts of findings, in their order.</summary>
static class Verdicts
{
    /// <summary>The verdicts by question.</summary>
    public static Dictionary<Question, string> Of(InvestigationFindings found)
    {
        Dictionary<Question, string> verdicts = [];
        foreach (var target in found.Targets)
        {
            Add(target.Target, null, null, "coincidence", target.Coincidence?.Overall.Verdict);
            foreach (var pair in target.Synchrony ?? [])
                Add(target.Target, string.Join(" and ", pair.Sources.Order(StringComparer.Ordinal)), null, "synchrony", pair.Verdict);
            foreach (var pair in target.Pairs)
            {
                Add(target.Target, pair.Source, pair.Kind, "cadence", pair.Cadence?.Verdict);
                Add(target.Target, pair.Source, pair.Kind, "cache", pair.Cache?.Verdict);
                Add(target.Target, pair.Source, pair.Kind, "rhythm", pair.Rhythm?.Verdict);
                Add(target.Target, pair.Source, pair.Kind, "end", pair.End?.Verdict);
                Add(target.Target, pair.Source, pair.Kind, "changes", pair.Changes is { } changes ? changes.Count == 0 ? "none" : string.Join(", ", changes.Select(c => c.Kind)) : null);
                Add(target.Target, pair.Source, pair.Kind, "explanations", pair.Explanations is [var best, ..] ? best.Name : null);
            }
        }
        return verdicts;

        void Add(string target, string? source, string? kind, string analysis, string? verdict)
        {
            if (verdict is not null)
                verdicts[new(target, source, kind, analysis)] = verdict;
        }
    }
}
