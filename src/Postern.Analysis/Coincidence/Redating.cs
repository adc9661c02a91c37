using Postern.Analysis.Numerics;
using Postern.Analysis.Rhythm;
using Postern.Contacts;

namespace Postern.Analysis.Coincidence;

/// <summary>The other dates that a list of events could have had (tied re-dating, METHODS §8): the traffic stays as it is and needs no model.</summary>
/// <remarks>
/// Events at most three days apart form a cluster and move together. A cluster moves by whole local days within four weeks,
/// the time of day kept, to where each of its events keeps its class of days (Monday to Friday, Saturday and Sunday, holidays) and lies in watched time.
/// Made once for a list; safe on any thread.
/// </remarks>
sealed class Redating
{
    const long Tied = 3 * UnixTime.Day;

    readonly EventCluster[] clusters;

    Redating(IReadOnlyList<DatedEvent> events, EventCluster[] clusters, int unwatched) =>
        (Events, this.clusters, Unwatched) = (events, clusters, unwatched);

    /// <summary>The events that take part, in time order.</summary>
    public IReadOnlyList<DatedEvent> Events { get; }

    /// <summary>Events left out because less than nine tenths of their window was watched.</summary>
    public int Unwatched { get; }

    /// <summary>Clusters that move independently.</summary>
    public int Clusters => clusters.Length;

    /// <summary>Number of lists that re-dating can make; a chance cannot be smaller than one in so many.</summary>
    public double Placements => clusters.Aggregate(1.0, (product, cluster) => product * cluster.Places);

    /// <summary>Prepares a list.</summary>
    /// <param name="events">In time order.</param>
    /// <param name="clock">On which days are counted.</param>
    /// <param name="coverage">When the observer was listening.</param>
    /// <param name="classes">Which days compare with which; null: no holidays are known.</param>
    public static Redating Of(IReadOnlyList<DatedEvent> events, ZoneClock clock, Coverage coverage, DayClasses? classes = null)
    {
        classes ??= new DayClasses(clock);
        List<DatedEvent> taking = [.. events.Where(e => EventCluster.IsWatched(e.Of(EventWindow.During), coverage))];
        List<EventCluster> clusters = [];
        for (var first = 0; first < taking.Count;)
        {
            var (end, until) = (first + 1, taking[first].Of(EventWindow.During).To);
            while (end < taking.Count && taking[end].From - until <= Tied)
                until = Math.Max(until, taking[end++].Of(EventWindow.During).To);
            clusters.Add(EventCluster.Of(taking[first..end], clock, classes, coverage));
            first = end;
        }
        return new Redating(taking, [.. clusters], events.Count - taking.Count);
    }

    /// <summary>Contacts in the windows of the list as it is.</summary>
    public long Observed(ReadOnlySpan<long> times, EventWindow window)
    {
        var sum = 0L;
        foreach (var cluster in clusters)
            sum += cluster.Count(times, window, cluster.Unmoved);
        return sum;
    }

    /// <summary>Watched seconds of the windows of the list as it is.</summary>
    public double Seconds(Coverage coverage, EventWindow window) =>
        clusters.Sum(cluster => cluster.Windows(window, cluster.Unmoved).Sum(w => coverage.SecondsBetween(w.From, w.To)));

    /// <summary>The windows of the list as it is, disjoint.</summary>
    public IEnumerable<TimeSpanNs> Windows(EventWindow window) => clusters.SelectMany(cluster => cluster.Windows(window, cluster.Unmoved));

    /// <summary>How often re-dated lists hold as many contacts.</summary>
    /// <param name="times">Ascending, nanoseconds.</param>
    /// <param name="window">Which windows.</param>
    /// <param name="random">Draws where the exact law is too wide.</param>
    public RedatedCount Test(ReadOnlySpan<long> times, EventWindow window, SplitMix64 random)
    {
        var lists = new int[clusters.Length][];
        for (var i = 0; i < lists.Length; i++)
            lists[i] = clusters[i].Counts(times, window);
        var observed = clusters.Select((cluster, i) => (long)lists[i][cluster.Unmoved]).Sum();
        var expected = lists.Sum(list => list.Average());
        var chances = SumChances.Of(lists, observed, random);
        return new(observed, expected, chances.AtLeast, chances.AtMost, chances.Floor);
    }

    /// <summary>Each event by itself: contacts as they are, then at each place of its cluster.</summary>
    public IReadOnlyList<(int Observed, int[] Moved)> EachEvent(long[] times) =>
    [
        .. clusters.SelectMany(cluster => Enumerable.Range(0, cluster.Events.Length).Select(member =>
        {
            var moved = cluster.CountsOf(times, member);
            return (moved[cluster.Unmoved], moved);
        })),
    ];

    /// <summary>Whether any of some instants lies in the window of each event, as it is and moved: how many events hold one.</summary>
    public RedatedCount Holding(long[] instants, EventWindow window)
    {
        int[][] lists = [.. clusters.Select(cluster => cluster.Holding(instants, window))];
        var observed = clusters.Select((cluster, i) => (long)lists[i][cluster.Unmoved]).Sum();
        var law = SumDistribution.Of(lists)!;
        return new(observed, lists.Sum(list => list.Average()), law.AtLeast(observed), law.AtMost(observed), 1 / Placements);
    }

    /// <summary>The sums of several windows and the counts of each event over common draws, the list as it is first.</summary>
    /// <param name="times">Ascending, nanoseconds.</param>
    /// <param name="draws">Re-dated lists.</param>
    /// <param name="random">Draws them.</param>
    /// <returns>A row a window, then a row an event; a column a list.</returns>
    public (long[] During, long[] Around, long[][] Events) Common(long[] times, int draws, SplitMix64 random)
    {
        var (during, around, each) = (new long[draws + 1], new long[draws + 1], new long[Events.Count][]);
        var at = 0;
        foreach (var cluster in clusters)
        {
            int[] placed = [cluster.Unmoved, .. Enumerable.Range(0, draws).Select(_ => random.Next(cluster.Places))];
            var (own, wide) = (cluster.Counts(times, EventWindow.During), cluster.Counts(times, EventWindow.Around));
            for (var s = 0; s < placed.Length; s++)
                (during[s], around[s]) = (during[s] + own[placed[s]], around[s] + wide[placed[s]]);
            for (var member = 0; member < cluster.Events.Length; member++)
            {
                var counts = cluster.CountsOf(times, member);
                each[at++] = [.. placed.Select(p => (long)counts[p])];
            }
        }
        return (during, around, each);
    }

    /// <summary>A list of the same shape at random dates of the whole window: what somebody who knows nothing would have written.</summary>
    public IReadOnlyList<DatedEvent> Decoy(ZoneClock clock, Coverage coverage, SplitMix64 random)
    {
        const int Tries = 200;
        List<DatedEvent> decoy = [];
        var length = (int)((coverage.To - coverage.From) / UnixTime.Day) + 1;
        foreach (var cluster in clusters)
        {
            var moved = cluster.Events;
            for (var tried = 0; tried < Tries; tried++)
            {
                var days = random.Next(2 * length) - length;
                if (!cluster.MayStand(days, clock, coverage))
                    continue;
                moved = [.. cluster.Events.Select(e => Moved(e, days, clock))];
                break;
            }
            decoy.AddRange(moved);
        }
        return [.. decoy.OrderBy(e => e.From)];
    }

    /// <summary>An event on another day at the same local time.</summary>
    public static DatedEvent Moved(DatedEvent e, int days, ZoneClock clock)
    {
        var moved = EventCluster.Moved(e, days, clock);
        return e with { From = moved.From, To = moved.To };
    }
}
