using System.Globalization;
using Postern.Analysis.Findings;
using Postern.Commands;
using Postern.Logs.Reading;
using Postern.Logs.Text;
using Postern.Terminal;

namespace Postern.Telling;

/// <summary>The findings for a person: headline, what was read, targets, pairs, sentences, limits.</summary>
static class InvestigationText
{
    /// <summary>Pairs described in sentences; the table has the others.</summary>
    const int MostInWords = 10;

    /// <summary>In so small a record everything is said, also what was not found.</summary>
    const int FewPairs = 2;

    /// <summary>Files whose counts are printed though nothing is wrong with them.</summary>
    const int PlainFiles = 3;

    /// <summary>The caveat that is told with the files, whose counts it explains.</summary>
    const string Duplicates = "duplicates";

    /// <summary>Writes the page.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="reading">What became of the files.</param>
    /// <param name="timeline">The record over time, or null when it has no length.</param>
    /// <param name="zone">Zone of the times.</param>
    public static void Write(Page page, InvestigationFindings findings, RecordReading reading, RecordTimeline? timeline, DisplayZone zone)
    {
        foreach (var sentence in findings.Headline)
            page.Paragraph(SafeText.Of(sentence));

        if (findings.Record.Contacts == 0)
            WriteNone(page, [.. reading.Reports.Select(file => file.Tally)]);

        if (reading.Reports.Count > 0)
        {
            page.Heading("Record");
            WriteRecord(page, findings, reading);
        }
        if (timeline is not null)
        {
            page.Heading($"Contacts over time ({zone.Name})");
            timeline.Write(page, findings.Record.Coverage, zone);
        }
        var pairs = findings.Targets.SelectMany(t => t.Pairs).OrderByDescending(p => p.Interest).ToList();
        if (pairs.Count > 0)
        {
            page.Heading("Targets");
            TargetTable.Write(page, findings.Targets);
            page.Heading("Pairs, those that deserve a look first");
            PairTable.Write(page, pairs);
            if (findings.PairsNotShown > 0)
                page.Line($"  {findings.PairsNotShown:#,0} more not shown (--top all shows them; every figure counts them)");
            WriteWords(page, pairs);
        }
        TargetWords.Synchrony(page, findings);
        TargetWords.Names(page, findings);
        TargetWords.Events(page, findings);
        if (findings.Comparison is { } compared)
            ComparisonTable.Write(page, compared);
        TargetWords.Sensitivity(page, findings);
        var limits = findings.Caveats.Where(caveat => caveat.Code != Duplicates).ToList();
        if (limits.Count > 0)
        {
            page.Heading("What this record cannot show");
            foreach (var caveat in limits)
                page.Paragraph(SafeText.Of(caveat.Text), 2, "- ");
        }
    }

    /// <summary>Why a record holds no contact although something was read.</summary>
    static void WriteNone(Page page, IReadOnlyList<Tally> files)
    {
        var (read, sums, untimed) = (files.Sum(f => f.Contacts), files.Sum(f => f.Aggregates), files.Sum(f => f.WithoutTime));
        if (read > sums + untimed)
            page.Paragraph($"{Phrase.Count(read, "contact")} {(read == 1 ? "was" : "were")} read; --target, --source, --kind, --from and --to leave none.");
        else if (read > 0)
            page.Paragraph($"{Phrase.Count(read, "record")} {(read == 1 ? "was" : "were")} read, and none of a single contact with its time.");
    }

    static void WriteRecord(Page page, InvestigationFindings findings, RecordReading reading)
    {
        if (findings.Record is { From: not null } record)
            page.Paragraph($"Stamps in steps of {Step(record.ResolutionSeconds)}; listening times {record.CoverageFrom}.", 2);
        foreach (var caveat in findings.Caveats.Where(caveat => caveat.Code == Duplicates))
            page.Paragraph(caveat.Text, 2);
        foreach (var line in RecordText.Of(reading, PlainFiles))
            page.Paragraph(line, 4, "  ");
    }

    static void WriteWords(Page page, List<PairFindings> pairs)
    {
        var everything = pairs.Count <= FewPairs;
        var told = pairs.Select((pair, i) => (pair, number: i + 1)).Where(p => everything || PairWords.HasFinding(p.pair)).ToList();
        if (told.Count == 0)
            return;
        page.Heading("In words");
        foreach (var (pair, number) in told.Take(MostInWords))
        {
            page.Line($"{number,3}  {page.Strong(PairTable.Names(pair, page.Width - 5))}");
            foreach (var sentence in PairWords.Of(pair, everything))
                page.Paragraph(SafeText.Of(sentence), 5);
        }
        if (told.Count > MostInWords)
            page.Line($"  {told.Count - MostInWords} more pairs with findings are in the table above and in --json");
    }

    static string Step(double seconds) => seconds switch
    {
        >= 1 => $"{seconds.ToString("0.###", CultureInfo.InvariantCulture)} s",
        >= 1e-3 => $"{seconds * 1e3:0.###} ms",
        >= 1e-6 => $"{seconds * 1e6:0.###} µs",
        _ => $"{seconds * 1e9:0.###} ns",
    };
}
