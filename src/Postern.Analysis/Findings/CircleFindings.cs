namespace Postern.Analysis.Findings;

/// <summary>How few parties make the contacts of one target (METHODS §1).</summary>
public sealed record CircleFindings
{
    /// <summary>Sources by descending count; at most <c>--top</c>.</summary>
    public required IReadOnlyList<SourceShare> Sources { get; init; }

    /// <summary>Effective number of sources, 1 / sum of squared shares (Hill 1973, order 2).</summary>
    public double EffectiveSources { get; init; }

    /// <summary>Fewest sources that make 99 % of the contacts.</summary>
    public int SourcesFor99Percent { get; init; }

    /// <summary>Bootstrap 95 % interval of <see cref="SourcesFor99Percent"/>, days resampled; null below two days.</summary>
    public int? SourcesFor99PercentLow { get; init; }

    /// <summary>Upper end of that interval.</summary>
    public int? SourcesFor99PercentHigh { get; init; }

    /// <summary>Herfindahl index, sum of squared shares, 0 to 1.</summary>
    public double Herfindahl { get; init; }

    /// <summary>Gini coefficient of the counts, 0 to 1.</summary>
    public double Gini { get; init; }

    /// <summary>Share of contacts that sources not yet seen would make (Good-Turing).</summary>
    public double UnseenMass { get; init; }

    /// <summary>Least number of sources not yet seen (Chao 1984, bias-corrected).</summary>
    public double UnseenSources { get; init; }

    /// <summary>Share of comparable targets (half to twice the contacts) that are spread wider, 0 to 1; null when fewer than 20 are comparable.</summary>
    public double? ConcentrationPercentile { get; init; }

    /// <summary>The circle in one sentence, with its denominator and uncertainty.</summary>
    public required string Text { get; init; }
}

/// <summary>One source's share of a target's contacts with a 95 % interval that counts days as clusters.</summary>
public sealed record SourceShare(string Source, long Contacts, double Share, double ShareLow, double ShareHigh);
