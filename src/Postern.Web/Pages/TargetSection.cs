using Postern.Analysis.Charts;
using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>One target: its circle, its contacts over time, its pairs.</summary>
static class TargetSection
{
    /// <summary>Pairs with findings that lie open when the page is opened, over all targets.</summary>
    const int Open = 10;

    /// <summary>Pairs that are elements of the page from the start, over all targets; the inside of others becomes so when it is opened.</summary>
    const int AtOnce = 100;

    /// <summary>Targets of which the same is true; what is said of others becomes part of the page when they come into view.</summary>
    const int TargetsAtOnce = 40;

    /// <summary>Writes target <paramref name="number"/> of the findings, counted from 0.</summary>
    public static void Write(HtmlWriter html, InvestigationFindings findings, ChartSet charts, int number)
    {
        var target = findings.Targets[number];
        var drawn = charts.Targets[number];
        html.Add($"""
            <section class="target" id="t{number + 1}">
            <h2><span class="rank">Target {number + 1}</span> <span class="name">{target.Target}</span></h2>
            <p class="lead">{target.Why}</p>
            <p class="note"><b>{target.Contacts}</b> contacts from <b>{target.Sources}</b> {(target.Sources == 1 ? "source" : "sources")}, {Show.Time(target.From)} to {Show.Time(target.To)} UTC.</p>

            """);
        var later = number >= TargetsAtOnce && (target.Sources > 1 || target.Coincidence is not null);
        if (later)
            html.Add($"<div class=\"about\"><noscript class=\"later\">\n");
        if (target.Sources > 1)
        {
            CirclePart.Write(html, target);
            Timeline(html, target, drawn, number, Watching.HasHoles(findings, target.Pairs.Select(pair => pair.Kind)), findings.Events is { Events.Count: > 0 });
            Rhythm(html, findings.Record, target, number);
            SynchronyPart.Write(html, target, number);
        }
        if (target.Coincidence is { } coincidence)
            CoincidencePart.Write(html, findings.Events, target, coincidence, number);
        if (later)
            html.Add($"</noscript></div>\n");
        if (target.Sources > 1 || target.Coincidence is not null)
            html.Add($"<h3>{Phrase.Count(target.Pairs.Count, "pair")}</h3>\n");
        // A section shows its first pair open when it has a finding, so that the page opens with something to see and stays quick.
        var before = findings.Targets.Take(number).Sum(t => t.Pairs.Count(VerdictPart.HasFinding));
        var first = findings.Targets.Take(number).Sum(t => t.Pairs.Count);
        for (var i = 0; i < target.Pairs.Count; i++)
        {
            var found = VerdictPart.HasFinding(target.Pairs[i]);
            var open = found && before < Open || (number == 0 && i == 0);
            PairPart.Write(html, findings, charts, number, i, open, later: !open && first + i >= AtOnce);
            before += found ? 1 : 0;
        }
        var shown = target.Pairs.Select(p => p.Source).Distinct(StringComparer.Ordinal).Count();
        if (shown < target.Sources)
            html.Add($"<p class=\"note\">{Phrase.Count(target.Sources - shown, "source")} of lower rank {(target.Sources - shown == 1 ? "is" : "are")} not described pair by pair; every count above includes them.</p>\n");
        html.Add($"</section>\n");
    }

    static void Rhythm(HtmlWriter html, RecordFindings record, TargetFindings target, int number)
    {
        if (target.Rhythm is not { } rhythm)
            return;
        html.Add($"<h3>The rhythm of all sources together</h3>\n<dl class=\"answers\">\n");
        AnswersPart.Rhythm(html, rhythm);
        html.Add($"</dl>\n");
        WeekPart.Write(html, record, rhythm, target.Contacts, $"{number}");
    }

    static void Timeline(HtmlWriter html, TargetFindings target, TargetCharts drawn, int number, bool holes, bool events)
    {
        html.Add($"<h3>Over time</h3>\n");
        FigurePart.Open(html, "target", $"{number}", $"The {target.Contacts:#,0} contacts of {target.Target} over time, by source");
        html.Add($"<figcaption>The <b>{target.Contacts}</b> contacts of {target.Target}, stacked by source; UTC.</figcaption>\n<ul class=\"legend scripted\">");
        var names = drawn.Parts.Select(part => part.Source is { } source ? Show.Source(source) : Phrase.Count(part.Sources, "other source")).ToList();
        for (var i = 0; i < names.Count; i++)
            html.Add($"<li><span class=\"key key-part{i + 1}\"></span>{names[i]} ({drawn.Parts[i].Contacts})</li>");
        if (drawn.Blocks.Count > 1)
            html.Add($"<li><span class=\"key key-block\"></span>blocks of one rate, all sources together</li>");
        if (target.Pairs.Any(pair => pair.Changes is { Count: > 0 }))
            html.Add($"<li><span class=\"key key-change\"></span>changes of a pair, with its number below</li>");
        if (target.Pairs.Any(pair => pair.End?.Verdict == "stopped"))
            html.Add($"<li><span class=\"key key-end\"></span>last contact of a pair that stopped</li>");
        if (events)
            html.Add($"<li><span class=\"key key-event\"></span>events, numbered as in the list</li>");
        if (holes)
            html.Add($"<li><span class=\"key key-hole\"></span>not watched</li>");
        html.Add($"</ul>\n");
        CountTable.Write(html, [.. names.Zip(drawn.Parts, (name, part) => (name, part.Bins))]);
        FigurePart.Close(html);
    }
}
