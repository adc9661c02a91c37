using Postern.Analysis.Findings;

namespace Postern.Analysis.Caching;

/// <summary>Does a cache's lifetime decide when look-ups are seen, and what demand stands behind it (METHODS §3).</summary>
static class CacheAnalysis
{
    /// <summary>Level of the floor test for one pair.</summary>
    const double Level = 1e-3;

    /// <summary>Least gaps that can reach <see cref="Level"/> with a floor at half the mean; fewer decide nothing.</summary>
    const int FewestGaps = 10;

    /// <summary>A floor below this is a client's pause or a link's retry, no cached answer's lifetime, seconds.</summary>
    internal const double ShortestLifetime = 5;

    /// <summary>How far above the lifetime a gap counts as "at" it, seconds: an answer's way and a busy name's next request.</summary>
    const double AtLimit = 5;

    /// <summary>How far on both sides of a lifetime gaps are counted to say that they crowd above it, as a share of it.</summary>
    const double Beside = .1;

    /// <summary>Share of a lifetime within which a beacon's period counts as the lifetime itself.</summary>
    const double SamePeriod = .01;

    /// <summary>Periods of requests below it, seconds, are as good as none.</summary>
    const double Blink = .01;

    /// <summary>Says what the gaps show.</summary>
    /// <param name="series">Occasions of one source asking for one name.</param>
    public static CacheFindings Describe(Spacing series)
    {
        var gaps = series.Gaps;
        if (gaps.Length < FewestGaps)
            return Undetermined($"Not enough look-ups to tell whether a cache decides their spacing: {Phrase.Count(gaps.Length, "gap")}, at least {FewestGaps} are needed.");
        var floor = Floor.Of(series);
        if (floor.LogP >= Math.Log(Level))
            return NoFloor(series, floor);
        var shape = GapLaws.Of(gaps, floor.Edge, series.Tick, series.KnownTtl);
        return shape.Law switch
        {
            GapLaw.Cache when shape.Cache.Floor < ShortestLifetime => Pause(series, floor),
            GapLaw.Cache => Limited(series, floor, shape.Cache),
            GapLaw.Beacon => Beaten(series, floor, shape.Beacon),
            _ when floor.Edge > 0 => Crowded(series, floor),
            _ => Undetermined(
                $"{None(series)} {Phrase.Duration(floor.Shortest)} after the one before, but {Phrase.Count(gaps.Length, "gap")} do not "
                + "tell whether a cache's lifetime or a timer keeps them apart.",
                floor.LogP),
        };
    }

    /// <summary>Whether a regularity of these gaps may be called a beat: false when a cache explains it or cannot be told from it.</summary>
    /// <remarks>Cheap: the laws are fitted only when the floor is significant.</remarks>
    public static CacheVerdict Judge(Spacing series)
    {
        if (series.Gaps.Length < FewestGaps)
            return CacheVerdict.Undetermined;
        var floor = Floor.Of(series);
        if (floor.LogP >= Math.Log(Level))
            return CacheVerdict.NotLimited;
        var laws = GapLaws.Of(series.Gaps, floor.Edge, series.Tick, series.KnownTtl);
        return laws.Law switch
        {
            GapLaw.Cache => laws.Cache.Floor < ShortestLifetime ? CacheVerdict.NotLimited : CacheVerdict.Limited,
            GapLaw.Beacon => CacheVerdict.NotLimited,
            _ => CacheVerdict.Undetermined,
        };
    }

    /// <summary>What a cache makes of these gaps, as log-likelihood over gaps without memory: what a beat must beat where
    /// <see cref="Judge"/> cannot tell.</summary>
    public static double GainOf(Spacing series)
    {
        if (series.Gaps.Length < 3)
            return 0;
        var laws = GapLaws.Of(series.Gaps, Floor.Of(series).Edge, series.Tick, series.KnownTtl);
        return (laws.Cache.Fit.LogLikelihood - laws.Random.LogLikelihood) * series.Gaps.Length / laws.Gaps;
    }

    /// <summary>The common lifetime above which these gaps crowd although some are shorter; 0 when the shortest gap is as good a floor.</summary>
    public static int EdgeOf(Spacing series) => Floor.Of(series).Edge;

    static CacheFindings Undetermined(string text, double? lnP = null) =>
        new() { Verdict = "undetermined", PValue = lnP is { } p ? Math.Exp(p) : null, Text = text };

