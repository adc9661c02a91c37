using Postern.Analysis.Charts;
using Postern.Analysis.Findings;
using Postern.Contacts;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>The record as a whole: its headline, its extent, its contacts over time.</summary>
static class RecordSection
{
    const int MostInputs = 3;

    /// <summary>What the record is called: its files.</summary>
    public static string Title(RecordFindings record)
    {
        var names = record.Files.Where(f => f.Format is not null).Select(f => f.Path == "-" ? "standard input" : Path.GetFileName(f.Path)).Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "A record" : names.Count <= MostInputs ? string.Join(", ", names) : $"{names[0]}, {names[1]} and {names.Count - 2:#,0} more files";
    }

    /// <summary>Writes headline, figures and timeline.</summary>
    public static void Write(HtmlWriter html, InvestigationFindings findings, ChartSet charts)
    {
        var record = findings.Record;
        html.Add($"""
            <header id="headline">
            <p class="eyebrow">Who contacts whom, how regularly, what changed, what stopped</p>
            <h1>{Title(record)}</h1>
            <ul class="headline">

            """);
        foreach (var sentence in findings.Headline)
            html.Add($"<li>{sentence}</li>\n");
        html.Add($"</ul>\n");
        Figures(html, record);
        html.Add($"""
            <p class="tools scripted"><button type="button" data-act="open">Open every pair</button> <button type="button" data-act="close">Close every pair</button> <button type="button" data-act="save">Save the findings (JSON)</button></p>
            <noscript><p class="note">Scripts are off: charts are not drawn, every number stands in a table.</p></noscript>
            </header>
            <section id="record">
            <h2>The record over time</h2>

            """);
        if (record.Contacts == 0)
        {
            html.Add($"<p>There is no contact to show.</p>\n</section>\n");
            return;
        }
        FigurePart.Open(html, "record", "", $"All {record.Contacts:#,0} contacts of the record over time");
        html.Add($"<figcaption>All <b>{record.Contacts}</b> contacts of {Phrase.Count(record.Sources, "source")} to {Phrase.Count(record.Targets, "target")}, {Show.Time(record.From)} to {Show.Time(record.To)} UTC; listening times {record.CoverageFrom}.</figcaption>\n");
        FigurePart.Legend(html, ("count", "contacts", true), ("event", "events, numbered as in the list", findings.Events is { Events.Count: > 0 }), ("hole", "not watched", Watching.HasHoles(findings, ContactKinds.All)));
        CountTable.Write(html, [("contacts", charts.Record)]);
        FigurePart.Close(html);
        Coverage(html, record);
        html.Add($"</section>\n");
    }

    static void Figures(HtmlWriter html, RecordFindings record)
    {
        var rejected = record.Files.Sum(f => f.Rejected.Count);
        html.Add($"<dl class=\"figures\">\n");
        Figure("contacts", $"{record.Contacts:#,0}", record.Duplicates > 0 ? $"{record.Duplicates:#,0} duplicates dropped" : "no duplicates");
        Figure("sources", $"{record.Sources:#,0}", $"in {Phrase.Count(record.Pairs, "pair")}");
        Figure("targets", $"{record.Targets:#,0}", $"in {Phrase.Count(record.Files.Count(f => f.Format is not null), "file")}");
        Figure("first contact", record.From is null ? "none" : Show.Day(record.From), record.From is null ? "" : $"{record.From[11..19]} UTC");
        Figure("last contact", record.To is null ? "none" : Show.Day(record.To), record.To is null ? "" : $"{record.To[11..19]} UTC");
        Figure("lines rejected", $"{rejected:#,0}", $"of {record.Files.Sum(f => f.Lines):#,0}");
        html.Add($"</dl>\n");

        void Figure(string name, string value, string of) => html.Add($"<div><dt>{name}</dt><dd><b>{value}</b><span>{of}</span></dd></div>\n");
    }

    static void Coverage(HtmlWriter html, RecordFindings record)
    {
        html.Add($"""
            <details class="table"><summary>When somebody listened ({Phrase.Count(record.Coverage.Count, "stretch", "stretches")}, {record.CoverageFrom})</summary>
            <div class="scroll"><table><caption>Silence is claimed only inside these stretches (UTC); stamps in steps of {Show.Number(record.ResolutionSeconds)} s</caption>
            <thead><tr><th scope="col">from</th><th scope="col">until</th><th scope="col">holds for</th></tr></thead><tbody>

            """);
        foreach (var stretch in record.Coverage)
            html.Add($"<tr><td class=\"t\">{Show.Time(stretch.From)}</td><td class=\"t\">{Show.Time(stretch.To)}</td><td>{string.Join(", ", stretch.Kinds)}</td></tr>\n");
        html.Add($"</tbody></table></div></details>\n");
    }
}
