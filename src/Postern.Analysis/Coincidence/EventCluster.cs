using Postern.Analysis.Rate;
using Postern.Analysis.Rhythm;
using Postern.Contacts;

namespace Postern.Analysis.Coincidence;

/// <summary>Events that move together, with the windows that each place gives them.</summary>
sealed class EventCluster
{
    const int Days = 28;
    const double Watched = .9;

    readonly DayClasses classes;
    readonly TimeSpanNs[][] moved; // by place, the events themselves
    readonly TimeSpanNs[][] during; // by place, disjoint
    readonly TimeSpanNs[][] around;

    EventCluster(DatedEvent[] events, DayClasses classes, int unmoved, TimeSpanNs[][] moved, TimeSpanNs[][] during, TimeSpanNs[][] around) =>
        (Events, this.classes, Unmoved, this.moved, this.during, this.around) = (events, classes, unmoved, moved, during, around);

    /// <summary>The events, in time order.</summary>
    public DatedEvent[] Events { get; }

    /// <summary>Number of places: allowed shifts, the one by no day among them.</summary>
    public int Places => moved.Length;

    /// <summary>Index of the place by no day.</summary>
    public int Unmoved { get; }

    /// <summary>Prepares all places.</summary>
    /// <param name="events">In time order.</param>
    /// <param name="clock">On which days are counted.</param>
    /// <param name="classes">Which days compare with which.</param>
    /// <param name="coverage">When the observer was listening.</param>
    public static EventCluster Of(IReadOnlyList<DatedEvent> events, ZoneClock clock, DayClasses classes, Coverage coverage)
    {
        DatedEvent[] members = [.. events];
        // Windows that reach beyond what was watched take no part: they would be counted short.
        bool[] wide = [.. members.Select(e => IsWatched(e.Of(EventWindow.Around), coverage))];
        List<TimeSpanNs[]> moved = [.. Standing(-Days, -1)];
        var unmoved = moved.Count;
        moved.Add([.. members.Select(e => new TimeSpanNs(e.From, e.To))]);
        moved.AddRange(Standing(1, Days));
        return new EventCluster(
            members, classes, unmoved, [.. moved],
            [.. moved.Select(place => Disjoint([.. place.Select(e => e.Of(EventWindow.During))]))],
            [.. moved.Select(place => Disjoint([.. place.Where((_, m) => wide[m]).Select(e => e.Of(EventWindow.Around))]))]);

        IEnumerable<TimeSpanNs[]> Standing(int first, int last) =>
            Enumerable.Range(first, last - first + 1).Select(days => Placed(members, wide, days, clock, classes, coverage)).OfType<TimeSpanNs[]>();
    }

    /// <summary>An event on another day at the same local time, start and end (ns).</summary>
    public static TimeSpanNs Moved(DatedEvent e, int days, ZoneClock clock)
    {
        if (days == 0)
            return new(e.From, e.To);
        var from = clock.ToUtc(clock.ToLocal(e.From) + days * UnixTime.Day);
        return new(from, e.IsInstant ? from : clock.ToUtc(clock.ToLocal(e.To) + days * UnixTime.Day));
    }

    /// <summary>Whether at least nine tenths of a window inside the record were watched.</summary>
    public static bool IsWatched(TimeSpanNs window, Coverage coverage) =>
        window.From >= coverage.From && window.To <= coverage.To && coverage.SecondsBetween(window.From, window.To) >= Watched * window.Seconds;

    /// <summary>Whether the events may stand so many days later: each keeps its class of days and is watched.</summary>
    public bool MayStand(int days, ZoneClock clock, Coverage coverage) => Placed(Events, new bool[Events.Length], days, clock, classes, coverage) is not null;

    /// <summary>The windows at a place, disjoint.</summary>
    public TimeSpanNs[] Windows(EventWindow window, int place) => (window == EventWindow.During ? during : around)[place];

    /// <summary>Contacts in the windows at a place.</summary>
    public int Count(ReadOnlySpan<long> times, EventWindow window, int place)
    {
        var count = 0;
        foreach (var span in Windows(window, place))
            count += times.CountIn(span.From, span.To);
        return count;
    }

    /// <summary>The same at all places.</summary>
    public int[] Counts(ReadOnlySpan<long> times, EventWindow window)
    {
        var counts = new int[Places];
        for (var place = 0; place < counts.Length; place++)
            counts[place] = Count(times, window, place);
        return counts;
    }

    /// <summary>Contacts during one of the events at all places.</summary>
    public int[] CountsOf(long[] times, int member) => [.. moved.Select(place => Count(times, place[member].Of(EventWindow.During)))];

    /// <summary>Events at each place whose own window holds at least one of the instants.</summary>
    public int[] Holding(long[] instants, EventWindow window) => [.. moved.Select(place => place.Count(e => Count(instants, e.Of(window)) > 0))];

    static int Count(ReadOnlySpan<long> times, TimeSpanNs window) => times.CountIn(window.From, window.To);

    /// <summary>The events so many days later; null where they may not stand.</summary>
    static TimeSpanNs[]? Placed(DatedEvent[] members, bool[] wide, int days, ZoneClock clock, DayClasses classes, Coverage coverage)
    {
        var place = new TimeSpanNs[members.Length];
        for (var i = 0; i < members.Length; i++)
        {
            var day = LocalDays.Day(clock.ToLocal(members[i].From));
            if (classes.Of(day + days) != classes.Of(day))
                return null;
            place[i] = Moved(members[i], days, clock);
            if (!IsWatched(place[i].Of(EventWindow.During), coverage) || (wide[i] && !IsWatched(place[i].Of(EventWindow.Around), coverage)))
                return null;
        }
        return place;
    }

    static TimeSpanNs[] Disjoint(TimeSpanNs[] spans) => spans.Length < 2 ? spans : [.. new Coverage(spans).Stretches];
}
