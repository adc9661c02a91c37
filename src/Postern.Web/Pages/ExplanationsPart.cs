using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>The rival explanations of a pair, side by side.</summary>
static class ExplanationsPart
{
    /// <summary>Writes them, best fit first; nothing when none were compared.</summary>
    public static void Write(HtmlWriter html, PairFindings pair)
    {
        if (pair.Explanations is not { Count: > 0 } rivals)
            return;
        html.Add($"""
            <h4>Explanations, side by side</h4>
            <div class="scroll"><table class="rivals"><caption>Relative support among the {rivals.Count} that were compared on the same gaps; not the chance of being true</caption>
            <thead><tr><th scope="col">explanation</th><th scope="col" class="n">fit</th><th scope="col" class="wide">0 to 1</th><th scope="col">in words</th></tr></thead><tbody>

            """);
        foreach (var rival in rivals.OrderByDescending(r => r.Fit))
        {
            html.Add($"<tr><th scope=\"row\">{rival.Name}</th><td class=\"n\">{Fit(rival.Fit)}</td><td class=\"wide\">");
            Drawing.Bar(html, rival.Fit);
            html.Add($"</td><td class=\"words\">{rival.Text}</td></tr>\n");
        }
        html.Add($"</tbody></table></div>\n");
    }

    static string Fit(double fit) => fit switch
    {
        > .995 and < 1 => "above 0.99",
        < .005 => "below 0.01",
        _ => Phrase.Number(Math.Round(fit, 2), 2),
    };
}
