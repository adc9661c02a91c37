using Postern.Analysis.Numerics;
using Postern.Analysis.Rate;
using Postern.Analysis.Rhythm;
using Postern.Contacts;

namespace Postern.Analysis.Coincidence;

/// <summary>The other dates that a list of events could have had (tied re-dating, METHODS §8): the traffic stays as it is and needs no model.</summary>
/// <remarks>
/// Events at most three days apart form a cluster and move together. A cluster moves by whole local days within four weeks,
/// the time of day kept, to where each of its events keeps its weekday class (Monday to Friday, Saturday and Sunday) and lies in watched time.
/// Made once for a list; safe on any thread.
/// </remarks>
sealed class Redating
{
    const long Tied = 3 * UnixTime.Day;
    const int Days = 28;
    const double Watched = .9;
    const int Draws = 9_999;

    readonly Cluster[] clusters;

    Redating(IReadOnlyList<DatedEvent> events, Cluster[] clusters, int unwatched) =>
        (Events, this.clusters, Unwatched) = (events, clusters, unwatched);

    /// <summary>The events that take part, in time order.</summary>
    public IReadOnlyList<DatedEvent> Events { get; }

    /// <summary>Events left out because less than nine tenths of their window was watched.</summary>
    public int Unwatched { get; }

    /// <summary>Clusters that move independently.</summary>
    public int Clusters => clusters.Length;

    /// <summary>Number of lists that re-dating can make; a chance cannot be smaller than one in so many.</summary>
    public double Placements => clusters.Aggregate(1.0, (product, cluster) => product * cluster.Shifts.Length);

