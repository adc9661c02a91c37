using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>What was brought to the record from outside, and names that others led to.</summary>
static class OutsideSection
{
    /// <summary>Whether there is anything to tell.</summary>
    public static bool IsThere(InvestigationFindings findings) => findings.Events is not null || findings.Holidays is not null || findings.Names is { Count: > 0 };

    /// <summary>Writes the section; nothing when there is nothing to tell.</summary>
    public static void Write(HtmlWriter html, InvestigationFindings findings)
    {
        if (!IsThere(findings))
            return;
        html.Add($"<section id=\"outside\">\n<h2>{Heading(findings)}</h2>\n");
        if (findings.Events is { } list)
            Events(html, list);
        if (findings.Holidays is { } holidays)
            html.Add($"<p>{Phrase.Count(holidays.Days, "holiday")} from <span class=\"name\">{holidays.Path}</span>: rhythms compare them with the same weekdays around them{(findings.Events is null ? "" : ", and events on them are compared with other holidays only")}.</p>\n<p class=\"hash\">SHA-256 {holidays.Sha256} ({holidays.Format})</p>\n");
        if (findings.Names is { Count: > 0 } names)
            Names(html, names);
        html.Add($"</section>\n");
    }

    /// <summary>What the section holds.</summary>
    public static string Heading(InvestigationFindings findings)
    {
        var dates = findings.Events is not null ? "Events" : findings.Holidays is not null ? "Holidays" : null;
        return (dates, findings.Names is { Count: > 0 }) switch
        {
            (null, _) => "Names",
            (_, false) => dates,
            _ => $"{dates} and names",
        };
    }

    static void Events(HtmlWriter html, EventListFindings list)
    {
        html.Add($"""
            <p>{Phrase.Count(list.Count, "event")} from <span class="name">{list.Path}</span>, declared <b>{(list.DeclaredBefore ? "before" : "after")}</b> the traffic was seen; days of {list.TimeZone}. {Phrase.Count(list.TargetsTested, "target")} compared with it{(list.NotWatched > 0 ? $"; {list.NotWatched:#,0} not watched throughout, which take no part in counts" : "")}.</p>
            <p class="hash">SHA-256 {list.Sha256} ({list.Format})</p>

            """);
        html.Add($"""
            <div class="scroll"><table class="long"><thead><tr><th scope="col" class="n">#</th><th scope="col">event</th><th scope="col">from (UTC)</th><th scope="col">until</th><th scope="col" class="n">line</th></tr></thead><tbody>

            """);
        for (var i = 0; i < list.Events.Count; i++)
            html.Add($"<tr><td class=\"n\">{i + 1}</td><th scope=\"row\" class=\"names\">{list.Events[i].Label}</th><td class=\"t\">{Show.Time(list.Events[i].From)}</td><td class=\"t\">{(list.Events[i].To == list.Events[i].From ? "" : Show.Time(list.Events[i].To))}</td><td class=\"n\">{list.Events[i].Line}</td></tr>\n");
        html.Add($"</tbody></table></div>\n");
    }

    static void Names(HtmlWriter html, IReadOnlyList<NameFindings> names)
    {
        html.Add($"<h3>Names that others led to</h3>\n<dl class=\"led\">\n");
        foreach (var name in names)
        {
            html.Add($"<div><dt><span class=\"names\"><span class=\"name\">{name.Name}</span> <span class=\"to\">after</span> <span class=\"name\">{name.Of}</span></span> <span class=\"kind\">{name.Kind}{(name.Evidence is { } evidence ? $", {evidence}" : "")}; {Show.Source(name.Source)}, {Show.Time(name.At)} UTC</span></dt><dd>{name.Text}");
            if (name.Addresses.Count > 0)
                Addresses(html, name);
            html.Add($"</dd></div>\n");
        }
        html.Add($"</dl>\n");
    }

    static void Addresses(HtmlWriter html, NameFindings name)
    {
        html.Add($"<details class=\"table\"><summary>{Phrase.Count(name.Addresses.Count, "address", "addresses")} of both</summary>\n<div class=\"scroll\"><table><caption>First and last answer with it (UTC)</caption><thead><tr><th scope=\"col\">address</th><th scope=\"col\">{name.Of}</th><th scope=\"col\">until</th><th scope=\"col\">{name.Name}</th><th scope=\"col\">until</th></tr></thead><tbody>\n");
        foreach (var shared in name.Addresses)
            html.Add($"<tr><th scope=\"row\" class=\"name\">{shared.Address}</th><td class=\"t\">{Show.Time(shared.OfFrom)}</td><td class=\"t\">{Show.Time(shared.OfTo)}</td><td class=\"t\">{Show.Time(shared.From)}</td><td class=\"t\">{Show.Time(shared.To)}</td></tr>\n");
        html.Add($"</tbody></table></div></details>\n");
    }
}
