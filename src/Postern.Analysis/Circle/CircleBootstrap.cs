using Postern.Analysis.Numerics;

namespace Postern.Analysis.Circle;

/// <summary>How many parties make 99 % of the contacts, with days drawn again (METHODS §1).</summary>
static class CircleBootstrap
{
    const int Small = 256;
    const int Most = 999;
    const int Fewest = 99;
    const double Work = 5e5; // cells and parties visited for one target

    /// <summary>2.5 and 97.5 % quantiles, widened to hold the value itself; null when nothing is known of how contacts cluster.</summary>
    /// <param name="days">The contacts.</param>
    /// <param name="share">Share to be made, such as .99.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <remarks>999 samples; fewer, at least 99, for the few targets with so many parties that these would take long.</remarks>
    public static (int Low, int High)? Interval(PartyDays days, double share, ulong seed)
    {
        if (days.Unit is null)
            return null;
        var found = CircleCounts.PartiesFor(share, days.Contacts);
        var parties = days.Contacts.Length;
        if (parties == 1)
            return (1, 1);
        var samples = (int)Math.Clamp(Work / (days.Cells + parties), Fewest, Most);
        var random = new SplitMix64(seed);
        var drawn = new int[days.Clusters.Length];
        var contacts = new int[parties];
        var values = new int[samples];
        var small = new int[Small];
        var large = new List<int>();
        for (var sample = 0; sample < samples; sample++)
        {
            Array.Clear(drawn);
            for (var d = 0; d < drawn.Length; d++)
                drawn[random.Next(drawn.Length)]++;
            for (var party = 0; party < parties; party++)
                contacts[party] = Drawn(days, party, drawn);
            values[sample] = PartiesFor(share, contacts, small, large);
        }
        Array.Sort(values);
        return (Math.Min(found, values[(int)(.025 * samples)]), Math.Max(found, values[(int)(.975 * samples)]));
    }

    /// <summary>Fewest parties that make at least a share: all but the smallest that make no more than the rest. Small counts are
    /// sorted by counting, and the few large ones only if it comes to them.</summary>
    static int PartiesFor(double share, ReadOnlySpan<int> contacts, int[] small, List<int> large)
    {
        Array.Clear(small);
        large.Clear();
        long all = 0;
        foreach (var count in contacts)
        {
            all += count;
            if (count < Small)
                small[count]++;
            else
                large.Add(count);
        }
        var spare = all - Math.Ceiling(share * all - 1e-9 * all);
        var left = contacts.Length;
        for (var count = 0; count < Small; count++)
        {
            if (count * (double)small[count] > spare)
                return left - (int)(spare / count);
            spare -= count * (double)small[count];
            left -= small[count];
        }
        large.Sort();
        foreach (var count in large)
        {
            if (count > spare)
                break;
            spare -= count;
            left--;
        }
        return left;
    }

    static int Drawn(PartyDays days, int party, int[] drawn)
    {
        var (clusters, counts) = days.Party(party);
        var at = clusters.Span;
        var of = counts.Span;
        var sum = 0L;
        for (var i = 0; i < at.Length; i++)
            sum += (long)drawn[at[i]] * of[i];
        return (int)Math.Min(int.MaxValue, sum);
    }
}
