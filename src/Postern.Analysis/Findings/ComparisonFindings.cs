namespace Postern.Analysis.Findings;

/// <summary>Where a record lies among simulated ones, measure by measure.</summary>
public sealed record ComparisonFindings
{
    /// <summary>Path of the specification; the caller's to add.</summary>
    public string? Specification { get; init; }

    /// <summary>SHA-256 of the specification, hexadecimal; the caller's to add.</summary>
    public string? SpecificationSha256 { get; init; }

    /// <summary><c>among</c> the simulated records, or <c>outside</c> them, all measures counted.</summary>
    public required string Verdict { get; init; }

    /// <summary>Simulated records.</summary>
    public required int Simulations { get; init; }

    /// <summary>Smallest two-sided share that so many simulations can give, 2 / (simulations + 1).</summary>
    public required double LeastShare { get; init; }

    /// <summary>Measures compared, over all pairs and targets.</summary>
    public required int MeasuresCompared { get; init; }

    /// <summary>Share of the records (this one and the simulated) that lie at least as far out, all measures taken together.</summary>
    public required double PAdjusted { get; init; }

    /// <summary>Pairs that both have.</summary>
    public required IReadOnlyList<ComparedPair> Pairs { get; init; }

    /// <summary>Targets of those pairs that several sources contact.</summary>
    public required IReadOnlyList<ComparedTarget> Targets { get; init; }

    /// <summary>Pairs of the specification that the record has not.</summary>
    public required IReadOnlyList<string> OnlySimulated { get; init; }

    /// <summary>Pairs of the record that the specification has not; they were left out of the comparison.</summary>
    public required int OnlyInRecord { get; init; }

    /// <summary>The comparison in a few sentences.</summary>
    public required string Text { get; init; }
}

/// <summary>One pair, compared.</summary>
/// <param name="Source">Source in the record.</param>
/// <param name="Target">Target in the record.</param>
/// <param name="Kind">Kind of the contacts.</param>
/// <param name="Measures">Its measures, the furthest out first.</param>
/// <param name="Verdicts">Its verdicts.</param>
public sealed record ComparedPair(
    string Source, string Target, string Kind, IReadOnlyList<ComparedMeasure> Measures, IReadOnlyList<ComparedVerdict> Verdicts);

/// <summary>One target, compared.</summary>
/// <param name="Target">The target.</param>
/// <param name="Measures">Its measures, the furthest out first.</param>
public sealed record ComparedTarget(string Target, IReadOnlyList<ComparedMeasure> Measures);

/// <summary>One measure of the record among those of the simulated records.</summary>
public sealed record ComparedMeasure
{
    /// <summary>Name of the measure.</summary>
    public required string Name { get; init; }

    /// <summary>Its value in the record.</summary>
    public required double Value { get; init; }

    /// <summary>2.5 % quantile of the simulated values.</summary>
    public required double Low { get; init; }

    /// <summary>Their median.</summary>
    public required double Median { get; init; }

    /// <summary>Their 97.5 % quantile.</summary>
    public required double High { get; init; }

    /// <summary>Simulated records below the value.</summary>
    public required int Below { get; init; }

    /// <summary>Simulated records with exactly the value.</summary>
    public required int Equal { get; init; }

    /// <summary>Simulated records above it.</summary>
    public required int Above { get; init; }

    /// <summary>Two-sided share: twice the smaller of the shares at most and at least as large, this record counted in; at most 1.</summary>
    public required double Share { get; init; }

    /// <summary>Share of the records whose furthest measure lies at least as far out as this one.</summary>
    public required double PAdjusted { get; init; }
}

/// <summary>What an analysis says of the record, and of the simulated ones.</summary>
/// <param name="Name">The analysis, such as <c>cadence</c>.</param>
/// <param name="Value">Its verdict of the record.</param>
/// <param name="Same">Simulated records with the same verdict.</param>
/// <param name="Counts">Simulated records by verdict.</param>
public sealed record ComparedVerdict(string Name, string Value, int Same, IReadOnlyDictionary<string, int> Counts);
