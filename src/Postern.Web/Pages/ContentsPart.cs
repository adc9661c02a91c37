using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>The list of what is on the page.</summary>
static class ContentsPart
{
    /// <summary>Targets listed; the ranking leads to the others.</summary>
    const int MostTargets = 30;

    /// <summary>Writes the list.</summary>
    public static void Write(HtmlWriter html, InvestigationFindings findings)
    {
        html.Add($"""
            <nav class="contents" aria-label="Contents">
            <p class="brand">Postern <span>report</span></p>
            <ol>
            <li><a href="#headline">Headline</a></li>
            <li><a href="#record">The record over time</a></li>

            """);
        if (findings.Targets.Count > 0)
        {
            html.Add($"<li><a href=\"#ranking\">What deserves a look</a></li>\n<li class=\"group\"><span>Targets</span>\n<ol>\n");
            for (var i = 0; i < Math.Min(MostTargets, findings.Targets.Count); i++)
                html.Add($"<li><a href=\"#t{i + 1}\" title=\"{findings.Targets[i].Target}\">{findings.Targets[i].Target}</a></li>\n");
            if (findings.Targets.Count > MostTargets)
                html.Add($"<li><a href=\"#targets\">{findings.Targets.Count - MostTargets} more</a></li>\n");
            html.Add($"</ol></li>\n");
        }
        if (OutsideSection.IsThere(findings))
            html.Add($"<li><a href=\"#outside\">{OutsideSection.Heading(findings)}</a></li>\n");
        if (findings.Comparison is not null)
            html.Add($"<li><a href=\"#comparison\">Beside simulated records</a></li>\n");
        if (findings.Sensitivity is not null)
            html.Add($"<li><a href=\"#sensitivity\">With other settings</a></li>\n");
        html.Add($"""
            <li><a href="#limits">What this record cannot show</a></li>
            <li><a href="#provenance">Provenance</a></li>
            </ol>
            </nav>

            """);
    }
}
