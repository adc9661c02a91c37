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
            + $"shifted by minutes to hours it is {Phrase.Percent(found.ShareExpected!.Value)} (chance {Odds(found.PValue!.Value)} by {Phrase.Count(found.Shifts, "shift")}; all pairs of sources counted {Odds(found.PAdjusted!.Value)})";
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
    public static string Say(string from, string to, double gap, double p, double adjusted, int tried) =>
        $"{to} began {Phrase.Duration(Math.Abs(gap))} {(gap >= 0 ? "after" : "before")} {from} ended; a beginning lies so near to an end with chance {Odds(p)}, with all {Phrase.Count(tried, "pair")} of an end and a beginning counted {Odds(adjusted)}.";

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
        { Strangers: > 0 and var others, StrangersAsClose: > 0 and var close } => $" Of {Phrase.Count(others, "other source")} of the record {close} match {found.Sources[0]} as well: a common cause moves strangers too.",
        { Strangers: > 0 and var others } => $" None of {Phrase.Count(others, "other source")} of the record matches so well.",
        { Strangers: 0 } => " The record has no other source to compare with: a common cause would look the same.",
        _ => "",
    };

    static string Beat(SynchronyFindings found) => found.Beat is not { } beat ? ""
        : beat.CommonPeriod
            ? $" Both keep a beat of {Phrase.Duration(beat.PeriodSeconds)}, which everybody sets; their phases are {Phrase.Duration(Math.Abs(beat.PhaseSeconds))} apart (chance {Odds(beat.PValue)})."
            : $" Both keep the odd beat of {Phrase.Duration(beat.PeriodSeconds)}, phases {Phrase.Duration(Math.Abs(beat.PhaseSeconds))} apart (chance {Odds(beat.PValue)}).";

    static string Absences(SynchronyFindings found) => found.Absences is { PValue: <= SynchronyAnalysis.Level } absences
        ? $" They are away together: {absences.Both:#,0} of {Phrase.Count(absences.Slots, "slot")} of {Phrase.Duration(absences.SlotSeconds)} have neither ({absences.First:#,0} and {absences.Second:#,0} lack one; chance {Odds(absences.PValue)})."
        : "";

    static string Lower(string text) => $"{char.ToLowerInvariant(text[0])}{text[1..]}";

    static string Odds(double p) => Phrase.Chance(Math.Log(Math.Max(p, 1e-300)));
}
