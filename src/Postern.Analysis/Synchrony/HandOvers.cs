using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Synchrony;

/// <summary>One source ends where another begins, as when an address changes (METHODS §7 and §9).</summary>
static class HandOvers
{
    /// <summary>Fewest contacts of a source that can end or begin; most sources looked at; most hand-overs told.</summary>
    const int FewestContacts = 10, MostSources = 40, MostTold = 5;

    const double Level = .05, Edge = .02;

    /// <summary>The hand-overs that stand when all pairs of an end and a beginning are counted.</summary>
    /// <param name="sources">Sources of a target, those with most contacts first.</param>
    /// <param name="watch">How it was watched.</param>
    public static IReadOnlyList<HandOver> Of(IReadOnlyList<SourceSeries> sources, Watch watch)
    {
        var length = (double)(watch.To - watch.From);
        var looked = sources.Take(MostSources).Where(s => s.Contacts >= FewestContacts).ToList();
        // What ends with the record has not ended, what begins with it has not begun.
        var ended = looked.Where(s => watch.To - s.Occasions[^1] > Edge * length).ToList();
        var begun = looked.Where(s => s.Occasions[0] - watch.From > Edge * length).ToList();
        List<(SourceSeries From, SourceSeries To, double Gap, double P)> near = [];
        foreach (var from in ended)
        {
            foreach (var to in begun)
            {
                // A source that was there before, or is gone by then, takes nothing over.
                if (from.Source == to.Source || to.Occasions[0] < from.Occasions[0] || to.Occasions[^1] < from.Occasions[^1])
                    continue;
                var gap = (double)(to.Occasions[0] - from.Occasions[^1]);
                near.Add((from, to, gap / 1e9, Math.Min(1, 2 * Math.Max(Math.Abs(gap), watch.ResolutionSeconds * 1e9) / length)));
            }
        }
        return
        [
            .. near.Where(n => n.P * near.Count <= Level).OrderBy(n => n.P).ThenBy(n => n.From.Source).ThenBy(n => n.To.Source).Take(MostTold).Select(n => new HandOver
            {
                From = n.From.Name,
                To = n.To.Name,
                Ended = UnixTime.Format(n.From.Occasions[^1]),
                Began = UnixTime.Format(n.To.Occasions[0]),
                GapSeconds = n.Gap,
                PValue = n.P,
                PAdjusted = Math.Min(1, n.P * near.Count),
                Text = SynchronyText.Say(n.From.Name, n.To.Name, n.Gap, n.P, Math.Min(1, n.P * near.Count), near.Count),
            }),
        ];
    }
}
