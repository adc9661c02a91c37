using Postern.Analysis.Findings;

namespace Postern.Analysis.Cadence;

/// <summary>The sentences of <see cref="CadenceFindings"/>: each with its number and its uncertainty.</summary>
static class CadenceText
{
    public static string TooFew(int occasions) =>
        $"{Phrase.Count(occasions, "occasion")}: too few to say whether they keep a beat; at least {CadenceTests.LeastOccasions} are needed.";

    public static string CacheLimited(double lifetime, CadenceEvidence evidence) =>
        $"Evenly spaced by a cache, not by who asks: a look-up comes when the copy of {Phrase.Duration(lifetime)} has expired. "
        + $"{Rarity(evidence)} That says nothing of how often, or how regularly, the users asked.";

    public static string PerhapsCache(double period, CadenceEvidence evidence) =>
        $"Evenly spaced by about {Phrase.Duration(period)}, but a cache of that lifetime explains it as well as a timer: no beat is claimed. {Rarity(evidence)}";

    public static string NoPeriod(CadenceEvidence evidence, bool tooFine, int? visits) => visits is { } few
        ? $"Regular spacing, no period claimed: the contacts come in {Phrase.Count(few, "burst")}, and at least {CadenceTests.LeastOccasions} "
            + $"are needed to tell a period. {Rarity(evidence)}"
        : tooFine
        ? $"Regular spacing, no fixed period claimed: time stamps of {Phrase.Duration(evidence.TickSeconds)} cannot show a period below "
            + $"{Phrase.Duration(4 * evidence.TickSeconds)}. {Rarity(evidence)}"
        : $"Regular spacing, no fixed period: the gaps are more alike than chance makes them, but no period explains them. {Rarity(evidence)}";

    public static string NoBeat(CadenceEvidence evidence, double lnQ, double? share)
    {
        var chance = evidence.LnP <= CadenceAnalysis.LnSingle
            ? $"No beat that stands out: a process without memory would look this regular {Phrase.Chance(evidence.LnP)}, "
                + $"but of all pairs called at that level {Phrase.Percent(Math.Min(1, Math.Exp(lnQ)))} could be called falsely."
            : evidence.LnP >= Math.Log(0.5) ? "No beat: nothing speaks against a process without memory."
            : $"No beat: a process without memory would look this regular with a chance of at most {Phrase.Chance(evidence.LnP)}.";
        return share is not { } seen ? chance
            : seen >= 1 ? $"{chance} With {Phrase.Count(evidence.Occasions, "occasion")} only a nearly pure beat would have been seen."
            : $"{chance} A beat with 5 % jitter and {Phrase.Percent(seen)} of the contacts would have been seen nine times in ten.";
    }

    public static string Line(SpectralLine line, CadenceEvidence evidence) =>
        $"About every {Phrase.Duration(line.Period)} ({Phrase.Range(line.Low, line.High)}), among other contacts: "
        + $"the period shows in the spectrum; jitter, missed beats and clock are not resolved. {Rarity(evidence)}";

    public static string Periodic(CadenceFindings found, CadenceEvidence evidence)
    {
        var period = found.PeriodSeconds!.Value;
        var clock = found.Clock switch
        {
            "schedule" => ", on a schedule",
            "sleep" => ", counted from the contact before",
            _ => " (whether on a schedule or counted from the contact before is not resolved)",
        };
        var jitter = found.JitterSeconds!.Value / period;
        var text = $"{Every(period, found.PeriodLow!.Value, found.PeriodHigh!.Value)}{clock}: "
            + $"jitter {(jitter < 0.001 ? "below 0.1 %" : Phrase.Percent(jitter))} of the period, {Phrase.Percent(found.MissedShare!.Value)} of beats missed "
            + $"({Phrase.Interval(100 * found.MissedLow!.Value, 100 * found.MissedHigh!.Value)} %); "
            + $"{Phrase.Percent(found.MemberShare!.Value)} of the contacts belong to it"
            + $"{(found.OccasionsPerBeat is { } several ? $", which come {several} a beat" : "")}. {Rarity(evidence)}";
        foreach (var change in found.PeriodChanges ?? [])
            text += $" The period changed from {Digits(change.PeriodBefore, change)} s to {Digits(change.PeriodAfter, change)} s at {change.At}.";
        if (found.MissedRuns is { } runs)
        {
            var longest = runs.MaxBy(run => run.Beats)!;
            text += $" Three or more beats in a row are missing {Phrase.Count(runs.Count, "time")}, at most {longest.Beats} (from {Phrase.Instant(longest.From)}).";
        }
        foreach (var other in found.OtherBeats ?? [])
            text += $" A further beat: {Every(other.PeriodSeconds, other.PeriodLow, other.PeriodHigh, "every")}.";
        return text;
    }

    /// <summary>"Every 300 s (299.9–300.1 s)": the period with as many digits as its limits tell apart.</summary>
    static string Every(double period, double low, double high, string every = "Every") =>
        $"{every} {Apart(period, high - low)} s ({Phrase.Interval(low, high)} s)";

    static string Digits(double period, PeriodChange change) => Apart(period, change.PeriodAfter - change.PeriodBefore);

    /// <summary>A number with the digits that show such a difference.</summary>
    static string Apart(double value, double difference) => Phrase.Number(
        value, difference == 0 ? 9 : Math.Clamp((int)Math.Ceiling(Math.Log10(value / Math.Abs(difference))) + 2, 2, 9));

    static string Rarity(CadenceEvidence evidence) => $"A process without memory would look this regular {Phrase.Chance(evidence.LnP)}.";
}