    /// <summary>Prepares a list.</summary>
    /// <param name="events">In time order.</param>
    /// <param name="clock">On which days are counted.</param>
    /// <param name="coverage">When the observer was listening.</param>
    public static Redating Of(IReadOnlyList<DatedEvent> events, ZoneClock clock, Coverage coverage)
    {
        List<DatedEvent> taking = [.. events.Where(e => IsWatched(e.Of(EventWindow.During), coverage))];
        List<Cluster> clusters = [];
        for (var first = 0; first < taking.Count;)
        {
            var (end, until) = (first + 1, taking[first].Of(EventWindow.During).To);
            while (end < taking.Count && taking[end].From - until <= Tied)
                until = Math.Max(until, taking[end++].Of(EventWindow.During).To);
            clusters.Add(Cluster.Of(taking, first, end, clock, coverage));
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
        if (SumDistribution.Of(lists) is { } law)
            return new(observed, expected, law.AtLeast(observed), law.AtMost(observed));
        var (more, fewer) = (1, 1);
        for (var draw = 0; draw < Draws; draw++)
        {
            var sum = 0L;
            foreach (var list in lists)
                sum += list[random.Next(list.Length)];
            more += sum >= observed ? 1 : 0;
            fewer += sum <= observed ? 1 : 0;
        }
        return new(observed, expected, more / (Draws + 1.0), fewer / (Draws + 1.0));
    }

    /// <summary>Each event by itself: contacts as they are, then at each place of its cluster.</summary>
    public IReadOnlyList<(int Observed, int[] Moved)> EachEvent(long[] times) =>
    [
        .. clusters.SelectMany(cluster => Enumerable.Range(0, cluster.Members).Select(member =>
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
        return new(observed, lists.Sum(list => list.Average()), law.AtLeast(observed), law.AtMost(observed));
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
            int[] placed = [cluster.Unmoved, .. Enumerable.Range(0, draws).Select(_ => random.Next(cluster.Shifts.Length))];
            var (own, wide) = (cluster.Counts(times, EventWindow.During), cluster.Counts(times, EventWindow.Around));
            for (var s = 0; s < placed.Length; s++)
                (during[s], around[s]) = (during[s] + own[placed[s]], around[s] + wide[placed[s]]);
            for (var member = 0; member < cluster.Members; member++)
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
    public static DatedEvent Moved(DatedEvent e, int days, ZoneClock clock) => days == 0 ? e : e with
    {
        From = clock.ToUtc(clock.ToLocal(e.From) + days * UnixTime.Day),
        To = e.IsInstant ? clock.ToUtc(clock.ToLocal(e.From) + days * UnixTime.Day) : clock.ToUtc(clock.ToLocal(e.To) + days * UnixTime.Day),
    };

    static bool IsWatched(TimeSpanNs window, Coverage coverage) =>
        window.From >= coverage.From && window.To <= coverage.To && coverage.SecondsBetween(window.From, window.To) >= Watched * window.Seconds;

    /// <summary>Events that move together, with the windows that each place gives them.</summary>
    sealed class Cluster
    {
        readonly TimeSpanNs[][] during; // by place, disjoint
        readonly TimeSpanNs[][] around;
        readonly TimeSpanNs[][] own; // by place, of each event

        Cluster(DatedEvent[] events, int[] shifts, TimeSpanNs[][] during, TimeSpanNs[][] around, TimeSpanNs[][] own)
        {
            (Events, Shifts, this.during, this.around, this.own) = (events, shifts, during, around, own);
            Unmoved = Array.IndexOf(shifts, 0);
        }

        public DatedEvent[] Events { get; }

        public int Members => Events.Length;

        /// <summary>Allowed shifts, days.</summary>
        public int[] Shifts { get; }

        /// <summary>Index of the shift by no day.</summary>
        public int Unmoved { get; }

        public static Cluster Of(List<DatedEvent> events, int first, int end, ZoneClock clock, Coverage coverage)
        {
            DatedEvent[] members = [.. events[first..end]];
            // Windows that reach beyond what was watched take no part: they would be counted short.
            bool[] wide = [.. members.Select(e => IsWatched(e.Of(EventWindow.Around), coverage))];
            int[] shifts = [.. Enumerable.Range(-Days, 2 * Days + 1).Where(days => days == 0 || Stands(members, wide, days, clock, coverage))];
            var (during, around, own) = (new TimeSpanNs[shifts.Length][], new TimeSpanNs[shifts.Length][], new TimeSpanNs[shifts.Length][]);
            for (var i = 0; i < shifts.Length; i++)
            {
                DatedEvent[] moved = [.. members.Select(e => Moved(e, shifts[i], clock))];
                own[i] = [.. moved.Select(e => e.Of(EventWindow.During))];
                during[i] = Disjoint(own[i]);
                around[i] = Disjoint([.. moved.Where((_, m) => wide[m]).Select(e => e.Of(EventWindow.Around))]);
            }
            return new Cluster(members, shifts, during, around, own);
        }

        static TimeSpanNs[] Disjoint(TimeSpanNs[] spans) => spans.Length < 2 ? spans : [.. new Coverage(spans).Stretches];

        public bool MayStand(int days, ZoneClock clock, Coverage coverage) => Stands(Events, new bool[Events.Length], days, clock, coverage);

        static bool Stands(DatedEvent[] members, bool[] wide, int days, ZoneClock clock, Coverage coverage)
        {
            for (var i = 0; i < members.Length; i++)
            {
                var moved = Moved(members[i], days, clock);
                if (LocalDays.IsWeekend(LocalDays.Day(clock.ToLocal(moved.From))) != LocalDays.IsWeekend(LocalDays.Day(clock.ToLocal(members[i].From)))
                    || !IsWatched(moved.Of(EventWindow.During), coverage) || (wide[i] && !IsWatched(moved.Of(EventWindow.Around), coverage)))
                    return false;
            }
            return true;
        }

        public TimeSpanNs[] Windows(EventWindow window, int place) => (window == EventWindow.During ? during : around)[place];

        public int Count(ReadOnlySpan<long> times, EventWindow window, int place)
        {
            var count = 0;
            foreach (var span in Windows(window, place))
                count += times.CountIn(span.From, span.To);
            return count;
        }

        public int[] Counts(ReadOnlySpan<long> times, EventWindow window)
        {
            var counts = new int[Shifts.Length];
            for (var place = 0; place < counts.Length; place++)
                counts[place] = Count(times, window, place);
            return counts;
        }

        public int[] CountsOf(long[] times, int member) => [.. own.Select(place => ((ReadOnlySpan<long>)times).CountIn(place[member].From, place[member].To))];

        /// <summary>Events at each place whose window holds at least one of the instants.</summary>
        public int[] Holding(long[] instants, EventWindow window) =>
        [
            .. own.Select(place => place.Count(span =>
            {
                var reach = window == EventWindow.During ? 0 : UnixTime.Day;
                return ((ReadOnlySpan<long>)instants).CountIn(span.From - reach, span.To + reach) > 0;
            })),
        ];
    }
}

/// <summary>Contacts in the windows of a list, and how often re-dated lists hold as many.</summary>
/// <param name="Observed">Contacts.</param>
/// <param name="Expected">Mean over the re-dated lists.</param>
/// <param name="More">Chance of at least as many.</param>
/// <param name="Fewer">Chance of at most as many.</param>
readonly record struct RedatedCount(long Observed, double Expected, double More, double Fewer)
{
    /// <summary>Chance of a number as far out, the direction not said beforehand.</summary>
    public double TwoSided => Math.Min(1, 2 * Math.Min(More, Fewer));
}
