using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>What the record cannot show, said as plainly as what it shows.</summary>
static class LimitsSection
{
    /// <summary>Writes the caveats with their codes.</summary>
    public static void Write(HtmlWriter html, IReadOnlyList<Caveat> caveats)
    {
        html.Add($"<section id=\"limits\">\n<h2>What this record cannot show</h2>\n<dl class=\"limits\">\n");
        foreach (var caveat in caveats)
            html.Add($"<div><dt><code>{caveat.Code}</code></dt><dd>{caveat.Text}</dd></div>\n");
        html.Add($"</dl>\n</section>\n");
    }
}
