namespace Postern.Analysis.Caching;

/// <summary>What the gaps above a floor look like.</summary>
enum GapLaw
{
    /// <summary>No law is ahead by 6.</summary>
    CannotTell,

    /// <summary>A cache's lifetime, then the wait for the next request.</summary>
    Cache,

    /// <summary>Peaks at a period and its multiples.</summary>
    Beacon,

    /// <summary>No memory.</summary>
    Random,
}

/// <summary>The laws of METHODS §3 step 2 fitted to the same gaps, and which of them wins by Schwarz's criterion.</summary>
/// <param name="Law">The winner. A cache must lead a beacon by <see cref="Lead"/>, a beacon a cache by <see cref="LeadOfBeacon"/>; that
/// gaps are not without memory is the floor test's to say, and it has said so.</param>
/// <param name="Cache">Best fit with a floor.</param>
/// <param name="Beacon">Fit with peaks.</param>
/// <param name="Random">Exponential fit.</param>
/// <param name="Gaps">Number of gaps that the laws were fitted to.</param>
readonly record struct GapLaws(GapLaw Law, FlooredGaps Cache, BeaconGaps Beacon, GapFit Random, int Gaps)
{
    /// <summary>Least difference of the criterion that decides.</summary>
    const double Lead = 6;

    /// <summary>Least difference at which a beacon wins. A lead of 6 is had by chance behind a cache once in 200 series of 30 gaps, one
    /// of 10 less than once in 1,000 (simulated: demands of .2 to 100 a lifetime, 30 to 1,000 look-ups).</summary>
    const double LeadOfBeacon = 10;

    /// <summary>Most gaps looked at; more are thinned evenly: a hundred tell the laws apart (METHODS §12, S10).</summary>
    const int Most = 300;

    /// <summary>Time by which a resolver's whole-second clock may ask too soon, seconds.</summary>
    const double Early = 1;

    /// <summary>Compares the laws.</summary>
    /// <param name="allGaps">Gaps in time order, seconds, at least 3.</param>
    /// <param name="edge">A lifetime above which gaps crowd although some are shorter; 0 when the shortest gap is the floor.</param>
    /// <param name="tick">Step of the time stamps, seconds.</param>
    /// <param name="knownTtl">The lifetime where it is known: no other is tried then.</param>
    public static GapLaws Of(ReadOnlySpan<double> allGaps, int edge, double tick, int? knownTtl = null)
    {
        var gaps = Thinned(allGaps);
        var cache = Floored(gaps, FloorOf(allGaps, edge, tick, knownTtl), edge, tick, knownTtl);
        var beacon = BeaconGaps.Of(gaps, tick);
        var random = GapFit.Exponential(gaps);
        var (a, b, c) = (cache.Fit.Bic(gaps.Length), beacon.Fit.Bic(gaps.Length), random.Bic(gaps.Length));
        var law = c < Math.Min(a, b) ? GapLaw.Random
            : a + Lead <= b ? GapLaw.Cache
            : b + LeadOfBeacon <= a ? GapLaw.Beacon
            : GapLaw.CannotTell;
        return new GapLaws(law, cache, beacon, random, gaps.Length);
    }

    /// <summary>The best law with a floor: the known lifetime, else the shortest gap, or the common lifetime just below it.</summary>
    internal static FlooredGaps Floored(ReadOnlySpan<double> gaps, int edge, double tick, int? knownTtl = null) =>
        Floored(gaps, FloorOf(gaps, edge, tick, knownTtl), edge, tick, knownTtl);

    /// <summary>The shortest gap that is no stray one, of all gaps: among those that are left when they are thinned it would be longer.</summary>
    static double FloorOf(ReadOnlySpan<double> gaps, int edge, double tick, int? knownTtl)
    {
        var floor = double.PositiveInfinity;
        foreach (var gap in gaps)
            if (gap >= (knownTtl ?? edge) - Math.Max(tick, Early))
                floor = Math.Min(floor, gap);
        return floor;
    }

    static FlooredGaps Floored(ReadOnlySpan<double> gaps, double floor, int edge, double tick, int? knownTtl)
    {
        if (knownTtl is { } known)
            return FlooredGaps.At(gaps, Math.Min(known, floor), free: false, tick);
        var best = FlooredGaps.At(gaps, floor, free: true, tick);
        var lifetimes = CacheFloor.CommonLifetimes;
        for (var i = lifetimes.Length - 1; i >= 0 && lifetimes[i] >= edge; i--)
        {
            if (lifetimes[i] > floor + tick / 2)
                continue;
            var named = FlooredGaps.At(gaps, lifetimes[i], free: false, tick);
            return named.Fit.Bic(gaps.Length) <= best.Fit.Bic(gaps.Length) ? named : best; // a lower one fits worse still
        }
        return best;
    }

    static double[] Thinned(ReadOnlySpan<double> gaps)
    {
        if (gaps.Length <= Most)
            return gaps.ToArray();
        var thinned = new double[Most];
        for (var i = 0; i < Most; i++)
            thinned[i] = gaps[(int)((long)i * gaps.Length / Most)];
        return thinned;
    }
}
