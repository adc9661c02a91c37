namespace Postern.Analysis.Findings;

/// <summary>One target: who contacts it and how.</summary>
public sealed record TargetFindings
{
    /// <summary>Name or address.</summary>
    public required string Target { get; init; }

    /// <summary>Contacts of all sources.</summary>
    public long Contacts { get; init; }

    /// <summary>Number of sources.</summary>
    public int Sources { get; init; }

    /// <summary>First contact, RFC 3339 UTC.</summary>
    public required string From { get; init; }

    /// <summary>Last contact.</summary>
    public required string To { get; init; }

    /// <summary>Why it stands where it stands in the ranking, in words.</summary>
    public string? Why { get; init; }

    /// <summary>Who the callers are.</summary>
    public CircleFindings? Circle { get; init; }

    /// <summary>The callers once more, those that act as one counted as one; null when no two do.</summary>
    public CircleAsOne? CircleAsOne { get; init; }

    /// <summary>The rhythm of all its sources together; null for a single source, whose pair has it.</summary>
    public RhythmFindings? Rhythm { get; init; }

    /// <summary>Its busiest sources, two by two.</summary>
    public IReadOnlyList<SynchronyFindings>? Synchrony { get; init; }

    /// <summary>Sources that began where others ended.</summary>
    public IReadOnlyList<HandOver>? HandOvers { get; init; }

    /// <summary>Its contacts, changes and end beside dated events; null when no list was given.</summary>
    public CoincidenceFindings? Coincidence { get; init; }

    /// <summary>Its pairs, those that deserve a look first.</summary>
    public required IReadOnlyList<PairFindings> Pairs { get; init; }
}
