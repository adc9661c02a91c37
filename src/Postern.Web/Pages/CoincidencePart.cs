using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>Whether a target's contacts, changes and end line up with the events that were given, with what chance gives.</summary>
static class CoincidencePart
{
    /// <summary>The null model that the histogram is of, whichever chance is reported.</summary>
    const string Redating = "tied-redating";

    /// <summary>Writes the part.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="list">The events.</param>
    /// <param name="target">The target.</param>
    /// <param name="found">What was found of it.</param>
    /// <param name="number">Its number, counted from 0.</param>
    public static void Write(HtmlWriter html, EventListFindings? list, TargetFindings target, CoincidenceFindings found, int number)
    {
        var overall = found.Overall;
        html.Add($"<h3>Does it line up with the events?</h3>\n<dl class=\"answers\">\n");
        AnswersPart.Answer(html, "Contacts?", overall.Verdict, [overall.Text]);
        if (found.ChangesNearEvents is { } near)
            AnswersPart.Answer(html, "Changes?", null, [near.Text]);
        if (found.LeadLag.Count > 0)
            AnswersPart.Answer(html, "Before, after?", null, found.LeadLag.Select(l => l.Text));
        if (found.Decoys is { } decoys)
            AnswersPart.Answer(html, "Other lists?", null, [decoys.Text]);
        html.Add($"</dl>\n<p class=\"note\">Declared <b>{overall.Declared}</b> the traffic was seen. {found.TestsText}</p>\n");
        Null(html, overall, number);
        Events(html, list, found.Events, found.LeaveOneOut);
        Changes(html, found.Changes);
        Moments(html, found);
        Models(html, target, found);
    }

