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
        var chance = Odds(overall.PValue!.Value, overall.PValueIsBound);
        var odds = overall.NullModel == "tied-redating"
            ? $" Moving the events within four weeks, same weekdays{(study.Classes.Holidays > 0 ? " and holidays among holidays" : "")}, gives a number so far out (here: {direction}) with chance {chance}"
            : $" Turning the whole record{(overall.NullModel == "whole-weeks" ? " by whole weeks" : "")} against the list gives a number so far out (here: {direction}) with chance {chance}, "
                + $"re-dating with {Odds(overall.OtherNulls[0].PValue, overall.OtherNulls[0].IsBound)}: with so few events the larger holds";
        var tried = $"; two windows in both directions were tried: {Odds(overall.PAdjusted!.Value, overall.PAdjustedIsBound)}"
            + (overall.QValue is { } q ? $", over all targets {Odds(q, overall.QValueIsBound)}." : ".");
        var verdict = overall.Verdict == "coincident"
            ? " They line up." + Rests(overall, redating.Events, without) + Selected(overall)
            : Best(redating) > CoincidenceAnalysis.Level
                ? $" So few other dates cannot tell: the best that this list could reach is {Odds(Best(redating))}."
                : " That is no evidence that they line up.";
        var moved = shifted.Where(s => s is { Days: not 0, PValue: not null }).ToList();
        var shift = moved.Count == 0 || overall.Verdict != "coincident" ? ""
            : $" With the list a day earlier or later the chance is {string.Join(" and ", moved.Select(s => Odds(s.PValue!.Value, s.IsBound)))}.";
        return head + odds + tried + verdict + shift;
    }

    /// <summary>An instant and the event next to it.</summary>
    /// <param name="moment">The instant.</param>
    /// <param name="e">The event.</param>
    /// <param name="near">What was measured, in days.</param>
    /// <param name="distance">Days from the contact that is told to the event; less than what the chance is of where the instant is not known exactly.</param>
    /// <param name="dates">Events that a random instant may lie as near to.</param>
    public static string Say(Moment moment, DatedEvent e, LeadLag near, double distance, int dates)
    {
        var who = moment.Source is null ? "The target" : moment.Source;
        var (what, itself) = moment.What switch
        {
            "end" => (moment.Sure ? $"{who} was contacted last" : $"{who} has its last contact (whether it stopped is not certain)", "end"),
            "start" => ($"{who} was contacted first", "start"),
            "burst" or "quiet" => ($"A {moment.What} of {who} began", "beginning"),
            _ => ($"A {moment.What} of {who} came", moment.What),
        };
        var name = Name(e);
        var place = distance < 1e-9 ? $"within {name}" : $"{Days(distance)} {(e.From > moment.At ? "before" : "after")} {name}";
        var isKnown = Days(near.Gap) == Days(distance);
        var bound = isKnown ? "" : $"; the {itself} itself lies at most {Days(near.Gap)} from it";
        var listed = dates == 1 ? "one such date" : $"{dates.ToString("#,0", CultureInfo.InvariantCulture)} such dates";
        return $"{what} {place}{bound}. In {Phrase.Number(near.To - near.From, 3)} days with {listed} a random instant lies {(isKnown ? "so near to" : $"within {Days(near.Gap)} of")} "
            + $"one of them with chance {Odds(near.Chance)}{(near.Chance > CoincidenceAnalysis.Level ? ": nothing follows from it." : ".")}";
    }

    /// <summary>Events that have a change near them.</summary>
    public static string Say(RedatedCount held, int events) =>
        $"{held.Observed} of {Phrase.Count(events, "event")} {(held.Observed == 1 ? "has" : "have")} the start of a change within a day; "
        + $"re-dated lists have so many with chance {Odds(held.More, held.IsMoreBound)}.";

    /// <summary>What was tried on a target, and which of it each corrected chance counts.</summary>
    public static string Tried(int statistics, int events, int shifts, int instants, int changes, bool near)
    {
        List<string> tried = [], counted = [];
        if (events > 0)
        {
            tried.Add("two windows in two directions");
            tried.Add(Phrase.Count(events, "event by itself", "events by themselves"));
            counted.Add("that of the whole list counts the windows and directions");
            counted.Add($"that of an event {(events == 1 ? "its two directions" : $"all {events.ToString("#,0", CultureInfo.InvariantCulture)} events in both directions")}");
        }
        if (shifts > 0)
            tried.Add($"the list moved by a day {(shifts == 1 ? "once" : "twice")}");
        if (instants > 0)
            tried.Add($"{Phrase.Count(instants, "start, end or change", "starts, ends and changes")} beside the nearest event");
        if (changes > 0)
            counted.Add($"that of a change {(changes == 1 ? "that one" : $"all {changes} changes")}");
        if (near)
            tried.Add("the number of events with a change");
        var free = (shifts > 0, instants > 0) switch
        {
            (true, true) => " The moved lists, starts and ends are counted in none: no verdict rests on them.",
            (true, false) => " The moved lists are counted in none: no verdict rests on them.",
            (false, true) => " Starts and ends are counted in none: no verdict rests on them.",
            _ => "",
        };
        return tried.Count == 0 ? "Nothing was tried on this target."
            : $"{Phrase.Count(statistics, "statistic")} tried on this target: {string.Join(", ", tried)}.{(counted.Count == 0 ? "" : $" Of the adjusted chances, {string.Join("; ", counted)}.")}{free}";
    }

    static string Name(DatedEvent e) => e.Label.Length == 0 ? $"the event of line {e.Line}" : $"\"{e.Label}\"";

    static string Days(double days) => days switch
    {
        < 2 / 24.0 => $"{Phrase.Number(1_440 * days, 2)} minutes",
        < 2 => $"{Phrase.Number(24 * days, 2)} hours",
        _ => $"{Phrase.Number(days, 2)} days",
    };

    static string Rests(OverallCoincidence overall, IReadOnlyList<DatedEvent> events, List<LeftOutEvent> without)
    {
        if (events.Count == 1)
            return " It rests on one event.";
        if (without.Count == 0)
            return $" Which events it rests on was not asked: more than {EventStudy.MostLeftOut} are not left out one by one.";
        var worst = Enumerable.Range(0, without.Count).MaxBy(i => without[i].PValue);
        var chance = Odds(without[worst].PValue, without[worst].IsBound);
        return without[worst].PValue > CoincidenceAnalysis.Level && without[worst].PValue > 2 * overall.PValue
            ? $" It rests on one event: without {Name(events, worst)} the chance is {chance}."
            : $" Without any one event the chance stays at or below {Odds(without[worst].PValue)}.";
    }

    /// <summary>An event's name; with its date where others have the same.</summary>
    static string Name(IReadOnlyList<DatedEvent> events, int at) =>
        Name(events[at]) + (events[at].Label.Length > 0 && events.Count(e => e.Label == events[at].Label) > 1 ? $" of {Phrase.Instant(events[at].From)}" : "");

    /// <summary>What a list costs that was chosen after looking: about ln 2 / p lists make a match as good more likely than not.</summary>
    static string Selected(OverallCoincidence overall) => overall.Declared == "before" ? ""
        : $" The list was not declared beforehand: if it was chosen among {Phrase.Number(Math.Max(1, Math.Log(2) / overall.PAdjusted!.Value), 2)} or more, a match so good is more likely than not. An independent list is needed.";

    static double Best(Redating redating) => Math.Min(1, 2 / redating.Placements);

    static string Odds(double p, bool isBound = false) => Phrase.Chance(Math.Log(Math.Max(p, 1e-300)), isBound);
}
