using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Synchrony;

/// <summary>One source ends where another begins, as when an address changes (METHODS §7 and §9).</summary>
/// <remarks>Every pair of an end and a beginning in the record is counted, those too that no source can have taken over: to leave them out
/// would be to choose by the times that are tested.</remarks>
static class HandOvers
{
    /// <summary>Fewest contacts of a source that can end or begin; most sources of a target looked at; most hand-overs told.</summary>
    const int FewestContacts = 10, MostSources = 40, MostTold = 5;

    const double Edge = .02;

    /// <summary>Pairs of an end and a beginning that the sources of one target make.</summary>
    /// <param name="stays">Its sources.</param>
    /// <param name="watch">How it was watched.</param>
    public static long Candidates(IEnumerable<Stay> stays, Watch watch)
    {
        long ended = 0, begun = 0, both = 0;
        foreach (var stay in stays.OrderByDescending(s => s.Contacts).Take(MostSources).Where(s => s.Contacts >= FewestContacts))
        {
            var (ends, begins) = (HasEnded(stay.Last, watch), HasBegun(stay.First, watch));
            (ended, begun, both) = (ended + (ends ? 1 : 0), begun + (begins ? 1 : 0), both + (ends && begins ? 1 : 0));
        }
        return ended * begun - both;
    }

    /// <summary>The hand-overs of a target that stand when all pairs of an end and a beginning are counted.</summary>
    /// <param name="sources">Sources of a target, those with most contacts first.</param>
    /// <param name="watch">How it was watched.</param>
    /// <param name="candidates">Such pairs in the whole record.</param>
    /// <param name="level">Level over all of them.</param>
    public static IReadOnlyList<HandOver> Of(IReadOnlyList<SourceSeries> sources, Watch watch, long candidates, double level)
    {
        var length = (double)(watch.To - watch.From);
        var looked = sources.Take(MostSources).Where(s => s.Contacts >= FewestContacts).ToList();
        List<(HandOver Found, int From, int To)> near = [];
        foreach (var from in looked.Where(s => HasEnded(s.Occasions[^1], watch)))
        {
            foreach (var to in looked.Where(s => HasBegun(s.Occasions[0], watch)))
            {
                // A source that was there before, or is gone by then, takes nothing over.
                if (from.Source == to.Source || to.Occasions[0] < from.Occasions[0] || to.Occasions[^1] < from.Occasions[^1])
                    continue;
                var gap = (double)(to.Occasions[0] - from.Occasions[^1]);
                var p = Math.Min(1, 2 * Math.Max(Math.Abs(gap), watch.ResolutionSeconds * 1e9) / length);
                var beat = CommonBeat.Continued(from, to, watch);
                var both = beat is { CommonPeriod: false } ? BothSoSmall(p, beat.PValue) : p;
                if (both * candidates <= level)
                    near.Add((Describe(from, to, gap / 1e9, p, beat, Math.Min(1, both * candidates), candidates), from.Source, to.Source));
            }
        }
        return [.. near.OrderBy(n => n.Found.PAdjusted).ThenBy(n => n.From).ThenBy(n => n.To).Take(MostTold).Select(n => n.Found)];
    }

    /// <summary>Chance that the product of two independent chances is so small.</summary>
    static double BothSoSmall(double one, double two) => one * two is > 0 and var product ? product * (1 - Math.Log(product)) : 0;

    /// <summary>What ends with the record has not ended.</summary>
    static bool HasEnded(long last, Watch watch) => watch.To - last > Edge * (watch.To - watch.From);

    /// <summary>What begins with the record has not begun.</summary>
    static bool HasBegun(long first, Watch watch) => first - watch.From > Edge * (watch.To - watch.From);

    static HandOver Describe(SourceSeries from, SourceSeries to, double gap, double p, SharedBeat? beat, double adjusted, long candidates)
    {
        var found = new HandOver
        {
            From = from.Name,
            To = to.Name,
            Ended = UnixTime.Format(from.Occasions[^1]),
            Began = UnixTime.Format(to.Occasions[0]),
            GapSeconds = gap,
            PValue = p,
            Beat = beat,
            PAdjusted = adjusted,
            Tried = candidates,
            Text = "",
        };
        return found with { Text = SynchronyText.Say(found) };
    }
}

/// <summary>How long a source of a target was there.</summary>
/// <param name="Contacts">Its contacts.</param>
/// <param name="First">Its first one (ns).</param>
/// <param name="Last">Its last one (ns).</param>
readonly record struct Stay(int Contacts, long First, long Last);