    static CacheFindings NoFloor(Spacing series, Floor floor) => new()
    {
        Verdict = "not-limited",
        DemandPerHourLow = PerHour(series),
        PValue = Math.Exp(floor.LogP),
        Text = $"No cache lifetime shows: {(series.Joins ? $"apart from {Joined(series)} they" : "look-ups")} follow one another after as little as {Phrase.Duration(floor.Shortest)} "
            + $"(mean {Phrase.Duration(floor.Mean)}), which is no longer than chance allows ({Phrase.Chance(floor.LogP)}).",
    };

    static CacheFindings Pause(Spacing series, Floor floor) => new()
    {
        Verdict = "not-limited",
        DemandPerHourLow = PerHour(series),
        PValue = Math.Exp(floor.LogP),
        Text = $"{None(series)} {Phrase.Duration(floor.Shortest)} after the one before (by chance {Phrase.Chance(floor.LogP)}); "
            + "that is a pause of the asker, too short for a cached answer's lifetime.",
    };

    static CacheFindings Limited(Spacing series, Floor floor, FlooredGaps law)
    {
        var ttl = law.Floor;
        var above = series.Gaps.Where(gap => gap >= ttl).ToArray();
        var demand = law.Free ? CacheDemand.LifetimeUnknown(above) : CacheDemand.LifetimeKnown(above, ttl, series.Tick);
        var atLimit = above.Count(gap => gap < AtUntil(series, ttl)) / (double)series.Gaps.Length;
        var caches = CacheDemand.LeastCaches(series.Seconds, ttl);
        var low = PerHour(series);
        var random = demand is { } d
            ? $"; if the requests are random, {Phrase.Number(3_600 * d.PerSecond, 2)} an hour (95 %: {Phrase.Interval(3_600 * d.Low, 3_600 * d.High)})"
            : "";
        var strays = law.Strays > 0
            ? $"{None(series, $"{Phrase.Percent(law.Strays)} of the gaps")} {Phrase.Duration(ttl)} after the one before"
            : $"{None(series)} {Phrase.Duration(floor.Shortest)} after the one before";
        return new CacheFindings
        {
            Verdict = "limited",
            TtlSeconds = ttl,
            ShareAtLimit = atLimit,
            ShareBelowLimit = law.Strays,
            DemandPerHourLow = low,
            DemandPerHour = 3_600 * demand?.PerSecond,
            DemandPerHourHigh = 3_600 * demand?.High,
            Caches = caches,
            PValue = Math.Exp(floor.LogP),
            Text = $"{strays} (by chance {Phrase.Chance(floor.LogP)}): a cached answer that lives {Phrase.Duration(ttl)} explains the gaps better than a timer "
                + $"or chance, and the source asked again when its copy had expired. The users behind it asked at least {Phrase.Number(low, 2)} times an hour{random}."
                + (caches > 1 ? $" At least {caches} caches, or {caches} questions under one name, stand behind this source." : ""),
        };
    }

    /// <summary>Gaps that crowd just above a usual lifetime, among others that neither a cache alone nor a timer alone explains.</summary>
    static CacheFindings Crowded(Spacing series, Floor floor)
    {
        var (ttl, half) = (floor.Edge, series.Tick / 2);
        double Share(double from, double to) => series.Gaps.Count(gap => gap >= from && gap < to) / (double)series.Gaps.Length;
        var (above, below) = (Share(ttl - half, ttl * (1 + Beside)), Share(ttl * (1 - Beside), ttl - half));
        var shorter = Share(0, ttl - half);
        return new CacheFindings
        {
            Verdict = "undetermined",
            TtlSeconds = ttl,
            ShareAtLimit = Share(ttl - half, AtUntil(series, ttl)),
            ShareBelowLimit = shorter,
            DemandPerHourLow = PerHour(series),
            PValue = Math.Exp(floor.LogP),
            Text = $"Gaps crowd just above {Phrase.Duration(ttl)}, {Usual(series)}: {Phrase.Percent(above)} of {series.Gaps.Length:#,0} lie within a tenth above it, "
                + $"{Phrase.Percent(below)} within a tenth below (by chance {Phrase.Chance(floor.LogP)}). So long a cached answer keeps look-ups apart, or a timer does, in a part of the record or before a part of those who ask; "
                + $"{Phrase.Percent(shorter)} of the gaps are shorter, before which nothing of that lifetime stands.",
        };
    }

