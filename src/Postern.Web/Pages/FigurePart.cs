using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>A figure: room for a chart that a script draws, its caption with the denominator, and the same as a table.</summary>
static class FigurePart
{
    /// <summary>Begins a figure.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="chart">Which chart: the name that the scripts know.</param>
    /// <param name="place">Which target and pair of the findings, such as <c>3.0</c>, counted from 0; empty for the record.</param>
    /// <param name="label">What it shows, for those who do not see it.</param>
    /// <param name="part">Which of several, counted from 0.</param>
    public static void Open(HtmlWriter html, string chart, string place, string label, int part = 0) =>
        html.Add($"<figure class=\"figure {chart}\">\n<div class=\"chart\" role=\"img\" aria-label=\"{label}\" data-chart=\"{chart}\" data-of=\"{place}\" data-part=\"{part}\"></div>\n");

    /// <summary>What the marks mean.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="keys">Each mark, what it stands for, and whether there is one in this figure.</param>
    public static void Legend(HtmlWriter html, params ReadOnlySpan<(string Key, string Text, bool There)> keys)
    {
        html.Add($"<ul class=\"legend scripted\" aria-hidden=\"true\">");
        foreach (var (key, text, there) in keys)
            if (there)
                html.Add($"<li><span class=\"key key-{key}\"></span>{text}</li>");
        html.Add($"</ul>\n");
    }

    /// <summary>Ends it.</summary>
    public static void Close(HtmlWriter html) => html.Add($"</figure>\n");
}
