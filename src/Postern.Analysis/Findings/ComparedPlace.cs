namespace Postern.Analysis.Findings;

/// <summary>A pair or a target of a comparison, as a reader is told of both.</summary>
/// <param name="Name"><c>source → target</c>, or the target.</param>
/// <param name="Measures">Its measures, the furthest out first.</param>
/// <param name="Verdicts">Its verdicts; none for a target.</param>
public sealed record ComparedPlace(string Name, IReadOnlyList<ComparedMeasure> Measures, IReadOnlyList<ComparedVerdict> Verdicts)
{
    /// <summary>The places of a comparison, those furthest out first.</summary>
    public static IReadOnlyList<ComparedPlace> Of(ComparisonFindings compared) =>
    [
        .. compared.Targets.Select(target => new ComparedPlace(target.Target, target.Measures, []))
            .Concat(compared.Pairs.Select(pair => new ComparedPlace($"{pair.Source} → {pair.Target}", pair.Measures, pair.Verdicts)))
            .OrderBy(place => place.Measures.Select(measure => measure.Share).DefaultIfEmpty(1).Min()),
    ];
}