    static CacheFindings Beaten(Spacing series, Floor floor, BeaconGaps law)
    {
        var near = 0;
        foreach (var lifetime in Lifetimes(series))
            if (Math.Abs(law.Period - lifetime) <= Math.Max(2, SamePeriod * lifetime))
                near = lifetime;
        var peaks = $"The gaps lie at {Phrase.Duration(law.Period)} (standard deviation {Phrase.Duration(law.Spread)}) and its multiples, "
            + "as a timer's do and a cache's with random requests do not";
        var hidden = near > 0 ? CacheDemand.Periodic(Math.Max(law.Period, near + series.Tick / 2), near) : null;
        return new CacheFindings
        {
            Verdict = near > 0 ? "undetermined" : "not-limited",
            TtlSeconds = near > 0 ? near : null,
            DemandPerHourLow = PerHour(series),
            PValue = Math.Exp(floor.LogP),
            PeriodicDemandShortestSeconds = hidden?.Shortest,
            PeriodicDemandLongestSeconds = hidden?.Longest,
            Text = hidden is { } h
                ? $"{peaks}; but {Phrase.Duration(near)} is {Usual(series)}. If a cache of that lifetime stands before this source, requests on any "
                    + $"period {(h.Shortest < Blink ? $"up to {Phrase.Duration(h.Longest)}" : $"between {Phrase.Duration(h.Shortest)} and {Phrase.Duration(h.Longest)}")} would look the same."
                : $"{peaks}.",
        };
    }

    /// <summary>Lifetimes that the answers may have: the known one, else those that zones and resolvers use.</summary>
    static ReadOnlySpan<int> Lifetimes(Spacing series) => series.KnownTtl is { } known ? new int[] { known } : CacheFloor.CommonLifetimes;

    /// <summary>What such a lifetime is.</summary>
    static string Usual(Spacing series) => series.KnownTtl is null ? "a usual lifetime of cached answers" : "the lifetime of its answers";

    /// <summary>Where gaps "at" a lifetime end, seconds.</summary>
    static double AtUntil(Spacing series, double ttl) => ttl + Math.Max(AtLimit, AtLimit * series.Tick);

    /// <summary>Begins the sentence that says how soon look-ups follow one another, and which are left out of it.</summary>
    static string None(Spacing series, string? strays = null)
    {
        string?[] left = [strays, series.Joins ? Joined(series) : null];
        var apart = string.Join(" and ", left.OfType<string>());
        return apart.Length == 0 ? "No look-up came sooner than" : $"Apart from {apart}, no look-up came sooner than";
    }

    static string Joined(Spacing series) =>
        series.Joined > 0 ? $"look-ups within {Phrase.Duration(series.Joined)} of one another" : "look-ups of the same instant";

    static double PerHour(Spacing series) => series.CoveredSeconds > 0 ? series.Seconds.Length / series.CoveredSeconds * 3_600 : 0;

    /// <summary>The floor of a series: of all its gaps, or of those above a common lifetime when a few stray ones are shorter.</summary>
    readonly record struct Floor(double LogP, int Edge, double Shortest, double Mean)
    {
        public static Floor Of(Spacing series)
        {
            var sorted = (double[])series.Gaps.Clone();
            Array.Sort(sorted);
            var mean = sorted.Sum() / sorted.Length;
            var two = Math.Log(2); // floors tried
            // Gaps are counted from the shortest that can be seen: that contacts close together are one occasion makes no floor.
            var lnP = Math.Min(0, two + CacheFloor.LogPValue(sorted[0] - series.Shortest, mean - series.Shortest, sorted.Length));
            if (lnP < Math.Log(Level))
                return new Floor(lnP, 0, sorted[0], mean);
            var (lifetime, edge) = CacheFloor.Edge(sorted, series.Tick, Lifetimes(series));
            edge = Math.Min(0, edge + two);
            return edge < Math.Log(Level) ? new Floor(edge, lifetime, sorted[0], mean) : new Floor(lnP, 0, sorted[0], mean);
        }
    }
}

/// <summary>Whether a cache explains a regularity.</summary>
enum CacheVerdict
{
    /// <summary>Nobody asked: no look-up, or nothing regular to explain.</summary>
    NotAsked,

    /// <summary>A timer and a cache explain it equally well, or there is too little to tell.</summary>
    Undetermined,

    /// <summary>A cache's lifetime explains the gaps.</summary>
    Limited,

    /// <summary>No cache shows.</summary>
    NotLimited,
}
