using Postern.Analysis.Findings;

namespace Postern.Analysis.DerivedNames;

/// <summary>What the look-up before a suffixed name came to: a search list goes on only when a name was not found.</summary>
public static class SuffixOutcome
{
    /// <summary>Outcomes that say nothing, and the one that is no failure.</summary>
    const string Unknown = "unknown", Answered = "NOERROR";

    /// <summary>How the text of a suffixed name ends until somebody has looked.</summary>
    internal const string NotAsked = "This is inferred from times alone: whether the look-up before it failed is not looked at.";

    /// <summary>A suffixed name with the outcome of the look-up before it.</summary>
    /// <param name="found">As <see cref="SearchSuffixes"/> tells it.</param>
    /// <param name="outcome">The log's word: <c>NOERROR</c>, another response code, <c>no-answer</c>, <c>unknown</c>.</param>
    public static NameFindings With(NameFindings found, string outcome)
    {
        if (!found.Text.EndsWith(NotAsked, StringComparison.Ordinal))
            return found;
        var said = outcome switch
        {
            Unknown => "The record does not say what the look-up before it came to; this is inferred from times alone.",
            Answered => $"The look-up before it did not fail ({outcome}), which gives a search list no reason; an answer may still have been empty.",
            _ => $"The look-up before it failed ({outcome}), as it does where a search list goes on.",
        };
        return found with { OutcomeBefore = outcome, Text = found.Text[..^NotAsked.Length] + said };
    }
}
