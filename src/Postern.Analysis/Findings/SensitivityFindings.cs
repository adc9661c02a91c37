namespace Postern.Analysis.Findings;

/// <summary>The verdicts that turn when one setting is another.</summary>
public sealed record SensitivityFindings
{
    /// <summary><c>occasion-gap</c>, <c>burst</c>, <c>duplicates</c>, <c>level</c> or <c>zone</c>.</summary>
    public required string Setting { get; init; }

    /// <summary>Its other value.</summary>
    public required string Value { get; init; }

    /// <summary>The value of this run.</summary>
    public required string Usual { get; init; }

    /// <summary>Verdicts compared: those that the setting reaches.</summary>
    public int Compared { get; init; }

    /// <summary>Verdicts that turn.</summary>
    public required IReadOnlyList<Flip> Flips { get; init; }

    /// <summary>The same in a sentence.</summary>
    public required string Text { get; init; }
}

/// <summary>A verdict that turns.</summary>
/// <param name="Target">The target.</param>
/// <param name="Source">The source, two of them joined by "and", or null for the target as a whole.</param>
/// <param name="Analysis">Whose verdict, by the word of <c>--only</c>.</param>
/// <param name="Usual">The verdict of this run.</param>
/// <param name="Then">The verdict with the other value.</param>
public sealed record Flip(string Target, string? Source, string Analysis, string Usual, string Then);
