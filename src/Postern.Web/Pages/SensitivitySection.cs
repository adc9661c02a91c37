using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>What would be said with other settings: which verdicts turn.</summary>
static class SensitivitySection
{
    /// <summary>Writes the section; nothing when it was not asked for.</summary>
    public static void Write(HtmlWriter html, IReadOnlyList<SensitivityFindings>? tried)
    {
        if (tried is null)
            return;
        html.Add($"<section id=\"sensitivity\">\n<h2>With other settings</h2>\n<p class=\"note\">The same record, analysed again with one setting changed at a time. A verdict that turns hangs on that setting.</p>\n");
        foreach (var setting in tried)
            Setting(html, setting);
        html.Add($"</section>\n");
    }

    static void Setting(HtmlWriter html, SensitivityFindings setting)
    {
        html.Add($"<p>{setting.Text}</p>\n");
        if (setting.Flips.Count == 0)
            return;
        html.Add($"""
            <details class="table"><summary>{Phrase.Count(setting.Flips.Count, "verdict that turns", "verdicts that turn")}, of {setting.Compared}</summary>
            <div class="scroll"><table><thead><tr><th scope="col">target</th><th scope="col">source</th><th scope="col">analysis</th><th scope="col">with {setting.Usual}</th><th scope="col">with {setting.Value}</th></tr></thead><tbody>

            """);
        foreach (var flip in setting.Flips)
            html.Add($"<tr><th scope=\"row\" class=\"name\">{flip.Target}</th><td class=\"name\">{flip.Source ?? "the target as a whole"}</td><td>{flip.Analysis}</td><td>{flip.Usual}</td><td>{flip.Then}</td></tr>\n");
        html.Add($"</tbody></table></div></details>\n");
    }
}
