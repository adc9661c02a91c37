namespace Postern.Analysis.Findings;

/// <summary>A name that another one led to.</summary>
public sealed record NameFindings
{
    /// <summary><c>search-suffix</c> (an old name with more labels behind it) or <c>new-name</c> (first asked for after an old one ended).</summary>
    public required string Kind { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The name that was there before.</summary>
    public required string Of { get; init; }

    /// <summary>Who asked for both.</summary>
    public required string Source { get; init; }

    /// <summary>When the source first asked for <see cref="Name"/>, RFC 3339 UTC.</summary>
    public required string At { get; init; }

    /// <summary>Seconds since its contact with <see cref="Of"/> before that: the latest, or the last of all for a new name.</summary>
    public double DelaySeconds { get; init; }

    /// <summary>Seconds from then to the source's last contact with <see cref="Of"/>; null for a new name, which comes after it.</summary>
    public double? BeforeLastSeconds { get; init; }

    /// <summary>What the look-up of <see cref="Of"/> before a suffixed name came to, in the word of the log; null where that was not looked up.</summary>
    public string? OutcomeBefore { get; init; }

    /// <summary>What shows that a new name took the old one's place: <c>address-seen</c> (both were answered with one address), <c>addresses-differ</c> (the
    /// answers seen for them share none) or <c>times-only</c>; null for a suffixed name.</summary>
    public string? Evidence { get; init; }

    /// <summary>Addresses that both names were answered with, in the order of their text.</summary>
    public IReadOnlyList<SharedAddress> Addresses { get; init; } = [];

    /// <summary>Of <see cref="NamesLookedAt"/>, those that stand for one of <see cref="Addresses"/> as well; null without these.</summary>
    public int? NamesAtAddress { get; init; }

    /// <summary>Other names of the record whose addresses were looked at and are known; null without <see cref="Addresses"/>.</summary>
    public int? NamesLookedAt { get; init; }

    /// <summary>Contacts of the source with <see cref="Name"/>.</summary>
    public int Contacts { get; init; }

    /// <summary>Other sources that asked for <see cref="Name"/> at any time.</summary>
    public int OtherSources { get; init; }

    /// <summary>Chance of so short a delay by this source's own habit.</summary>
    public double PValue { get; init; }

    /// <summary><see cref="PValue"/> corrected over all that were tried (Benjamini and Yekutieli 2001).</summary>
    public double QValue { get; init; }

    /// <summary>Names that ended whose source asked for new ones; of suffixes, sources that asked for a name and a longer one.</summary>
    public int Tried { get; init; }

    /// <summary>The finding in a sentence or two, with the innocent reading.</summary>
    public required string Text { get; init; }
}

/// <summary>An address that an old and a new name were answered with.</summary>
/// <param name="Address">The address.</param>
/// <param name="OfFrom">First such answer to a look-up of the old name, RFC 3339 UTC.</param>
/// <param name="OfTo">Last one.</param>
/// <param name="From">First such answer to a look-up of the new name.</param>
/// <param name="To">Last one.</param>
public sealed record SharedAddress(string Address, string OfFrom, string OfTo, string From, string To);
