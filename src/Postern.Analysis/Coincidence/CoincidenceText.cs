using System.Globalization;
using Postern.Analysis.Findings;

namespace Postern.Analysis.Coincidence;

/// <summary>Coincidences in words.</summary>
static class CoincidenceText
{
    /// <summary>The contacts in the windows of a list.</summary>
    public static string Say(
        OverallCoincidence overall, EventStudy study, List<EventCoincidence> events, List<LeftOutEvent> without, List<ShiftedEvents> shifted)
    {
        var redating = study.Redating;
        var rate = overall.Ratio is { } ratio
            ? $", {Phrase.Number(ratio, 2)} times the rate outside{(overall is { Low: { } low, High: { } high } ? $" (95 %: {Phrase.Interval(low, high)})" : "")}" : "";
        var direction = overall.PMore <= overall.PFewer ? "more" : "fewer";
        var head = $"{overall.ContactsInside:#,0} of {Phrase.Count(overall.Contacts, "contact")} fall into the {Phrase.Count(events.Count, "event")}{rate}; "
            + $"re-dated lists hold {Phrase.Number(overall.Expected, 3)} on average.";
        var odds = overall.NullModel == "tied-redating"
            ? $" Moving the events within four weeks, same weekdays, gives a number so far out (here: {direction}) with chance {Odds(overall.PValue!.Value)}"
            : $" Turning the whole record{(overall.NullModel == "whole-weeks" ? " by whole weeks" : "")} against the list gives a number so far out (here: {direction}) with chance {Odds(overall.PValue!.Value)}, "
                + $"re-dating with {Odds(overall.OtherNulls[0].PValue)}: with so few events the larger holds";
        var tried = $"; two windows in both directions were tried: {Odds(overall.PAdjusted!.Value)}"
            + (overall.QValue is { } q ? $", over all targets {Odds(q)}." : ".");
        var verdict = overall.Verdict == "coincident"
            ? " They line up." + Rests(overall, without) + Selected(overall)
            : Best(redating) > CoincidenceAnalysis.Level
                ? $" So few dates cannot tell: the best that this list could reach is {Odds(Best(redating))}."
                : " That is no evidence that they line up.";
        var moved = shifted.Where(s => s is { Days: not 0, PValue: not null }).ToList();
        var shift = moved.Count == 0 || overall.Verdict != "coincident" ? ""
            : $" With the list a day earlier or later the chance is {string.Join(" and ", moved.Select(s => Odds(s.PValue!.Value)))}.";
        return head + odds + tried + verdict + shift;
    }

    /// <summary>An instant and the event next to it.</summary>
    public static string Say(Moment moment, DatedEvent e, int sign, LeadLag near, EventStudy study, double days)
    {
        var who = moment.Source is null ? "The target" : moment.Source;
        var what = moment.What switch
        {
            "end" => moment.Sure ? $"{who} was contacted last" : $"{who} has its last contact (whether it stopped is not certain)",
            "start" => $"{who} was contacted first",
            "burst" or "quiet" => $"A {moment.What} of {who} began",
            _ => $"A {moment.What} of {who} came",
        };
        var name = e.Label.Length == 0 ? $"the event of line {e.Line}" : $"\"{e.Label}\"";
        var distance = near.Gap < 1e-9 ? $"within {name}" : $"{Days(near.Gap)} {(sign > 0 ? "before" : "after")} {name}";
        var dates = study.List.Events.Count == 1 ? "one such date" : $"{study.List.Events.Count.ToString("#,0", CultureInfo.InvariantCulture)} such dates";
        return $"{what} {distance}. In {Phrase.Number(days, 3)} days with {dates} a random instant lies so near to one of them with chance {Odds(near.Chance)}"
            + (near.Chance > .05 ? ": nothing follows from it." : ".");
    }

    static string Days(double days) => days < 2 ? $"{Phrase.Number(24 * days, 2)} hours" : $"{Phrase.Number(days, 2)} days";

    static string Rests(OverallCoincidence overall, List<LeftOutEvent> without)
    {
        if (without.Count == 0)
            return " It rests on one event.";
        var worst = without.MaxBy(left => left.PValue)!;
        return worst.PValue > CoincidenceAnalysis.Level && worst.PValue > 2 * overall.PValue
            ? $" It rests on one event: without \"{worst.Label}\" the chance is {Odds(worst.PValue)}."
            : $" Without any one event the chance stays at or below {Odds(worst.PValue)}.";
    }

    /// <summary>What a list costs that was chosen after looking: about ln 2 / p lists make a match as good more likely than not.</summary>
    static string Selected(OverallCoincidence overall) => overall.Declared == "before" ? ""
        : $" The list was not declared beforehand: if it was chosen among {Phrase.Number(Math.Max(1, Math.Log(2) / overall.PAdjusted!.Value), 2)} or more, a match so good is more likely than not. An independent list is needed.";

    static double Best(Redating redating) => Math.Min(1, 2 / redating.Placements);

    static string Odds(double p) => Phrase.Chance(Math.Log(Math.Max(p, 1e-300)));
}
