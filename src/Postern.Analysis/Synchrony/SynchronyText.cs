using Postern.Analysis.Findings;

namespace Postern.Analysis.Synchrony;

/// <summary>Synchrony in words.</summary>
static class SynchronyText
{
    /// <summary>Two sources.</summary>
    public static string Say(SynchronyFindings found)
    {
        var (a, b) = (found.Sources[0], found.Sources[1]);
        if (found.Verdict == "too-few")
            return $"{a} has {Phrase.Count(found.Occasions[0], "occasion")}, too few to compare with {b} ({SynchronyAnalysis.FewestOccasions} are needed).";
        var matched = $"Of {found.Occasions[0]:#,0} occasions of {a} {Phrase.Percent(found.Share!.Value)} have one of {b} within {Phrase.Duration(found.ToleranceSeconds!.Value)}; "
            + $"shifted by minutes to hours it is {Phrase.Percent(found.ShareExpected!.Value)} (chance {Phrase.Chance(Math.Log(found.PValue!.Value), found.PValueIsBound)} by {Phrase.Count(found.Shifts, "shift")}; all pairs of sources counted {Odds(found.PAdjusted!.Value)})";
        var head = found.Verdict switch
        {
            "one" => $"{a} and {b} act as one. {matched}, and of the {found.Occasions[1]:#,0} of {b} {Phrase.Percent(found.ShareOfOther!.Value)} have one of {a}.",
            "shared-times" => $"{a} and {b} share times without being one. {matched}.",
            "shared-level" => $"{a} and {b} are busy on the same days (correlation {Phrase.Number(found.LevelCorrelation!.Value, 2)}, chance {Odds(found.LevelPValue!.Value)}), but not at the same times: {Lower(matched)}.",
            _ => $"{a} and {b} show no sign of acting together: {Lower(matched)}.",
        };
        return head + Lag(found) + Cause(found) + Beat(found) + Absences(found);
    }

    /// <summary>An end and a beginning.</summary>
    public static string Say(HandOver found) =>
        $"{found.To} began {Phrase.Duration(Math.Abs(found.GapSeconds))} {(found.GapSeconds >= 0 ? "after" : "before")} {found.From} ended; a beginning lies so near to an end with chance {Odds(found.PValue)}"
            + (found.Beat is not { } beat ? ""
                : $". Both keep {Named(beat)}, and the one's phase goes on in the other's to {Phrase.Duration(Math.Abs(beat.PhaseSeconds))} (chance {Odds(beat.PValue)}{(beat.CommonPeriod ? ", not counted" : "")})")
            + $"; with all {Phrase.Count(found.Tried, "pair")} of an end and a beginning in the record counted {Odds(found.PAdjusted)}.";

    static string Lag(SynchronyFindings found)
    {
        if (found is not { LagSeconds: { } lag, LagLow: { } low, LagHigh: { } high })
            return "";
        return low > 0 || high < 0
            ? $" {found.Sources[1]} comes {Phrase.Duration(Math.Abs(lag))} {(lag > 0 ? "later" : "earlier")} (95 %: {Phrase.Range(Math.Min(Math.Abs(low), Math.Abs(high)), Math.Max(Math.Abs(low), Math.Abs(high)))})."
            : " Neither comes first.";
    }

    static string Cause(SynchronyFindings found) => found switch
    {
        { Strangers: 1, StrangersAsClose: 1 } => $" The only other source of the record matches {found.Sources[0]} as well: a common cause moves strangers too.",
        { Strangers: 1 } => " The only other source of the record does not match so well.",
        { Strangers: > 0 and var others, StrangersAsClose: > 0 and var close } => $" Of {Phrase.Count(others, "other source")} of the record {close} match {found.Sources[0]} as well: a common cause moves strangers too.",
        { Strangers: > 0 and var others } => $" None of {Phrase.Count(others, "other source")} of the record matches so well.",
        { Strangers: 0 } => " The record has no other source to compare with: a common cause would look the same.",
        _ => "",
    };

    static string Beat(SynchronyFindings found) => found.Beat is not { } beat ? ""
        : $" Both keep {Named(beat)}; their phases stay {Phrase.Duration(Math.Abs(beat.PhaseSeconds))} apart (chance {Odds(beat.PValue)}).";

    static string Named(SharedBeat beat) => beat.CommonPeriod ? $"a beat of {Phrase.Duration(beat.PeriodSeconds)}, which everybody sets" : $"the odd beat of {Phrase.Duration(beat.PeriodSeconds)}";

    static string Absences(SynchronyFindings found) => found.Absences is { PValue: <= SynchronyAnalysis.SingleLevel } absences
        ? $" They are away together: {absences.Both:#,0} of {Phrase.Count(absences.Slots, "slot")} of {Phrase.Duration(absences.SlotSeconds)} have neither ({absences.First:#,0} and {absences.Second:#,0} lack one; chance {Odds(absences.PValue, 1.0 / absences.Turns)})."
        : "";

    static string Lower(string text) => $"{char.ToLowerInvariant(text[0])}{text[1..]}";

    static string Odds(double p) => Phrase.Chance(Math.Log(Math.Max(p, 1e-300)));

    /// <summary>A chance that is told no finer than a floor.</summary>
    static string Odds(double p, double floor) => Phrase.AtMost(Math.Log(p), Math.Log(floor));
}
