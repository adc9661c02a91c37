namespace Postern.Analysis.Charts;

/// <summary>What charts need beyond the findings (<c>docs/report.md</c> describes the JSON): counts, gaps and phases in bounded size.</summary>
/// <remarks>Targets and pairs stand in the order of the findings that the set was made for, so that an index finds both.</remarks>
public sealed record ChartSet
{
    /// <summary>Name and version of this contract.</summary>
    public string Schema { get; init; } = "postern.charts/1";

    /// <summary>All contacts of the record over time.</summary>
    public required CountBins Record { get; init; }

    /// <summary>One for each target of the findings.</summary>
    public required IReadOnlyList<TargetCharts> Targets { get; init; }
}

/// <summary>The charts of one target.</summary>
/// <param name="Parts">Its contacts over time, the sources with most contacts one by one, the others together; all with one step.</param>
/// <param name="Blocks">Stretches of one rate of all sources together, as Bayesian Blocks divides them; empty for one source, for few contacts,
/// and where two observers listened at different times.</param>
/// <param name="Pairs">One for each pair of the findings.</param>
public sealed record TargetCharts(IReadOnlyList<SourcePart> Parts, IReadOnlyList<RateBlock> Blocks, IReadOnlyList<PairCharts> Pairs);

/// <summary>What one source, or all that are not named, contribute to a target.</summary>
/// <param name="Source">The source; null for the rest together.</param>
/// <param name="Sources">How many sources it stands for.</param>
/// <param name="Contacts">Their contacts.</param>
/// <param name="Bins">The same over time.</param>
public sealed record SourcePart(string? Source, int Sources, long Contacts, CountBins Bins);

/// <summary>The charts of one pair.</summary>
public sealed record PairCharts
{
    /// <summary>Its contacts over time.</summary>
    public required CountBins Bins { get; init; }

    /// <summary>Stretches of one rate, as Bayesian Blocks divides the series: where changes were looked for, not what was found. Empty for few contacts.</summary>
    public required IReadOnlyList<RateBlock> Blocks { get; init; }

    /// <summary>Lengths of the gaps between occasions; null when no gap was watched throughout.</summary>
    public GapHistogram? Gaps { get; init; }

    /// <summary>Where occasions lie within their beat; null without a period.</summary>
    public BeatPhases? Phases { get; init; }
}