    static void Null(HtmlWriter html, OverallCoincidence overall, int number)
    {
        if (overall.Null is not { } chance)
            return;
        var redating = overall.OtherNulls.FirstOrDefault(n => n.NullModel == Redating)
            ?? new NullFindings(overall.NullModel, overall.PValue!.Value, overall.Placements, overall.PValueIsBound);
        var reported = overall.NullModel == Redating ? "" : $" Reported is the larger chance of {overall.NullModel}, {Show.Chance(overall.PValue, overall.PValueIsBound)}.";
        FigurePart.Open(html, "null", $"{number}", $"{overall.ContactsInside:#,0} contacts inside the windows, against {chance.Draws:#,0} re-dated lists");
        html.Add($"<figcaption><b>{overall.ContactsInside}</b> of {overall.Contacts} contacts inside the windows of the events, against {chance.Draws} re-dated lists ({redating.NullModel}; {Show.Many(redating.Placements)} can be made); {Phrase.Number(overall.Expected, 3)} expected, p {Show.Chance(redating.PValue, redating.IsBound)}.{reported}</figcaption>\n");
        FigurePart.Legend(html, ("null", "re-dated lists", true), ("seen", "the list that was given", true));
        html.Add($"<details class=\"table\"><summary>As a table</summary>\n<div class=\"scroll\"><table><thead><tr><th scope=\"col\" class=\"n\">contacts inside</th><th scope=\"col\" class=\"n\">re-dated lists</th></tr></thead><tbody>\n");
        for (var i = 0; i < chance.Counts.Count; i++)
            if (chance.Counts[i] > 0)
                html.Add($"<tr><td class=\"n\">{(chance.Width == 1 ? $"{chance.From + i:#,0}" : $"{chance.From + i * chance.Width:#,0} to {chance.From + (i + 1) * chance.Width - 1:#,0}")}</td><td class=\"n\">{chance.Counts[i]}</td></tr>\n");
        html.Add($"</tbody></table></div></details>\n");
        FigurePart.Close(html);
    }

    static void Events(HtmlWriter html, EventListFindings? list, IReadOnlyList<EventCoincidence> events, IReadOnlyList<LeftOutEvent> left)
    {
        if (events.Count == 0)
            return;
        html.Add($"""
            <h4>Event by event</h4>
            <div class="scroll"><table><thead><tr><th scope="col" class="n">#</th><th scope="col">event</th><th scope="col">from (UTC)</th><th scope="col">until</th><th scope="col" class="n">contacts</th><th scope="col" class="n">expected</th><th scope="col" class="n">ratio</th><th scope="col" class="n">p</th><th scope="col" class="n">adjusted</th><th scope="col" class="n">all without it: p</th></tr></thead><tbody>

            """);
        var numbers = Numbers(list, events);
        for (var i = 0; i < events.Count; i++)
        {
            var dated = events[i];
            html.Add($"<tr><td class=\"n\">{numbers[i]}</td><th scope=\"row\" class=\"names\">{dated.Label}</th><td class=\"t\">{Show.Time(dated.From)}</td><td class=\"t\">{Show.Time(dated.To)}</td><td class=\"n\">{dated.Contacts}</td><td class=\"n\">{Show.Number(dated.Expected, 3)}</td><td class=\"n\">{Show.Number(dated.Ratio, 3)}</td><td class=\"n\">{Show.Chance(dated.PValue, dated.PValueIsBound)}</td><td class=\"n\">{Show.Chance(dated.PAdjusted, dated.PAdjustedIsBound)}</td><td class=\"n\">{(i < left.Count ? Show.Chance(left[i].PValue, left[i].IsBound) : "")}</td></tr>\n");
        }
        html.Add($"</tbody></table></div>\n");
    }

    /// <summary>Numbers of events in the list that was given, where the charts have them too: both are in time order, and labels may be equal.</summary>
    static string[] Numbers(EventListFindings? list, IReadOnlyList<EventCoincidence> events)
    {
        var numbers = new string[events.Count];
        var (given, next) = (list?.Events ?? [], 0);
        for (var i = 0; i < numbers.Length; i++)
        {
            while (next < given.Count && !(given[next].From == events[i].From && given[next].Label == events[i].Label && given[next].Line == events[i].Line))
                next++;
            numbers[i] = next < given.Count ? $"{++next}" : "";
        }
        return numbers;
    }

    static void Changes(HtmlWriter html, IReadOnlyList<ChangeCoincidence> changes)
    {
        if (changes.Count == 0)
            return;
        html.Add($"""
            <h4>Changes of rate, and the event nearest to each</h4>
            <div class="scroll"><table><caption>Days are counted from the farther end of what is known of the instant; negative where the event came first</caption><thead><tr><th scope="col">change</th><th scope="col">of</th><th scope="col">at (UTC)</th><th scope="col">event</th><th scope="col" class="n">days to it, at most</th><th scope="col" class="n">p</th><th scope="col" class="n">adjusted</th><th scope="col">rivals as near</th></tr></thead><tbody>

            """);
        foreach (var change in changes)
            html.Add($"<tr><td>{change.Change}</td><td class=\"name\">{Show.Source(change.Source)}</td><td class=\"t\">{Show.Time(change.At)}</td><td class=\"names\">{change.Label}</td><td class=\"n\">{Show.Number(change.DistanceDays, 3)}</td><td class=\"n\">{Show.Chance(change.PValue)}</td><td class=\"n\">{Show.Chance(change.PAdjusted)}</td><td class=\"names\">{(change.Rivals.Count == 0 ? "none" : string.Join("; ", change.Rivals))}</td></tr>\n");
        html.Add($"</tbody></table></div>\n");
    }

    static void Moments(HtmlWriter html, CoincidenceFindings found)
    {
        if (found.LeadLag.Count == 0)
            return;
        html.Add($"""
            <details class="table"><summary>Start, end and changes against the nearest event</summary>
            <div class="scroll"><table><thead><tr><th scope="col">of</th><th scope="col">at (UTC)</th><th scope="col">event</th><th scope="col" class="n">days to it, at most</th><th scope="col" class="n">chance, either side</th><th scope="col" class="n">if declared to precede</th><th scope="col" class="n">same class of weekday</th></tr></thead><tbody>

            """);
        foreach (var moment in found.LeadLag)
            html.Add($"<tr><td>{moment.Of}{(moment.Source is { } source ? $" of {Show.Source(source)}" : "")}</td><td class=\"t\">{Show.Time(moment.At)}</td><td class=\"names\">{moment.Label}</td><td class=\"n\">{Show.Number(moment.DistanceDays, 3)}</td><td class=\"n\">{Show.Chance(moment.Chance)}</td><td class=\"n\">{Show.Chance(moment.ChanceBefore)}</td><td class=\"n\">{Show.Chance(moment.ChanceSameWeekday)}</td></tr>\n");
        html.Add($"</tbody></table></div></details>\n");
    }

    /// <summary>The same question by other models, and with the list moved: does the answer hang on one of them?</summary>
    static void Models(HtmlWriter html, TargetFindings target, CoincidenceFindings found)
    {
        var overall = found.Overall;
        html.Add($"<details class=\"table\"><summary>The same question asked otherwise</summary>\n<div class=\"scroll\"><table><caption>Contacts of {target.Target} inside the windows</caption><tbody>\n");
        Row($"{overall.NullModel}, both directions", Show.Chance(overall.PValue, overall.PValueIsBound));
        Row("windows and directions counted (Westfall and Young)", Show.Chance(overall.PAdjusted, overall.PAdjustedIsBound));
        Row("all targets of the record counted as well (q)", Show.Chance(overall.QValue, overall.QValueIsBound));
        Row($"at least as many, by {Redating}", Show.Chance(overall.PMore));
        Row($"at most as many, by {Redating}", Show.Chance(overall.PFewer));
        foreach (var other in overall.OtherNulls)
            Row($"{other.NullModel}, {(double.IsFinite(other.Placements) ? $"{Show.Many(other.Placements)} placements" : "every turn")}", Show.Chance(other.PValue, other.IsBound));
        if (overall.Around is { } around)
            Row($"24 hours before to 24 after: {around.ContactsInside:#,0} contacts, {Phrase.Number(around.Expected, 3)} expected", Show.Chance(around.PValue, around.PValueIsBound));
        foreach (var moved in found.ShiftedByDays)
            Row(moved.Days == 0 ? "the list as it is" : $"the list moved by {moved.Days:+0;−0} day", Show.Chance(moved.PValue, moved.IsBound));
        Row("rate inside over rate outside", overall.Ratio is null ? "" : $"{Show.Number(overall.Ratio, 3)}{(overall is { Low: { } low, High: { } high } ? $" (95 %: {Phrase.Interval(low, high)})" : "")}");
        html.Add($"</tbody></table></div></details>\n");

        void Row(string name, string value)
        {
            if (value.Length > 0)
                html.Add($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>\n");
        }
    }
}
