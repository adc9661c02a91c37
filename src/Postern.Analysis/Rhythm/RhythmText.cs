using Postern.Analysis.Findings;

namespace Postern.Analysis.Rhythm;

/// <summary>A rhythm in words.</summary>
static class RhythmText
{
    public static string TooFew(int contacts, int days) =>
        $"{Phrase.Count(contacts, "contact")} on {Phrase.Count(days, "day")}: too few to tell a rhythm ({RhythmFrame.FewestContacts} on {RhythmFrame.FewestDays} days are needed).";

    public static string Say(RhythmFindings found)
    {
        var odds = $"by chance {Phrase.Chance(Math.Log(found.PValue!.Value))}, {Phrase.Count(found.ActiveDays, "active day")} as units";
        var week = found.WeeklyPValue is { } weekly ? $"; of the week: {Phrase.Chance(Math.Log(weekly))}" : "";
        var head = found.Verdict switch
        {
            "no-rhythm" => $"No rhythm of the day beyond chance ({odds}{week}).",
            "weekly" => $"A rhythm of the week and none of the day that is certain ({odds}{week}).",
            "daily" => $"Contacts follow the hours of the day ({odds}{week}).",
            _ => $"Contacts follow the hours of the day and the days of the week ({odds}{week}).",
        };
        if (found.Verdict == "no-rhythm")
            return head;
        var quiet = found.Zones[0].Quiet is { } window
            ? $" In {found.TimeZone} the hours from {window.FromHour:D2} to {(window.FromHour + 6) % 24:D2} hold {Phrase.Percent(window.Share)} of them (25 % expected)." : "";
        var driver = found.Driver switch
        {
            "human-like" => " That is how people's contacts look.",
            "machine-like" => " That is how a machine's contacts look.",
            _ => " Whether people or machines make them is undecided.",
        };
        return $"{head}{quiet}{driver}{(found.ZonesThatFit is { } fit ? " " + fit.Text : "")}";
    }
}
