using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>What deserves a look, best first: the pairs of all targets, then the targets.</summary>
static class RankingSection
{
    /// <summary>Rows that are shown at once; a button of the page shows the others.</summary>
    public const int Shown = 25;

    /// <summary>Writes both tables.</summary>
    public static void Write(HtmlWriter html, InvestigationFindings findings)
    {
        if (findings.Targets.Count == 0)
            return;
        html.Add($"<section id=\"ranking\">\n<h2>What deserves a look</h2>\n");
        Pairs(html, findings);
        Targets(html, findings);
        html.Add($"</section>\n");
    }

    static void Pairs(HtmlWriter html, InvestigationFindings findings)
    {
        var ranked = findings.Targets
            .SelectMany((target, t) => target.Pairs.Select((pair, p) => (Pair: pair, Target: t + 1, Number: p + 1)))
            .OrderByDescending(row => row.Pair.Interest).ToList();
        var all = ranked.Count + findings.PairsNotShown;
        html.Add($"""
            <p class="note">{Phrase.Count(ranked.Count, "pair")} of {all}, ranked over the whole record. The order is a convention, not a measure: regularity, stops and changes first, rarer targets before common ones.</p>
            <div class="scroll"><table class="ranking long"><thead><tr><th scope="col" class="n">#</th><th scope="col">source → target</th><th scope="col" class="n">contacts</th><th scope="col" class="n">rate</th><th scope="col">course</th><th scope="col">why</th></tr></thead><tbody>

            """);
        for (var i = 0; i < ranked.Count; i++)
        {
            var (pair, target, number) = ranked[i];
            html.Add($"<tr><td class=\"n\">{i + 1}</td><td class=\"names\"><a href=\"#t{target}p{number}\"><span class=\"name\">{Show.Source(pair.Source)}</span> <span class=\"to\">→</span> <span class=\"name\">{pair.Target}</span></a></td><td class=\"n{One(pair.Contacts)}\">{pair.Contacts}</td><td class=\"n\">{(pair.Rate?.PerHour is { } perHour ? Show.Rate(perHour) : "")}</td><td>");
            Drawing.Course(html, pair.Sketch);
            html.Add($"</td><td class=\"why\">{pair.Why}</td></tr>\n");
        }
        html.Add($"</tbody></table></div>\n");
    }

    static void Targets(HtmlWriter html, InvestigationFindings findings)
    {
        html.Add($"""
            <h3 id="targets">Targets</h3>
            <div class="scroll"><table class="targets long"><thead><tr><th scope="col" class="n">#</th><th scope="col">target</th><th scope="col" class="n">contacts</th><th scope="col" class="n">sources</th><th scope="col" class="n">99 % by</th><th scope="col" class="n">largest share</th><th scope="col">why</th></tr></thead><tbody>

            """);
        for (var i = 0; i < findings.Targets.Count; i++)
        {
            var target = findings.Targets[i];
            var first = target.Circle?.Sources is [var source, ..] ? source : null;
            html.Add($"<tr><td class=\"n\">{i + 1}</td><td class=\"names\"><a class=\"name\" href=\"#t{i + 1}\">{target.Target}</a></td><td class=\"n{One(target.Contacts)}\">{target.Contacts}</td><td class=\"n\">{target.Sources}</td><td class=\"n\">{(target.Circle is { } circle ? $"{circle.SourcesFor99Percent:#,0}" : "")}</td><td class=\"n\">{Show.Percent(first?.Share)}</td><td class=\"why\">{target.Why}</td></tr>\n");
        }
        html.Add($"</tbody></table></div>\n");
    }

    /// <summary>A mark for the word that narrow windows put behind a count.</summary>
    static string One(long count) => count == 1 ? " one" : "";
}
