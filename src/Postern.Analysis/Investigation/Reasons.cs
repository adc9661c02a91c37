using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>Says why a row stands where it stands.</summary>
static class Reasons
{
    /// <summary>Of a burst shorter than so many seconds the contacts are told: its rate is that of no hour.</summary>
    const double Moment = 60;

    /// <summary>Why a pair is shown, from what was found of it.</summary>
    public static string OfPair(PairFindings pair, int targetSources, double level)
    {
        List<string> reasons = [.. Findings(pair, level)];
        if (reasons.Count == 0)
            return Plain(pair);
        if (targetSources <= 2)
            reasons.Add(targetSources == 1 ? "nobody else contacts this target" : "only one other source contacts this target");
        return Sentence(reasons);
    }

    /// <summary>Why a pair without findings is shown: it is steadier than most, or it has more contacts.</summary>
    static string Plain(PairFindings pair)
    {
        var contacts = Phrase.Count(pair.Contacts, "contact");
        return pair.Cadence is { PValue: <= Interest.SteadyLevel, Log10PValue: { } log10 }
            ? $"Nothing stands out; shown for its even times (by chance {Phrase.Chance(log10 * Math.Log(10))}, other pairs not counted) and its {contacts}."
            : $"Nothing stands out; shown for its {contacts}.";
    }

    /// <summary>Why a target is shown, from its circle and its first pair.</summary>
    public static string OfTarget(CircleFindings? circle, PairFindings first, long contacts, int sources, double level)
    {
        List<string> reasons = [.. Findings(first, level)];
        for (var i = 0; i < reasons.Count; i++)
            reasons[i] = i == 0 ? $"{first.Source} {reasons[i]}" : reasons[i];
        if (circle is { ConcentrationPercentile: >= .95 } && sources > 1)
            reasons.Add($"{circle.SourcesFor99Percent:#,0} of {sources:#,0} sources make 99 % of its contacts, fewer than at most comparable targets");
        return reasons.Count > 0 ? $"{string.Join("; ", reasons)}."
            : $"Nothing stands out; shown for its {Phrase.Count(contacts, "contact")} from {Phrase.Count(sources, "source")}.";
    }

    /// <summary>The findings of a pair in phrases, strongest kind first.</summary>
    public static IEnumerable<string> Findings(PairFindings pair, double level)
    {
        if (pair.Cadence is { Verdict: "periodic", PeriodSeconds: { } period })
            yield return $"keeps a beat of {Phrase.Duration(period)}{Odds(pair.Cadence)}";
        else if (pair.Cadence is { Verdict: "cache-limited" })
            yield return pair.Cache?.TtlSeconds is { } ttl ? $"keeps the time of a cache of {Phrase.Duration(ttl)}" : "keeps the time of a cache";
        else if (IsEven(pair.Cadence, level))
            yield return $"calls more evenly than chance{Odds(pair.Cadence!)}, on no period that is certain";
        if (pair.End is { Verdict: "stopped" } end)
            yield return $"stopped at {Minute(end.LastContact)}, no contact in the {Phrase.Duration(end.SilenceSeconds)} watched since";
        if (Largest(pair.Changes) is { } change)
            yield return Said(change);
    }

    /// <summary>The change with the largest factor either way; null when there is none.</summary>
    public static ChangeFindings? Largest(IReadOnlyList<ChangeFindings>? changes) =>
        changes is null or [] ? null : changes.MaxBy(change => Size(change));

    /// <summary>Factor of a change, up or down, at least 1; a rate from or to nothing counts as a hundredfold.</summary>
    public static double Size(ChangeFindings change)
    {
        var factor = change.Factor is { } f && double.IsFinite(f) && f > 0 ? f : 100;
        return Math.Max(factor, 1 / factor);
    }

    /// <summary>A change in few words: what, when, from which rate to which.</summary>
    public static string Said(ChangeFindings change)
    {
        if (change.Kind == "burst" && (UnixTime.Parse(change.Until) - UnixTime.Parse(change.From)) / 1e9 is < Moment and var seconds)
            return $"burst at {change.From[..10]} {change.From[11..19]}, {Phrase.Count(change.Contacts, "contact")} in {Phrase.Duration(seconds)}, {Phrase.Number(change.RateBefore, 2)} an hour otherwise";
        var when = change.Kind is "burst" or "quiet" ? Span(change.From, change.Until) : $"at {Minute(change.From)}";
        var rate = $"{Phrase.Number(change.RateBefore, 2)} to {Phrase.Number(change.RateDuring, 2)} an hour";
        return change.Kind switch
        {
            "rise" => $"rose {when}, {rate}",
            "fall" => $"fell {when}, {rate}",
            "burst" => $"burst {when}, {rate}",
            _ => $"went quiet {when}, {rate}",
        };
    }

    /// <summary>Whether a series is regular beyond chance, all pairs counted, although no beat is claimed.</summary>
    public static bool IsEven(CadenceFindings? cadence, double level) =>
        cadence is { Verdict: "irregular", PValue: <= PairScreen.SingleLevel } && cadence.QValue <= level;

    /// <summary>From when to when: to the minute, or to the second within one.</summary>
    static string Span(string from, string until) =>
        Minute(from) == Minute(until) ? $"from {from[..10]} {from[11..19]} to {until[11..19]}" : $"from {Minute(from)} to {Minute(until)}";

    /// <summary>An RFC 3339 time to the minute.</summary>
    static string Minute(string time) => $"{time[..10]} {time[11..16]}";

    static string Odds(CadenceFindings cadence) =>
        cadence.Log10PValue is { } log10 ? $" (by chance {Phrase.Chance(log10 * Math.Log(10))})" : "";

    static string Sentence(List<string> reasons)
    {
        var text = string.Join("; ", reasons);
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
    }
}
