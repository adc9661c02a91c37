using Postern.Analysis.Numerics;
using Postern.Analysis.Rhythm;
using Postern.Contacts;

namespace Postern.Analysis.Coincidence;

/// <summary>A list of events prepared for all targets that one observer saw: the list, its re-datings, and the lists it is compared with.</summary>
sealed class EventStudy
{
    /// <summary>Longest list of which every event is left out in turn.</summary>
    public const int MostLeftOut = 100;

    /// <summary>Prepares a list.</summary>
    /// <param name="list">The events.</param>
    /// <param name="clock">On which days are counted.</param>
    /// <param name="coverage">When the observer was listening.</param>
    /// <param name="decoys">Lists at random dates to compare with.</param>
    /// <param name="seed">Seed of their dates.</param>
    /// <param name="holidays">Days that compare with one another only; null where none were given.</param>
    public EventStudy(EventList list, ZoneClock clock, Coverage coverage, int decoys, ulong seed, EventList? holidays = null)
    {
        (List, Clock, Coverage) = (list, clock, coverage);
        Classes = new DayClasses(clock, holidays?.Events);
        Redating = Redating.Of(list.Events, clock, coverage, Classes);
        Shifted = [.. new[] { -1, 0, 1 }.Select(days => (days, days == 0 ? Redating
            : Redating.Of([.. list.Events.Select(e => Redating.Moved(e, days, clock))], clock, coverage, Classes)))];
        Without = Redating.Events.Count is < 2 or > MostLeftOut ? []
            : [.. Redating.Events.Select(left => Redating.Of([.. Redating.Events.Where(e => !ReferenceEquals(e, left))], clock, coverage, Classes))];
        var random = new SplitMix64(seed);
        Decoys = [.. Enumerable.Range(0, Redating.Events.Count == 0 ? 0 : decoys).Select(_ => Redating.Decoy(clock, coverage, random))];
        Neighbours = Beside(list.Events, coverage);
    }

    /// <summary>The events as given.</summary>
    public EventList List { get; }

    /// <summary>On which days are counted.</summary>
    public ZoneClock Clock { get; }

    /// <summary>Which days compare with which.</summary>
    public DayClasses Classes { get; }

    /// <summary>When the observer was listening.</summary>
    public Coverage Coverage { get; }

    /// <summary>The watched events and their other dates.</summary>
    public Redating Redating { get; }

    /// <summary>The list moved by a day either way, and as it is: what a wrong time zone would do.</summary>
    public IReadOnlyList<(int Days, Redating Redating)> Shifted { get; }

    /// <summary>The list without each of its events; empty for long lists.</summary>
    public IReadOnlyList<Redating> Without { get; }

    /// <summary>Lists of the same shape at random dates, as dates: what re-dating them takes is made when it is needed and let go.</summary>
    public IReadOnlyList<IReadOnlyList<DatedEvent>> Decoys { get; }

    /// <summary>The events of the record, the last one before it and the first one after it, in time order.</summary>
    /// <remarks>No other is nearest to an instant of the record, or as near as the nearest: those farther away change nothing.</remarks>
    public IReadOnlyList<DatedEvent> Neighbours { get; }

    /// <summary>The contacts in watched time: what happened in a hole is in no count, no more than the hole is in the time that is divided by.</summary>
    /// <param name="times">Nanoseconds, ascending.</param>
    public long[] Watched(long[] times) => Array.FindAll(times, Coverage.Contains);

    /// <summary>p of a target for the correction over targets: both windows and both directions counted by Bonferroni's rule. Cheap.</summary>
    /// <returns>Null when too little was watched.</returns>
    public double? Screen(long[] times, ulong seed)
    {
        var watched = Watched(times);
        if (watched.Length < CoincidenceAnalysis.FewestContacts || Redating.Events.Count == 0)
            return null;
        var random = new SplitMix64(seed);
        return Math.Min(1, 2 * Math.Min(Redating.Test(watched, EventWindow.During, random).TwoSided, Redating.Test(watched, EventWindow.Around, random).TwoSided));
    }

    static List<DatedEvent> Beside(IReadOnlyList<DatedEvent> events, Coverage coverage)
    {
        List<DatedEvent> beside = [.. events.Where(e => e.To >= coverage.From && e.From <= coverage.To)];
        if (events.Where(e => e.To < coverage.From).MaxBy(e => e.To) is { } before)
            beside.Insert(0, before);
        if (events.Where(e => e.From > coverage.To).MinBy(e => e.From) is { } after)
            beside.Add(after);
        return beside;
    }
}
