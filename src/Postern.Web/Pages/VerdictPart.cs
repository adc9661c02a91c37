using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>What was found of a pair, in marks of a word or two.</summary>
static class VerdictPart
{
    /// <summary>Whether anything was found that is worth a mark.</summary>
    public static bool HasFinding(PairFindings pair) => Marks(pair).Any();

    /// <summary>Writes the marks.</summary>
    public static void Write(HtmlWriter html, PairFindings pair)
    {
        foreach (var (kind, text) in Marks(pair))
            html.Add($"<span class=\"mark mark-{kind}\">{text}</span> ");
    }

    static IEnumerable<(string Kind, string Text)> Marks(PairFindings pair)
    {
        if (pair.Cadence is { Verdict: "periodic" } cadence)
            yield return ("beat", cadence.PeriodSeconds is { } period ? $"beat {Phrase.Duration(period)}" : "even");
        if (pair.Cadence is { Verdict: "cache-limited" } || pair.Cache is { Verdict: "limited" })
            yield return ("cache", pair.Cache?.TtlSeconds is { } ttl ? $"cache {Phrase.Duration(ttl)}" : "cache");
        foreach (var group in (pair.Changes ?? []).GroupBy(change => change.Kind, StringComparer.Ordinal))
            yield return ("change", group.Count() == 1 ? group.Key : $"{group.Count():#,0} × {group.Key}");
        if (pair.End is { Verdict: "stopped" or "gap" } end)
            yield return (end.Verdict == "gap" ? "gap" : "stop", end.Verdict == "gap" ? "sensor silent" : "stopped");
    }
}
