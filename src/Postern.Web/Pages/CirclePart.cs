using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>Who contacts a target, each with its share and the limits of it.</summary>
static class CirclePart
{
    /// <summary>Sources that are shown; the table opens to the others.</summary>
    const int Shown = 10;

    /// <summary>Writes the circle of a target; nothing when it was not asked for.</summary>
    public static void Write(HtmlWriter html, TargetFindings target)
    {
        if (target.Circle is not { } circle)
            return;
        html.Add($"<h3>The circle</h3>\n<p>{circle.Text}</p>\n");
        Table(html, target, circle.Sources.Take(Shown));
        if (circle.Sources.Count > Shown)
        {
            html.Add($"<details class=\"table\"><summary>{Phrase.Count(circle.Sources.Count - Shown, "more source")}{(circle.Sources.Count < target.Sources ? $" of {target.Sources - Shown:#,0}" : "")}</summary>\n");
            Table(html, target, circle.Sources.Skip(Shown));
            html.Add($"</details>\n");
        }
        html.Add($"""
            <details class="table"><summary>Measures of concentration</summary>
            <div class="scroll"><table><tbody>
            <tr><th scope="row">sources that make 99 %</th><td>{circle.SourcesFor99Percent}{(circle is { SourcesFor99PercentLow: { } low, SourcesFor99PercentHigh: { } high } ? $" (95 %: {low:#,0}–{high:#,0})" : "")} of {target.Sources}</td></tr>
            <tr><th scope="row">effective sources (1/Σp²)</th><td>{Show.Number(circle.EffectiveSources)}</td></tr>
            <tr><th scope="row">Herfindahl index (Σp²)</th><td>{Show.Number(circle.Herfindahl)}</td></tr>
            <tr><th scope="row">Gini coefficient</th><td>{Show.Number(circle.Gini)}</td></tr>
            <tr><th scope="row">share of sources not yet seen (Good–Turing)</th><td>{Show.Percent(circle.UnseenMass)}</td></tr>
            <tr><th scope="row">sources not yet seen, at least (Chao)</th><td>{Show.Number(circle.UnseenSources)}</td></tr>
            <tr><th scope="row">comparable targets that are spread wider</th><td>{(circle.ConcentrationPercentile is { } rank ? Show.Percent(rank) : "fewer than 20 are comparable")}</td></tr>
            </tbody></table></div></details>

            """);
    }

    static void Table(HtmlWriter html, TargetFindings target, IEnumerable<SourceShare> sources)
    {
        html.Add($"""
            <div class="scroll"><table class="circle"><caption>Shares of {Phrase.Count(target.Contacts, "contact")}, with 95 % limits that count days as clusters</caption>
            <thead><tr><th scope="col">source</th><th scope="col" class="n">contacts</th><th scope="col" class="n">share</th><th scope="col" class="n">95 % limits, %</th><th scope="col" class="wide">0 to 100 %</th></tr></thead><tbody>

            """);
        foreach (var source in sources)
        {
            html.Add($"<tr><th scope=\"row\" class=\"name\">{Show.Source(source.Source)}</th><td class=\"n\">{source.Contacts}</td><td class=\"n\">{Show.Percent(source.Share)}</td><td class=\"n\">{Show.Limits(source.ShareLow, source.ShareHigh)}</td><td class=\"wide\">");
            Drawing.Bar(html, source.Share, source.ShareLow, source.ShareHigh);
            html.Add($"</td></tr>\n");
        }
        html.Add($"</tbody></table></div>\n");
    }
}
