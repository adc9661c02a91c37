using System.Buffers;
using Postern.Analysis.Findings;
using Postern.Analysis.Rate;

namespace Postern.Analysis.Changes;

/// <summary>When the rate of a series changed beyond its own habit (METHODS §5).</summary>
/// <remarks>
/// Bayesian Blocks (PELT on counts for large series) propose borders; every stretch between two of them is tested against the
/// rest by the variation of the record itself, never against Poisson; the likeliest that stands splits the series, and the
/// parts are searched in turn. Where the rest has several levels, its variation hides them: each long stretch is compared
/// with the one before it too, where nothing stands against the rest, or far less clearly. Looked at is the
/// time between first and last contact: how long nothing came before is in the pair's <c>from</c>, what comes after is the
/// question of its end.
/// </remarks>
public static class ChangeAnalysis
{
    /// <summary>Chance, number of windows tried included, at or below which a change is listed.</summary>
    public const double Level = .05;

    /// <summary>No window is resolved below this share of a series.</summary>
    public const double Finest = 1 / 512.0;

    const int Fewest = 12;

    // Taken before a step that stands against all the rest: one beside which the other's chance is above its fourth root.
    const double Clearer = 4;

    /// <summary>The changes of a series in time order; null when it is too short to have a habit.</summary>
    /// <param name="times">Contacts in time order, nanoseconds.</param>
    /// <param name="watch">When the observer was listening: holes are cut out of time.</param>
    /// <param name="shortest">Shortest stretch that can be a change of its own, as a share of the time from first to last contact; not below <see cref="Finest"/>.</param>
    public static IReadOnlyList<ChangeFindings>? Of(ReadOnlySpan<long> times, Watch watch, double shortest = Finest) => Of(times, watch, screened: true, shortest);

    /// <summary>The same, with or without the cheap look that spares most series the search.</summary>
    internal static IReadOnlyList<ChangeFindings>? Of(ReadOnlySpan<long> times, Watch watch, bool screened, double shortest = Finest)
    {
        if (times.Length < Fewest)
            return null;
        var contacts = ArrayPool<double>.Shared.Rent(times.Length);
        try
        {
            var count = CoveredTime.Fill(times, watch.Coverage, contacts);
            if (count < Fewest || !(contacts[count - 1] - contacts[0] >= 100 * watch.ResolutionSeconds))
                return null;
            var series = new ChangeSeries(times, contacts.AsSpan(0, count), watch, shortest);
            return Search(series, screened);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(contacts);
        }
    }

    static List<ChangeFindings> Search(ChangeSeries series, bool screened)
    {
        var borders = Segmentation.Borders(series.Contacts, series.Length, screened);
        if (borders.Count == 0)
            return [];
        List<RateChange> found = [];
        Split(series, borders, 0, series.Length, found);
        List<ChangeFindings> findings = [];
        foreach (var change in Joined(series, found))
            findings.Add(ChangeText.Describe(change, series));
        return findings;
    }

    /// <summary>The changes in time order; of those that follow one another and go the same way, what is too short to be resolved is no change of
    /// its own: a burst is told once, however uneven it is.</summary>
    static List<RateChange> Joined(ChangeSeries series, List<RateChange> found)
    {
        RateChange[] changes = [.. found.OrderBy(change => change.From)];
        List<RateChange> joined = [];
        for (int first = 0, end; first < changes.Length; first = end)
        {
            for (end = first + 1; end < changes.Length && Belongs(series, changes[end - 1], changes[end]);)
                end++;
            var run = changes[first..end];
            if (run.Length > 1 && Whole(series, run) is { } whole)
                joined.Add(whole);
            else
                joined.AddRange(run);
        }
        return joined;
    }

    static bool Belongs(ChangeSeries series, RateChange one, RateChange next)
    {
        var (width, nextWidth) = (one.Until - one.From, next.Until - next.From);
        // A step that lasts no longer than to the other is its beginning, or its end.
        var level = WindowTest.LeastLevel(series);
        return one.Rises(series) == next.Rises(series) && next.From - one.Until <= series.Shortest && Math.Min(width, nextWidth) < series.Shortest
            && !(one.IsStep && width >= level) && !(next.IsStep && nextWidth >= level);
    }

    /// <summary>The change that a run of them makes; null when it does not stand by itself.</summary>
    static RateChange? Whole(ChangeSeries series, RateChange[] run) =>
        WindowTest.Of(series, run[0].From, run.Max(c => c.Until), run.Min(c => c.NodeFrom), run.Max(c => c.NodeUntil)) is { } whole
        && whole.LogP <= Math.Log(Level) ? whole : null;

    static void Split(ChangeSeries series, List<double> borders, double from, double until, List<RateChange> found)
    {
        if (series.Count(from, until) < Fewest || until - from < HabitTest.Fewest * series.Shortest)
            return;
        List<double> edges = [from, .. borders.Where(border => border > from && border < until), until];
        var ofAll = AgainstRest(series, edges);
        // Where the rest is of one level it tells more than a neighbour; where it is not, far less. A stretch that passes comes first:
        // joined to a neighbour it would make a step.
        if (AgainstNeighbours(series, edges) is { } step && !(ofAll is { } first && (!first.IsStep || first.LogP * Clearer <= step.LogP)))
        {
            found.Add(step);
            Split(series, borders, from, step.From, found);
            Split(series, borders, step.From, until, found); // the next level is still to be compared with this one
        }
        else if (ofAll is { } stands)
        {
            found.Add(stands);
            Split(series, borders, from, stands.From, found);
            Split(series, borders, stands.From, stands.Until, found);
            Split(series, borders, stands.Until, until, found);
        }
    }

    /// <summary>The likeliest stretch that differs from all the rest; null when none stands.</summary>
    static RateChange? AgainstRest(ChangeSeries series, List<double> edges)
    {
        RateChange? best = null;
        for (var i = 0; i < edges.Count - 1; i++)
        {
            for (var j = i + 1; j < edges.Count; j++)
            {
                if (i == 0 && (j == edges.Count - 1))
                    continue;
                Likelier(ref best, WindowTest.Of(series, edges[i], edges[j], edges[0], edges[^1]));
            }
        }
        return best;
    }

    /// <summary>The likeliest long stretch that differs from the one before it; null when none stands.</summary>
    static RateChange? AgainstNeighbours(ChangeSeries series, List<double> edges)
    {
        RateChange? best = null;
        edges = Segmentation.Long(series.Contacts, edges, WindowTest.LeastLevel(series));
        for (var i = 2; i < edges.Count && edges.Count > 3; i++)
            Likelier(ref best, WindowTest.OfNeighbours(series, edges[i - 2], edges[i - 1], edges[i]));
        return best;
    }

    static void Likelier(ref RateChange? best, RateChange? change)
    {
        if (change is { } one && one.LogP <= Math.Log(Level) && !(one.LogP >= best?.LogP))
            best = one;
    }
}
