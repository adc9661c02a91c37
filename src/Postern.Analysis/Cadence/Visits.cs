namespace Postern.Analysis.Cadence;

/// <summary>Contacts that one visit makes in a burst: A beside AAAA, a list of names tried in turn, connections of one page.</summary>
/// <remarks>
/// A beat is a beat of visits. Left apart, the contacts of a visit hide its period behind the microseconds between them, and the
/// fit takes some harmonic that nearly all beats miss. Bursts are told from a beat by an empty valley in the lengths of the gaps:
/// at most one gap in fifty lies between the longest gap of a burst and eight times it, though one in twenty is that short. No gap
/// law with a smooth density has such a valley.
/// </remarks>
static class Visits
{
    /// <summary>Longest gap within a visit, seconds: METHODS §0's session.</summary>
    const double LongestSeconds = 2;
    const double Valley = 8;
    const double MostInValley = 0.02;
    const double LeastShort = 0.05;
    const int FewestShort = 3;
    const int FewestVisits = 3;

    /// <summary>The gap (ticks) up to which occasions belong to one visit; 0 where every occasion is a visit of its own.</summary>
    /// <remarks>Gaps across a hole of the coverage count too: what matters is only that they are long.</remarks>
    public static double LongestGap(OccasionSeries series, CadenceWorkspace workspace)
    {
        var ticks = series.Ticks;
        if (ticks.Length <= FewestShort + FewestVisits)
            return 0;
        var gaps = CadenceWorkspace.Take(ref workspace.Selection, ticks.Length - 1);
        for (var i = 0; i < gaps.Length; i++)
            gaps[i] = ticks[i + 1] - ticks[i];
        gaps.Sort();
        var longest = LongestSeconds / series.TickSeconds;
        var fewest = Math.Max(FewestShort, LeastShort * gaps.Length);
        var beyond = gaps.Length; // first gap beyond the valley
        for (var i = gaps.Length - FewestVisits; i + 1 >= fewest; i--)
        {
            while (beyond > 0 && gaps[beyond - 1] > Valley * gaps[i])
                beyond--;
            if (gaps[i] <= longest && beyond - i - 1 <= MostInValley * gaps.Length && gaps.Length - beyond >= FewestVisits - 1)
                return gaps[i];
        }
        return 0;
    }
}
