using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Circle;

/// <summary>A circle in words.</summary>
static class CircleText
{
    const int DaysToHalve = 14;
    static readonly double[] Shares = [.99, .95, .9, .8, .5];

    public static string Say(PartyDays days, CircleCounts circle, CircleRank? rank, string noun)
    {
        var named = Named(days.Contacts);
        var share = ClusteredShare.Of(days, party => party < named);
        var clusters = days.Unit is null ? $"{noun} counted as independent" : $"{days.Unit}s counted as clusters";
        var who = circle.Contacts == 1 ? "One source address made the only contact"
            : circle.Parties == 1 ? $"One source address made all {circle.Contacts:#,0} {noun}"
            : $"{named} of {circle.Parties:#,0} source addresses made {Phrase.Percent(share.Share)} of the {circle.Contacts:#,0} {noun}";
        return $"{who} (95 %: {Phrase.Interval(100 * share.Low, 100 * share.High)} %, {clusters})"
            + $"{WithoutBusiest(days, named)}{Unseen(share)}.{Halves(days, named, share)}{Standing(rank)}";
    }

    /// <summary>The fewest parties that make a telling share: of the shares above, the largest that a third of the parties makes.</summary>
    static int Named(ReadOnlySpan<int> contacts)
    {
        foreach (var share in Shares)
        {
            var parties = CircleCounts.PartiesFor(share, contacts);
            if (parties <= Math.Max(1, (contacts.Length + 2) / 3))
                return parties;
        }
        return CircleCounts.PartiesFor(Shares[^1], contacts);
    }

    /// <summary>One flood day may decide everything.</summary>
    static string WithoutBusiest(PartyDays days, int named)
    {
        if (days.Unit is null || named == days.Contacts.Length)
            return "";
        var busiest = days.Clusters[Array.IndexOf(days.Totals, days.Totals.Max())];
        var rest = ClusteredShare.Of(days, party => party < named, cluster => cluster != busiest);
        var when = UnixTime.Format(busiest * (days.Unit == "day" ? UnixTime.Day : UnixTime.Day / 24));
        return $"; without the busiest {days.Unit} ({(days.Unit == "day" ? when[..10] : when)}) {Phrase.Percent(rest.Share)}";
    }

    /// <summary>Rule of three: a party that was never seen has at most this share (95 %).</summary>
    static string Unseen(ClusteredShare share)
    {
        var most = 3 / share.Worth;
        return most < .5 ? $"; a further address making more than {Phrase.Percent(most)} would have been seen" : "";
    }

    /// <summary>The parties named were chosen by the same contacts that measure them: choose on odd days, measure on even ones, and the reverse.</summary>
    static string Halves(PartyDays days, int named, ClusteredShare whole)
    {
        if (days.Unit != "day" || days.Clusters.Length < DaysToHalve || named == days.Contacts.Length)
            return "";
        var even = Held(days, named, chosenOn: 1);
        var odd = Held(days, named, chosenOn: 0);
        return Agree(even, odd) && Agree(even, whole) && Agree(odd, whole) ? ""
            : $" Chosen on odd days and measured on even ones it is {Phrase.Percent(even.Share)}, the other way round {Phrase.Percent(odd.Share)}: the circle was not the same throughout.";
    }

    static bool Agree(ClusteredShare a, ClusteredShare b) =>
        Math.Abs(a.Share - b.Share) <= 2 * Math.Sqrt(a.Error * a.Error + b.Error * b.Error) + 1e-12;

    static ClusteredShare Held(PartyDays days, int named, int chosenOn)
    {
        var contacts = new int[days.Contacts.Length];
        for (var party = 0; party < contacts.Length; party++)
        {
            var (clusters, counts) = days.Party(party);
            for (var i = 0; i < clusters.Length; i++)
                contacts[party] += (days.Clusters[clusters.Span[i]] & 1) == chosenOn ? counts.Span[i] : 0;
        }
        var chosen = Enumerable.Range(0, contacts.Length).OrderByDescending(party => contacts[party]).Take(named).ToHashSet();
        return ClusteredShare.Of(days, chosen.Contains, day => (day & 1) != chosenOn);
    }

    static string Standing(CircleRank? rank) => rank is not { } known ? ""
        : $" Of {known.Comparable:#,0} targets with half to twice as many contacts {Phrase.Percent(known.Wider)} are spread wider.";
}
