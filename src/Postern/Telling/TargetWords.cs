using Postern.Analysis.Findings;
using Postern.Logs.Text;
using Postern.Terminal;

namespace Postern.Telling;

/// <summary>What is said of targets beside the outside: dated events, and what moved near them.</summary>
static class TargetWords
{
    const int MostTargets = 5, MostMoments = 5, MostEvents = 12, MostNames = 3;

    /// <summary>Writes the section about events and holidays; nothing when none were given.</summary>
    public static void Events(Page page, InvestigationFindings findings)
    {
        if (findings.Events is not { } list)
        {
            if (findings.Holidays is { } alone)
            {
                page.Heading("Holidays");
                page.Paragraph($"{Count(alone.Days, "holiday")} from {SafeText.Of(alone.Path)} (sha256 {alone.Sha256[..16]}…), which rhythms compare with the same weekdays around them.", 2);
            }
            return;
        }
        page.Heading("Events");
        page.Paragraph($"{Count(list.Count, "event")} from {SafeText.Of(list.Path)} (sha256 {list.Sha256[..16]}…), declared "
            + $"{(list.DeclaredBefore ? "before" : "after")} the traffic was seen, days of {list.TimeZone}{(list.Holidays is { } holidays ? $", {Count(holidays.Days, "holiday")} from {SafeText.Of(holidays.Path)}" : "")}; {Count(list.TargetsTested, "target")} compared.", 2);
        foreach (var target in findings.Targets.Where(t => t.Coincidence is { Overall.Verdict: not "too-few" } or { LeadLag.Count: > 0 })
            .OrderBy(t => t.Coincidence!.Overall.PAdjusted ?? 2).ThenByDescending(t => t.Contacts).Take(MostTargets))
        {
            page.Line($"  {page.Strong(SafeText.Of(target.Target))}");
            Write(page, target.Coincidence!);
        }
    }

    /// <summary>Writes the section about sources that act together; nothing when none do.</summary>
    public static void Synchrony(Page page, InvestigationFindings findings)
    {
        var told = findings.Targets.Where(t => (t.Synchrony ?? []).Any(IsTold) || t.HandOvers is { Count: > 0 }).ToList();
        if (told.Count == 0)
            return;
        page.Heading("Sources that act together");
        foreach (var target in told.Take(MostTargets))
        {
            page.Line($"  {page.Strong(SafeText.Of(target.Target))}");
            foreach (var pair in (target.Synchrony ?? []).Where(IsTold).Take(MostMoments))
                page.Paragraph(SafeText.Of(pair.Text), 4);
            if (target.CircleAsOne is { } again)
                page.Paragraph(SafeText.Of(again.Text), 4);
            foreach (var change in target.HandOvers ?? [])
                page.Paragraph(SafeText.Of(change.Text), 4);
        }
        if (told.Count > MostTargets)
            page.Line($"  {told.Count - MostTargets:#,0} more targets are in --json");
    }

    /// <summary>Writes the section about derived and new names; nothing when there are none.</summary>
    public static void Names(Page page, InvestigationFindings findings)
    {
        if (findings.Names is not { Count: > 0 } names)
            return;
        page.Heading("Names that others led to");
        foreach (var name in names.GroupBy(n => n.Kind, StringComparer.Ordinal).SelectMany(kind => kind.Take(MostNames)))
            page.Paragraph(SafeText.Of(name.Text), 4, "  - ");
    }

    /// <summary>Writes which verdicts turn with other settings; nothing when that was not asked for.</summary>
    public static void Sensitivity(Page page, InvestigationFindings findings)
    {
        if (findings.Sensitivity is not { } tried)
            return;
        page.Heading("With other settings");
        foreach (var setting in tried)
            page.Paragraph(SafeText.Of(setting.Text), 4, "  - ");
    }

    static bool IsTold(SynchronyFindings pair) => pair.Verdict is "one" or "shared-times" or "shared-level";

    static void Write(Page page, CoincidenceFindings found)
    {
        page.Paragraph(SafeText.Of(found.Overall.Text), 4);
        if (found.Overall.Verdict == "coincident")
        {
            foreach (var e in found.Events.OrderBy(e => e.PValue).Take(MostEvents).OrderBy(e => e.From, StringComparer.Ordinal))
                page.Line($"    {e.From[..10]}  {TextLines.Left(SafeText.Of(e.Label), Math.Max(10, page.Width - 46))}{e.Contacts,8:#,0} of {e.Expected,8:#,0.0} expected");
        }
        if (found.Decoys is { } decoys)
            page.Paragraph(decoys.Text, 4);
        if (found.ChangesNearEvents is { } near)
            page.Paragraph(near.Text, 4);
        foreach (var moment in found.LeadLag.OrderBy(m => m.Chance).Take(MostMoments))
            page.Paragraph(SafeText.Of(moment.Text), 4);
    }

    static string Count(int count, string one) => $"{count:#,0} {one}{(count == 1 ? "" : "s")}";
}
