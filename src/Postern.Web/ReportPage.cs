using System.Text.Json;
using Postern.Analysis.Charts;
using Postern.Analysis.Findings;
using Postern.Web.Html;
using Postern.Web.Pages;

namespace Postern.Web;

/// <summary>The findings of a record frozen into one file of HTML, which needs nothing else and asks for nothing.</summary>
public static class ReportPage
{
    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter to, ReportContent content)
    {
        var html = new HtmlWriter(to);
        var findings = content.Findings;
        Head(html, findings);
        html.Add($"""
            <body>
            <a class="skip" href="#headline">Skip to the findings</a>
            <div class="page">

            """);
        ContentsPart.Write(html, findings);
        html.Add($"<main>\n");
        RecordSection.Write(html, findings, content.Charts);
        RankingSection.Write(html, findings);
        for (var i = 0; i < findings.Targets.Count; i++)
            TargetSection.Write(html, findings, content.Charts, i);
        OutsideSection.Write(html, findings);
        ComparisonSection.Write(html, findings.Comparison);
        SensitivitySection.Write(html, findings.Sensitivity);
        LimitsSection.Write(html, findings.Caveats);
        ProvenanceSection.Write(html, content);
        html.Add($"</main>\n</div>\n");
        Data(html, content);
        html.Add($"</body>\n</html>\n");
    }

    static void Head(HtmlWriter html, InvestigationFindings findings)
    {
        html.Add($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '{PageAsset.Charts.Hash}' '{PageAsset.Script.Hash}'; style-src '{PageAsset.Style.Hash}'; base-uri 'none'; form-action 'none'">
            <meta name="referrer" content="no-referrer">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="Postern">
            <title>{RecordSection.Title(findings.Record)}: Postern report</title>
            <style>
            """);
        html.Embed(PageAsset.Style);
        html.Add($"</style>\n</head>\n");
    }

    /// <summary>The contract of the findings without the white space that <c>--json</c> puts into it for people.</summary>
    static readonly FindingsJson Compact = new(new JsonSerializerOptions(FindingsJson.Default.Options) { WriteIndented = false });

    static void Data(HtmlWriter html, ReportContent content)
    {
        html.Add($"<script type=\"application/json\" id=\"findings\">");
        html.Embed(EmbeddedJson.Of(content.Findings, Compact.InvestigationFindings));
        html.Add($"</script>\n<script type=\"application/json\" id=\"charts\">");
        html.Embed(EmbeddedJson.Of(content.Charts, ChartsJson.Default.ChartSet));
        html.Add($"</script>\n<script>");
        html.Embed(PageAsset.Charts);
        html.Add($"</script>\n<script>");
        html.Embed(PageAsset.Script);
        html.Add($"</script>\n");
    }
}
