using System.Globalization;
using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>Where the findings come from, so that somebody else can make them again: files, lines left out, settings, the command.</summary>
static class ProvenanceSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, ReportContent content)
    {
        var findings = content.Findings;
        html.Add($"""
            <section id="provenance">
            <h2>Provenance</h2>
            <p>Made by Postern {content.Version}. The same files and settings give the same findings, byte for byte; this command makes them again:</p>
            <pre class="command" tabindex="0"><code>{content.Command}</code></pre>
            <h3>Files</h3>

            """);
        Files(html, findings.Record);
        foreach (var file in findings.Record.Files)
            Fates(html, file);
        Settings(html, findings.Settings);
        html.Add($"""
            <h3>This page</h3>
            <p>It holds the findings as JSON (<code>{findings.Schema}</code>, what <code>postern investigate --json</code> prints) in its element <code>findings</code>, and what only the charts need (<code>{content.Charts.Schema}</code>) in <code>charts</code>. It loads nothing and sends nothing. Charts are drawn by Apache ECharts.</p>

            """);
        foreach (var (name, text) in PageAsset.Notices)
        {
            html.Add($"<details class=\"table\"><summary>{name}</summary><pre>");
            foreach (var line in text.Trim().Split('\n'))
                html.Add($"{line.TrimEnd()}\n");
            html.Add($"</pre></details>\n");
        }
        html.Add($"</section>\n");
    }

    static void Files(HtmlWriter html, RecordFindings record)
    {
        html.Add($"""
            <div class="scroll"><table class="files"><thead><tr><th scope="col">file</th><th scope="col">format</th><th scope="col" class="n">size</th><th scope="col" class="n">lines</th><th scope="col" class="n">contacts</th><th scope="col" class="n">ignored</th><th scope="col" class="n">rejected</th></tr></thead><tbody>

            """);
        foreach (var file in record.Files)
        {
            html.Add($"<tr><th scope=\"row\"><span class=\"name\">{Path(file)}</span><br><span class=\"hash\">{(file.Sha256 is { } hash ? $"SHA-256 {hash}" : "no hash")}</span></th><td>{file.Format ?? "not recognised"}</td><td class=\"n\">{Show.Octets(file.Bytes)}</td><td class=\"n\">{file.Lines}</td><td class=\"n\">{file.Contacts}</td><td class=\"n\">{file.Ignored.Values.Sum()}</td><td class=\"n\">{file.Rejected.Count}</td></tr>\n");
        }
        html.Add($"</tbody><tfoot><tr><th scope=\"row\">{Phrase.Count(record.Files.Count, "file")}</th><td></td><td class=\"n\">{Show.Octets(record.Files.Sum(f => f.Bytes))}</td><td class=\"n\">{record.Files.Sum(f => f.Lines)}</td><td class=\"n\">{record.Files.Sum(f => f.Contacts)}</td><td class=\"n\">{record.Files.Sum(f => f.Ignored.Values.Sum())}</td><td class=\"n\">{record.Files.Sum(f => f.Rejected.Count)}</td></tr></tfoot></table></div>\n");
        html.Add($"<p class=\"note\">Contacts of a file are counted before filters and before {Phrase.Count(record.Duplicates, "duplicate")} between files; {record.Contacts} were analysed.</p>\n");
    }

    /// <summary>What became of the lines of a file that are no contacts, and what was supposed to read it.</summary>
    static void Fates(HtmlWriter html, FileFindings file)
    {
        string[] notes = [.. file.Faults, .. file.Warnings, .. file.Assumed];
        if (notes.Length == 0 && file.Ignored.Count == 0 && file.Rejected.Count == 0)
            return;
        html.Add($"<details class=\"table\"><summary>What was left out of <span class=\"name\">{Path(file)}</span>, and what was assumed</summary>\n<ul>\n");
        foreach (var (reason, count) in file.Ignored)
            html.Add($"<li>{count} ignored: {reason}</li>\n");
        foreach (var (reason, count) in file.Rejected.Reasons)
            html.Add($"<li>{count} rejected: {reason}</li>\n");
        foreach (var line in file.Rejected.First)
            html.Add($"<li>line {line.Line}: {line.Reason}</li>\n");
        foreach (var note in notes)
            html.Add($"<li>{note}</li>\n");
        html.Add($"</ul></details>\n");
    }

    static void Settings(HtmlWriter html, IReadOnlyDictionary<string, object?> settings)
    {
        html.Add($"<h3>Settings</h3>\n<div class=\"scroll\"><table class=\"settings\"><tbody>\n");
        foreach (var (name, value) in settings)
            html.Add($"<tr><th scope=\"row\">{name}</th><td>{Said(value)}</td></tr>\n");
        html.Add($"</tbody></table></div>\n");
    }

    static string Said(object? value) => value switch
    {
        null => "not given",
        string[] { Length: 0 } => "none",
        string[] many => string.Join(", ", many),
        bool yes => yes ? "yes" : "no",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    static string Path(FileFindings file) => file.Path == "-" ? "standard input" : file.Path;
}
