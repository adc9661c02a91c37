using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Circle;

/// <summary>Who the callers of a target are, and how few (METHODS §1). A party is a source address.</summary>
public static class CircleAnalysis
{
    const double Most = .99;

    /// <summary>The measures of one target that need no interval: cheap enough for every target, and what <see cref="CircleBaseline"/> is made of.</summary>
    /// <param name="table">The record.</param>
    /// <param name="first">First pair of the target.</param>
    /// <param name="end">The pair after its last.</param>
    public static CircleCounts Count(ContactTable table, int first, int end) =>
        CircleCounts.Of([.. PartyDays.Parties(table, first, end).Select(party => party.Contacts)]);

    /// <summary>All that is to be said of one target's circle, intervals and sentence included; for the targets that are shown.</summary>
    /// <param name="table">The record.</param>
    /// <param name="first">First pair of the target.</param>
    /// <param name="end">The pair after its last.</param>
    /// <param name="baseline">The circles of all targets of the record.</param>
    /// <param name="top">How many sources to list.</param>
    public static CircleFindings Of(ContactTable table, int first, int end, CircleBaseline baseline, int top)
    {
        var days = PartyDays.Of(table, first, end);
        var circle = CircleCounts.Of(days.Contacts);
        var squares = days.Totals.Sum(total => total * total);
        var interval = FewestParties.Interval(days, Most);
        var rank = baseline.Rank(circle);
        return new CircleFindings
        {
            Sources =
            [
                .. Enumerable.Range(0, Math.Min(top, circle.Parties)).Select(party =>
                {
                    var share = ClusteredShare.OfParty(days, party, squares);
                    return new SourceShare(table.Sources.Text(days.Sources[party]), days.Contacts[party], share.Share, share.Low, share.High);
                }),
            ],
            EffectiveSources = circle.EffectiveParties,
            SourcesFor99Percent = CircleCounts.PartiesFor(Most, days.Contacts),
            SourcesFor99PercentLow = interval?.Low,
            SourcesFor99PercentHigh = interval?.High,
            Herfindahl = 1 / circle.EffectiveParties,
            Gini = circle.Gini,
            UnseenMass = circle.UnseenMass,
            UnseenSources = circle.UnseenParties,
            ConcentrationPercentile = rank?.Wider,
            Text = CircleText.Say(days, circle, rank, Noun(table.Pairs[first..end])),
        };
    }

    static string Noun(ReadOnlySpan<Pair> pairs)
    {
        var kind = pairs[0].Kind;
        foreach (var pair in pairs)
        {
            if (pair.Kind != kind)
                return "contacts";
        }
        return kind switch
        {
            ContactKind.DnsLookup => "look-ups",
            ContactKind.Flow => "flows",
            ContactKind.Heartbeat => "heartbeats",
            _ => "contacts",
        };
    }
}
