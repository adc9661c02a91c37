namespace Postern.Analysis.Findings;

/// <summary>One source's contacts of one target.</summary>
public sealed record PairFindings
{
    /// <summary>Who approached.</summary>
    public required string Source { get; init; }

    /// <summary>What was approached.</summary>
    public required string Target { get; init; }

    /// <summary>Kind of the contacts, such as <c>dns-lookup</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Contacts, raw.</summary>
    public long Contacts { get; init; }

    /// <summary>Contacts after merging those so close together that they are one event.</summary>
    public long Occasions { get; init; }

    /// <summary>First contact, RFC 3339 UTC.</summary>
    public required string From { get; init; }

    /// <summary>Last contact.</summary>
    public required string To { get; init; }

    /// <summary>Why it stands where it stands in the ranking, in words.</summary>
    public string? Why { get; init; }

    /// <summary>How much it deserves a look; orders pairs, not a probability.</summary>
    public double Interest { get; init; }

    /// <summary>Rate and regularity numbers.</summary>
    public RateFindings? Rate { get; init; }

    /// <summary>Is there a beat, and which.</summary>
    public CadenceFindings? Cadence { get; init; }

    /// <summary>Does a cache decide the gaps.</summary>
    public CacheFindings? Cache { get; init; }

    /// <summary>Does it follow the hours of the day and the days of the week.</summary>
    public RhythmFindings? Rhythm { get; init; }

    /// <summary>When the rate changed.</summary>
    public IReadOnlyList<ChangeFindings>? Changes { get; init; }

    /// <summary>Did it stop.</summary>
    public EndFindings? End { get; init; }

    /// <summary>The rival explanations with their relative support.</summary>
    public IReadOnlyList<ExplanationFindings>? Explanations { get; init; }

    /// <summary>Contacts in equal slices of the record's window, for sparklines.</summary>
    public IReadOnlyList<int>? Sketch { get; init; }
}

/// <summary>One explanation with its relative support among those compared.</summary>
public sealed record ExplanationFindings(string Name, double Fit, string Text);
