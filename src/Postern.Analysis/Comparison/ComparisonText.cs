using Postern.Analysis.Findings;

namespace Postern.Analysis.Comparison;

/// <summary>A comparison in sentences.</summary>
static class ComparisonText
{
    /// <summary>Says where the record lies, and what that is worth.</summary>
    /// <param name="measures">What was compared, of which pair or target.</param>
    /// <param name="simulations">Number of simulated records.</param>
    /// <param name="adjusted">Share of the records whose furthest measure lies as far out.</param>
    /// <param name="level">Level at which it is called outside.</param>
    public static string Say(IReadOnlyList<(object Of, ComparedMeasure Measure)> measures, int simulations, double adjusted, double level)
    {
        if (measures.Count == 0)
            return $"Nothing could be compared: the record and {Phrase.Count(simulations, "simulated record")} have no measure in common.";
        var (of, furthest) = measures.OrderBy(m => m.Measure.Share).ThenByDescending(m => ComparisonAnalysis.Distance(m.Measure)).First();
        var place = of is PairName pair ? $"{pair.Source} → {pair.Target}" : $"{of}";
        var ends = measures.Count(m => m.Measure.Share == furthest.Share);
        var most = ends > 1 ? $"in {ends:#,0} of them it is as far out as in any, most of all in" : "furthest out is";
        var lies = adjusted <= level ? "lies outside" : "lies among";
        var consequence = adjusted <= level
            ? "Chance within the specification does not make such a record: something in the specification is wrong or missing. That speaks for no other explanation by itself."
            : "The specification could have made it; so could others, and that it could have does not show that it did.";
        return $"The record {lies} {Phrase.Count(simulations, "simulated record")} in {Phrase.Count(measures.Count, "measure")}: "
            + $"{most} {furthest.Name} of {place}, {Phrase.Number(furthest.Value, 4)} where 95 % of the simulated have {Phrase.Number(furthest.Low, 4)} to {Phrase.Number(furthest.High, 4)}; "
            + $"of records like these, {Phrase.Percent(adjusted)} lie at least as far out. {consequence}";
    }
}
