using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>What was brought to the record from outside, and names that others led to.</summary>
static class OutsideSection
{
    /// <summary>Whether there is anything to tell.</summary>
    public static bool IsThere(InvestigationFindings findings) => findings.Events is not null || findings.Names is { Count: > 0 };

    /// <summary>Writes the section; nothing when there is nothing to tell.</summary>
    public static void Write(HtmlWriter html, InvestigationFindings findings)
    {
        if (!IsThere(findings))
            return;
        html.Add($"<section id=\"outside\">\n<h2>Events and names</h2>\n");
        if (findings.Events is { } list)
            Events(html, list);
        if (findings.Names is { Count: > 0 } names)
            Names(html, names);
        html.Add($"</section>\n");
    }

    static void Events(HtmlWriter html, EventListFindings list)
    {
        html.Add($"""
            <p>{Phrase.Count(list.Count, "event")} from <span class="name">{list.Path}</span>, declared <b>{(list.DeclaredBefore ? "before" : "after")}</b> the traffic was seen; days of {list.TimeZone}. {Phrase.Count(list.TargetsTested, "target")} compared with it{(list.NotWatched > 0 ? $"; {list.NotWatched:#,0} not watched throughout, which take no part in counts" : "")}.</p>
            <p class="hash">SHA-256 {list.Sha256} ({list.Format})</p>

            """);
        if (list.Holidays is { } holidays)
            html.Add($"<p>{Phrase.Count(holidays.Days, "holiday")} from <span class=\"name\">{holidays.Path}</span>: events on them are compared with other holidays only.</p>\n<p class=\"hash\">SHA-256 {holidays.Sha256} ({holidays.Format})</p>\n");
        html.Add($"""
            <div class="scroll"><table class="long"><thead><tr><th scope="col" class="n">#</th><th scope="col">event</th><th scope="col">from (UTC)</th><th scope="col">until</th><th scope="col" class="n">line</th></tr></thead><tbody>

            """);
        for (var i = 0; i < list.Events.Count; i++)
            html.Add($"<tr><td class=\"n\">{i + 1}</td><th scope=\"row\" class=\"names\">{list.Events[i].Label}</th><td>{Show.Time(list.Events[i].From)}</td><td>{(list.Events[i].To == list.Events[i].From ? "" : Show.Time(list.Events[i].To))}</td><td class=\"n\">{list.Events[i].Line}</td></tr>\n");
        html.Add($"</tbody></table></div>\n");
    }

    static void Names(HtmlWriter html, IReadOnlyList<NameFindings> names)
    {
        html.Add($"""
            <h3>Names that others led to</h3>
            <div class="scroll"><table class="long"><thead><tr><th scope="col">name</th><th scope="col">after</th><th scope="col">asked by</th><th scope="col">at (UTC)</th><th scope="col">in words</th></tr></thead><tbody>

            """);
        foreach (var name in names)
            html.Add($"<tr><th scope=\"row\" class=\"name\">{name.Name}</th><td class=\"name\">{name.Of}</td><td class=\"name\">{Show.Source(name.Source)}</td><td>{Show.Time(name.At)}</td><td class=\"why\">{name.Text}</td></tr>\n");
        html.Add($"</tbody></table></div>\n");
    }
}
