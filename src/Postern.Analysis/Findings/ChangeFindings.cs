namespace Postern.Analysis.Findings;

/// <summary>A stretch whose rate differs from the rest (METHODS §5).</summary>
public sealed record ChangeFindings
{
    /// <summary><c>rise</c> or <c>fall</c> (lasting to the end of the record, or until the rate moves on the same way), <c>burst</c> or <c>quiet</c> (passing).</summary>
    public required string Kind { get; init; }

    /// <summary>Start, RFC 3339 UTC.</summary>
    public required string From { get; init; }

    /// <summary>End; the last contact for a change that lasts.</summary>
    public required string Until { get; init; }

    /// <summary>Earliest plausible start (95 %).</summary>
    public required string FromLow { get; init; }

    /// <summary>Latest plausible start (95 %).</summary>
    public required string FromHigh { get; init; }

    /// <summary>Rate of what it was compared with, per covered hour.</summary>
    public double RateBefore { get; init; }

    /// <summary>Rate during, per covered hour.</summary>
    public double RateDuring { get; init; }

    /// <summary>Contacts during it.</summary>
    public int Contacts { get; init; }

    /// <summary>Ratio of the two rates.</summary>
    public double? Factor { get; init; }

    /// <summary>Lower 95 % limit of the factor, widened by the dispersion.</summary>
    public double? FactorLow { get; init; }

    /// <summary>Upper 95 % limit of the factor.</summary>
    public double? FactorHigh { get; init; }

    /// <summary>Probability of such a change by the record's own variation, the number tried included.</summary>
    public double? PValue { get; init; }

    /// <summary>The change in one sentence.</summary>
    public required string Text { get; init; }
}
