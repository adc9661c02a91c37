namespace Postern.Analysis.Circle;

/// <summary>How few parties make a share of the contacts, with an interval: the limits of the shares that the first one, two, three …
/// parties make, turned round (Woodruff 1952, Confidence intervals for medians and other position measures, JASA 47).</summary>
/// <remarks>It needs no draws, as a resampling of days would: one pass over the cells gives the variances of all those shares.</remarks>
static class FewestParties
{
    /// <summary>2.5 and 97.5 % limits; null when nothing is known of how contacts cluster.</summary>
    /// <param name="days">The contacts.</param>
    /// <param name="share">Share to be made, such as .99.</param>
    public static (int Low, int High)? Interval(PartyDays days, double share)
    {
        if (days.Unit is null)
            return null;
        var sums = Sums(days);
        var found = CircleCounts.PartiesFor(share, days.Contacts);
        // So few that their share may still be as large; so many that it is hardly smaller, at most all.
        var low = First(sums.Length, parties => ShareOf(days, sums[parties - 1]).High >= share);
        var high = First(sums.Length, parties => ShareOf(days, sums[parties - 1]).Low >= share);
        return (Math.Min(found, low), Math.Max(found, high));
    }

    /// <summary>For the first 1, 2, … parties: their contacts, and the squared deviations of the days from their share.</summary>
    static (double Contacts, double Squares)[] Sums(PartyDays days)
    {
        var inside = new double[days.Clusters.Length];
        double part = 0, own = 0, mixed = 0, totals = 0;
        foreach (var total in days.Totals)
            totals += total * total;
        var sums = new (double, double)[days.Contacts.Length];
        for (var party = 0; party < sums.Length; party++)
        {
            var (clusters, counts) = days.Party(party);
            var at = clusters.Span;
            var of = counts.Span;
            for (var i = 0; i < at.Length; i++)
            {
                own += of[i] * (2 * inside[at[i]] + of[i]);
                mixed += of[i] * days.Totals[at[i]];
                inside[at[i]] += of[i];
            }
            part += days.Contacts[party];
            var share = part / days.All;
            sums[party] = (part, Math.Max(0, own - 2 * share * mixed + share * share * totals));
        }
        return sums;
    }

    static ClusteredShare ShareOf(PartyDays days, (double Contacts, double Squares) sums) =>
        ClusteredShare.OfSums(days, sums.Contacts, sums.Squares);

    /// <summary>The first of 1 … <paramref name="most"/> that will do, by halving; the last when none does.</summary>
    static int First(int most, Func<int, bool> does)
    {
        var (low, high) = (1, most);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (does(middle))
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
}
