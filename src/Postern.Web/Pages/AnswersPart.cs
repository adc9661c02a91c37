using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>The answers about a pair, each with its question and verdict.</summary>
static class AnswersPart
{
    /// <summary>Writes the answers that were asked for.</summary>
    public static void Write(HtmlWriter html, PairFindings pair)
    {
        html.Add($"<dl class=\"answers\">\n");
        if (pair.Rate is { } rate)
            Answer(html, "How often?", null, [rate.Text]);
        if (pair.Cadence is { } cadence)
            Answer(html, "A beat?", cadence.Verdict, [cadence.Text]);
        if (pair.Cache is { } cache)
            Answer(html, "A cache?", cache.Verdict, [cache.Text]);
        if (pair.Rhythm is { } rhythm)
            Rhythm(html, rhythm);
        if (pair.Changes is { } changes)
            Answer(html, "A change?", changes.Count == 0 ? "none" : null, changes.Count == 0 ? ["No change of the rate stands when all pairs are counted."] : changes.Select(change => change.Text));
        if (pair.End is { } end)
            Answer(html, "An end?", end.Verdict, [end.Text]);
        html.Add($"</dl>\n");
    }

    /// <summary>The answer about a rhythm, with what speaks for people and for machines.</summary>
    public static void Rhythm(HtmlWriter html, RhythmFindings rhythm) =>
        Answer(html, "A rhythm?", rhythm.Verdict, rhythm.Reasons.Count == 0 ? [rhythm.Text] : [rhythm.Text, $"Weighed: {string.Join("; ", rhythm.Reasons)}."]);

    /// <summary>One answer.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="question">The question.</param>
    /// <param name="verdict">The word of the finding; null where there is none.</param>
    /// <param name="sentences">The answer.</param>
    public static void Answer(HtmlWriter html, string question, string? verdict, IEnumerable<string> sentences)
    {
        html.Add($"<div><dt>{question}</dt><dd>");
        if (verdict is not null)
            html.Add($"<span class=\"verdict\">{verdict}</span> ");
        var first = true;
        foreach (var sentence in sentences)
        {
            if (!first)
                html.Add($"<br>");
            html.Add($"{sentence}");
            first = false;
        }
        html.Add($"</dd></div>\n");
    }
}
