using Postern.Analysis.Numerics;

namespace Postern.Analysis.Circle;

/// <summary>A share of contacts with the interval of Korn and Graubard (1998): days, not contacts, are what varies (METHODS §1).</summary>
/// <param name="Share">The share, 0 to 1.</param>
/// <param name="Low">Lower 95 % limit.</param>
/// <param name="High">Upper 95 % limit.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Worth">Number of independent contacts that would say as much.</param>
readonly record struct ClusteredShare(double Share, double Low, double High, double Error, double Worth)
{
    /// <summary>Share of the parties for which <paramref name="member"/> holds, over the days for which <paramref name="counted"/> holds.</summary>
    public static ClusteredShare Of(PartyDays days, Func<int, bool> member, Func<long, bool>? counted = null)
    {
        var inside = new double[days.Clusters.Length];
        for (var party = 0; party < days.Contacts.Length; party++)
        {
            if (!member(party))
                continue;
            var (clusters, counts) = days.Party(party);
            for (var i = 0; i < clusters.Length; i++)
                inside[clusters.Span[i]] += counts.Span[i];
        }
        double part = 0, all = 0, clustersCounted = 0;
        for (var d = 0; d < inside.Length; d++)
        {
            if (counted is not null && !counted(days.Clusters[d]))
                continue;
            part += inside[d];
            all += days.Totals[d];
            clustersCounted++;
        }
        var (share, squares) = (part / all, 0.0);
        for (var d = 0; d < inside.Length; d++)
        {
            if (counted is null || counted(days.Clusters[d]))
                squares += Square(inside[d] - share * days.Totals[d]);
        }
        double? deflation = days.Unit is null ? null
            : counted is null ? days.Deflation
            : Square(1.959964 / Tails.StudentQuantile(.975, clustersCounted - 1));
        return Of(part, all, squares, clustersCounted, deflation);
    }

    /// <summary>Share of one party; costs its own days only.</summary>
    /// <param name="days">The contacts.</param>
    /// <param name="party">The party.</param>
    /// <param name="totalSquares">Sum of the squared totals of the days.</param>
    public static ClusteredShare OfParty(PartyDays days, int party, double totalSquares)
    {
        var share = days.Contacts[party] / days.All;
        var squares = share * share * totalSquares;
        var (clusters, counts) = days.Party(party);
        for (var i = 0; i < clusters.Length; i++)
            squares += counts.Span[i] * (counts.Span[i] - 2 * share * days.Totals[clusters.Span[i]]);
        return OfSums(days, days.Contacts[party], Math.Max(0, squares));
    }

    /// <summary>Share of some of the parties over all days.</summary>
    /// <param name="days">The contacts.</param>
    /// <param name="part">Contacts of those parties.</param>
    /// <param name="squares">Sum over days of (their contacts - share · all contacts)^2.</param>
    public static ClusteredShare OfSums(PartyDays days, double part, double squares) =>
        Of(part, days.All, squares, days.Clusters.Length, days.Unit is null ? null : days.Deflation);

    static ClusteredShare Of(double part, double all, double squares, double clusters, double? deflation)
    {
        var share = part / all;
        var (error, worth) = (Math.Sqrt(share * (1 - share) / all), all);
        if (deflation is { } factor && clusters >= 2)
        {
            error = Math.Sqrt(clusters / (clusters - 1) * squares) / all;
            // With all or nothing the days do not tell how they vary: no more is claimed than so many days are worth.
            worth = share is 0 or 1 ? Math.Min(all, clusters)
                : Math.Min(all, error > 0 ? share * (1 - share) / (error * error) : all) * factor;
        }
        var interval = ExactIntervals.Share(share * worth, worth);
        return new(share, interval.Low, interval.High, error, worth);
    }

    static double Square(double value) => value * value;
}
