namespace Postern.Analysis.Circle;

/// <summary>How few parties make the contacts of one target, from the counts alone (METHODS §1). Cheap: for every target of a record.</summary>
/// <param name="Contacts">All contacts.</param>
/// <param name="Parties">Parties with at least one.</param>
/// <param name="EffectiveParties">1 / sum of squared shares (Hill 1973, order 2).</param>
/// <param name="EffectivePartiesOrder1">exp of the entropy of the shares (Hill 1973, order 1).</param>
/// <param name="Gini">Gini coefficient of the counts.</param>
/// <param name="UnseenMass">Share that parties not yet seen would make (Good 1953).</param>
/// <param name="UnseenParties">Least number of parties not yet seen (Chao 1984, bias-corrected).</param>
public readonly record struct CircleCounts(
    long Contacts, int Parties, double EffectiveParties, double EffectivePartiesOrder1, double Gini, double UnseenMass, double UnseenParties)
{
    /// <summary>The measures of positive counts, one a party, in descending order.</summary>
    public static CircleCounts Of(ReadOnlySpan<int> descending)
    {
        long contacts = 0;
        foreach (var count in descending)
            contacts += count;
        double squares = 0, entropy = 0, ranks = 0;
        int once = 0, twice = 0;
        for (var i = 0; i < descending.Length; i++)
        {
            var count = descending[i];
            var share = (double)count / contacts;
            squares += share * share;
            entropy -= share * Math.Log(share);
            ranks += (descending.Length - 1.0 - 2 * i) * share; // 2r - K - 1 with r = K - i
            once += count == 1 ? 1 : 0;
            twice += count == 2 ? 1 : 0;
        }
        return new(contacts, descending.Length, 1 / squares, Math.Exp(entropy), ranks / descending.Length,
            (double)once / contacts, once * (once - 1.0) / (2 * (twice + 1.0)));
    }

    /// <summary>Fewest parties that make at least a share of the contacts.</summary>
    public static int PartiesFor(double share, ReadOnlySpan<int> descending)
    {
        long contacts = 0, sum = 0;
        foreach (var count in descending)
            contacts += count;
        // A billionth of slack: .99 of 100 is 99, whatever its nearest double is.
        var wanted = Math.Ceiling(share * contacts - 1e-9 * contacts);
        for (var i = 0; i < descending.Length; i++)
        {
            sum += descending[i];
            if (sum >= wanted)
                return i + 1;
        }
        return descending.Length;
    }
}
