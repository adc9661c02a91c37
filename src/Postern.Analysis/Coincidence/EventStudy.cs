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
    public EventStudy(EventList list, ZoneClock clock, Coverage coverage, int decoys, ulong seed)
    {
        (List, Clock, Coverage) = (list, clock, coverage);
        Redating = Redating.Of(list.Events, clock, coverage);
        Shifted = [.. new[] { -1, 0, 1 }.Select(days => (days, days == 0 ? Redating
            : Redating.Of([.. list.Events.Select(e => Redating.Moved(e, days, clock))], clock, coverage)))];
        Without = Redating.Events.Count is < 2 or > MostLeftOut ? []
            : [.. Redating.Events.Select(left => Redating.Of([.. Redating.Events.Where(e => !ReferenceEquals(e, left))], clock, coverage))];
        var random = new SplitMix64(seed);
        Decoys = [.. Enumerable.Range(0, Redating.Events.Count == 0 ? 0 : decoys).Select(_ => Redating.Of(Redating.Decoy(clock, coverage, random), clock, coverage))];
        var from = Math.Min(coverage.From, list.Events.Count == 0 ? coverage.From : list.Events.Min(e => e.From));
        var to = Math.Max(coverage.To, list.Events.Count == 0 ? coverage.To : list.Events.Max(e => e.To));
        Span = new TimeSpanNs(from, to);
    }

    /// <summary>The events as given.</summary>
    public EventList List { get; }

    /// <summary>On which days are counted.</summary>
    public ZoneClock Clock { get; }

    /// <summary>When the observer was listening.</summary>
    public Coverage Coverage { get; }

    /// <summary>The watched events and their other dates.</summary>
    public Redating Redating { get; }

    /// <summary>The list moved by a day either way, and as it is: what a wrong time zone would do.</summary>
    public IReadOnlyList<(int Days, Redating Redating)> Shifted { get; }

    /// <summary>The list without each of its events; empty for long lists.</summary>
    public IReadOnlyList<Redating> Without { get; }

    /// <summary>Lists of the same shape at random dates.</summary>
    public IReadOnlyList<Redating> Decoys { get; }

    /// <summary>From the start of the record or the first event to the end of the record or the last: where an end could have lain.</summary>
    public TimeSpanNs Span { get; }

    /// <summary>p of a target for the correction over targets: both windows and both directions counted by Bonferroni's rule. Cheap.</summary>
    public double Screen(ReadOnlySpan<long> times, ulong seed)
    {
        var random = new SplitMix64(seed);
        return Math.Min(1, 2 * Math.Min(Redating.Test(times, EventWindow.During, random).TwoSided, Redating.Test(times, EventWindow.Around, random).TwoSided));
    }
}
