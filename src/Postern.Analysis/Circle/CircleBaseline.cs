using Postern.Analysis.Rate;

namespace Postern.Analysis.Circle;

/// <summary>The circles of all targets of a record, to say whether one is unusual: few callers are ordinary for a rare name.</summary>
public sealed class CircleBaseline
{
    const int FewestComparable = 20;

    readonly long[] contacts; // ascending
    readonly double[] effective;

    /// <summary>The circles of all targets, in any order.</summary>
    public CircleBaseline(IEnumerable<CircleCounts> targets)
    {
        var ordered = targets.OrderBy(target => target.Contacts).ToList();
        contacts = [.. ordered.Select(target => target.Contacts)];
        effective = [.. ordered.Select(target => target.EffectiveParties)];
    }

    /// <summary>How one of these targets stands among the others with half to twice its contacts; null below 20 of them.</summary>
    internal CircleRank? Rank(CircleCounts circle)
    {
        var first = SortedTimes.FirstAt<long>(contacts, (circle.Contacts + 1) / 2);
        var end = SortedTimes.FirstAt<long>(contacts, 2 * circle.Contacts + 1);
        var others = end - first - 1; // itself is in there
        if (others < FewestComparable)
            return null;
        var wider = 0;
        for (var i = first; i < end; i++)
            wider += effective[i] > circle.EffectiveParties ? 1 : 0;
        return new(others, (double)wider / others);
    }
}

/// <summary>Number of comparable targets and the share of them that are spread wider.</summary>
readonly record struct CircleRank(int Comparable, double Wider);
