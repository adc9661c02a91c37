using System.Reflection;
using System.Text;
using Postern.Analysis.Charts;
using Postern.Analysis.Findings;
using Postern.Contacts;
using Postern.Logs.Text;
using Postern.Telling;
using Postern.Terminal;
using Postern.Web;

namespace Postern.Commands;

/// <summary>The file of <c>--report</c>: refused before hours are spent on a record, and written as a whole or not at all.</summary>
sealed class ReportFile
{
    readonly string path;
    long octets;

    /// <summary>Throws <see cref="UsageException"/> when nothing can be written there.</summary>
    /// <param name="path">Path as the user gave it.</param>
    public ReportFile(string path)
    {
        this.path = path;
        if (path.Length == 0 || path == "-")
            throw new UsageException("--report: give a file to write, such as report.html");
        if (Directory.Exists(path))
            throw new UsageException($"--report: {SafeText.Of(path)} is a folder; give a file in it, such as {SafeText.Of(Path.Combine(path, "report.html"))}");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new WriteException($"--report: there is no folder {SafeText.Of(folder)}; make it, or give another file");
    }

    /// <summary>Writes the report; throws <see cref="WriteException"/> when the disk refuses it.</summary>
    public void Write(ContactTable table, InvestigationFindings findings, RecordRequest request, CancellationToken cancellation)
    {
        var charts = Charting.Of(table, findings, request.Threads, cancellation);
        var content = new ReportContent(findings, charts, RerunCommand.Of(findings.Settings, "--report", "report.html"), Version());
        try
        {
            WholeFile.Write(path, to =>
            {
                using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16) { NewLine = "\n" };
                ReportPage.Write(text, content);
                text.Flush();
                octets = to.Length;
            });
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new WriteException($"--report: {SafeText.Of(path)} could not be written: {SafeText.Of(problem.Message)} Free the space or the permission, or give another file.");
        }
    }

    /// <summary>Prints the headline and where the report is.</summary>
    public void Tell(Page page, InvestigationFindings findings)
    {
        foreach (var sentence in findings.Headline)
            page.Paragraph(SafeText.Of(sentence));
        var pairs = findings.Targets.Sum(t => t.Pairs.Count);
        page.Paragraph($"{SafeText.Of(path)}: {Phrase.Count(pairs, "pair")} of {Phrase.Count(findings.Targets.Count, "target")}, {octets / 1e6:0.0} MB; open it in any browser.");
    }

    static string Version() =>
        typeof(ReportFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
