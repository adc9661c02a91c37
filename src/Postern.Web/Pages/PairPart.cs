using Postern.Analysis.Charts;
using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>One pair: answers in sentences, its charts, its rivals, its numbers.</summary>
static class PairPart
{
    /// <summary>Writes a pair, counted from 0 as in the findings.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="findings">All findings.</param>
    /// <param name="charts">All charts.</param>
    /// <param name="target">Number of the target.</param>
    /// <param name="number">Number of the pair in it.</param>
    /// <param name="open">Whether it lies open when the page is opened.</param>
    /// <param name="later">Whether its inside is for readers without scripts only, until it is opened: half a million elements make a slow page.</param>
    public static void Write(HtmlWriter html, InvestigationFindings findings, ChartSet charts, int target, int number, bool open, bool later)
    {
        var pair = findings.Targets[target].Pairs[number];
        var drawn = charts.Targets[target].Pairs[number];
        var place = $"{target}.{number}";
        html.Add($"<details class=\"pair\" id=\"t{target + 1}p{number + 1}\"{(open ? " open" : "")}>\n<summary><span class=\"names\"><span class=\"name\">{Show.Source(pair.Source)}</span> <span class=\"to\">→</span> <span class=\"name\">{pair.Target}</span></span> <span class=\"kind\">{pair.Kind}, {Phrase.Count(pair.Contacts, "contact")}</span> ");
        VerdictPart.Write(html, pair);
        Drawing.Course(html, pair.Sketch);
        html.Add($"</summary>\n");
        if (later)
            html.Add($"<noscript class=\"later\">\n");
        html.Add($"<div class=\"inside\">\n");
        AnswersPart.Write(html, pair);
        PairFigures.Write(html, findings, pair, drawn, place);
        ExplanationsPart.Write(html, pair);
        PairNumbers.Write(html, pair);
        html.Add($"</div>\n");
        if (later)
            html.Add($"</noscript>\n");
        html.Add($"</details>\n");
    }
}
