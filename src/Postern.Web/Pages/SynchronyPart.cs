using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>Sources of a target that act together, two by two, and what its circle is when those count as one.</summary>
static class SynchronyPart
{
    /// <summary>Writes the part; nothing when no two sources were compared.</summary>
    public static void Write(HtmlWriter html, TargetFindings target, int number)
    {
        if (target.Synchrony is not { Count: > 0 } compared)
            return;
        html.Add($"""
            <h3>Do its sources act together?</h3>
            <div class="scroll"><table class="synchrony"><caption>{Phrase.Count(compared.Count, "pair")} of sources compared; shares are of the occasions of the first, expected shares those of shifted times</caption>
            <thead><tr><th scope="col">sources</th><th scope="col">verdict</th><th scope="col" class="n">occasions</th><th scope="col" class="n">lag</th><th scope="col" class="n">within</th><th scope="col" class="n">share</th><th scope="col" class="n">expected</th><th scope="col" class="n">p</th></tr></thead><tbody>

            """);
        foreach (var two in compared)
            html.Add($"<tr><th scope=\"row\" class=\"names\"><span class=\"name\">{Show.Source(two.Sources[0])}</span> <span class=\"to\">and</span> <span class=\"name\">{Show.Source(two.Sources[1])}</span></th><td>{two.Verdict}</td><td class=\"n\">{two.Occasions[0]}, {two.Occasions[1]}</td><td class=\"n\">{Show.Length(two.LagSeconds)}</td><td class=\"n\">{Show.Length(two.ToleranceSeconds)}</td><td class=\"n\">{Show.Percent(two.Share)}</td><td class=\"n\">{Show.Percent(two.ShareExpected)}</td><td class=\"n\">{Show.Chance(two.PValue, two.PValueIsBound)}</td></tr>\n");
        html.Add($"</tbody></table></div>\n");
        for (var i = 0; i < compared.Count; i++)
            Two(html, compared[i], number, i);
        foreach (var over in target.HandOvers ?? [])
            html.Add($"<p>{over.Text}</p>\n");
        if (target.CircleAsOne is { } again)
            AsOne(html, target, again);
    }

    static void Two(HtmlWriter html, SynchronyFindings two, int number, int part)
    {
        if (two.Verdict is not ("one" or "shared-times" or "shared-level") && two.Lags is null)
            return;
        html.Add($"<p>{two.Text}</p>\n");
        if (two.Lags is not { } lags)
            return;
        FigurePart.Open(html, "lags", $"{number}", $"How long {Show.Source(two.Sources[1])} comes after {Show.Source(two.Sources[0])}", part);
        html.Add($"<figcaption>Lags of <span class=\"name\">{Show.Source(two.Sources[1])}</span> behind <span class=\"name\">{Show.Source(two.Sources[0])}</span>: <b>{lags.Counts.Sum()}</b> pairs of occasions, of {two.Occasions[0]} and {two.Occasions[1]}.</figcaption>\n");
        FigurePart.Legend(html, ("count", "pairs of occasions", true), ("period", "median lag", two.LagSeconds is not null));
        html.Add($"<details class=\"table\"><summary>As a table</summary>\n<div class=\"scroll\"><table><thead><tr><th scope=\"col\" class=\"n\">lag from</th><th scope=\"col\" class=\"n\">to</th><th scope=\"col\" class=\"n\">pairs of occasions</th></tr></thead><tbody>\n");
        for (var i = 0; i < lags.Counts.Count; i++)
            if (lags.Counts[i] > 0)
                html.Add($"<tr><td class=\"n\">{Phrase.Duration(lags.FromSeconds + i * lags.WidthSeconds)}</td><td class=\"n\">{Phrase.Duration(lags.FromSeconds + (i + 1) * lags.WidthSeconds)}</td><td class=\"n\">{lags.Counts[i]}</td></tr>\n");
        html.Add($"</tbody></table></div></details>\n");
        FigurePart.Close(html);
    }

    static void AsOne(HtmlWriter html, TargetFindings target, CircleAsOne again)
    {
        html.Add($"<h4>The circle, those that act as one counted as one</h4>\n<p>{again.Text}</p>\n<p class=\"note\">To investigate it so: <code>{string.Join(' ', again.Maps)}</code></p>\n");
        html.Add($"<div class=\"scroll\"><table class=\"circle\"><caption>Shares of {Phrase.Count(target.Contacts, "contact")}</caption><thead><tr><th scope=\"col\">party</th><th scope=\"col\" class=\"n\">contacts</th><th scope=\"col\" class=\"n\">occasions</th><th scope=\"col\" class=\"n\">share</th><th scope=\"col\" class=\"wide\">0 to 100 %</th></tr></thead><tbody>\n");
        foreach (var party in again.Sources)
        {
            html.Add($"<tr><th scope=\"row\" class=\"name\">{Show.Source(party.Party)}</th><td class=\"n\">{party.Contacts}</td><td class=\"n\">{party.Occasions}</td><td class=\"n\">{Show.Percent(party.Share)}</td><td class=\"wide\">");
            Drawing.Bar(html, party.Share);
            html.Add($"</td></tr>\n");
        }
        html.Add($"</tbody></table></div>\n");
    }
}
