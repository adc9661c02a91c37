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
        if (pair.Changes is { } changes)
            Answer(html, "A change?", changes.Count == 0 ? "none" : null, changes.Count == 0 ? ["No change of the rate stands when all pairs are counted."] : changes.Select(change => change.Text));
        if (pair.End is { } end)
            Answer(html, "An end?", end.Verdict, [end.Text]);
        html.Add($"</dl>\n");
    }

    static void Answer(HtmlWriter html, string question, string? verdict, IEnumerable<string> sentences)
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
