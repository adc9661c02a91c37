using Postern.Analysis.Rate;
using Postern.Analysis.Rhythm;
using Postern.Contacts;

namespace Postern.Analysis.Changes;

/// <summary>A series between its first and last contact, on the clock of covered time, with the windows that its habit is read from.</summary>
readonly ref struct ChangeSeries
{
    const double Day = 86_400;
    const double ShortWindow = 1.5 * Day;
    const double LongSeries = 21 * Day;
    const int FewestDays = 10;

    readonly ReadOnlySpan<long> times;
    readonly Watch watch;
    readonly double first; // covered seconds of the first contact
    readonly double shortest; // share of the series

    /// <summary>The series of <paramref name="contacts"/>, covered seconds of <paramref name="times"/>; shifts them to start at 0.</summary>
    public ChangeSeries(ReadOnlySpan<long> times, Span<double> contacts, Watch watch, double shortest)
    {
        this.times = times;
        this.watch = watch;
        this.shortest = shortest;
        first = contacts[0];
        foreach (ref var time in contacts)
            time -= first;
        Contacts = contacts;
    }

    /// <summary>Covered seconds since the first contact, ascending.</summary>
    public ReadOnlySpan<double> Contacts { get; }

    /// <summary>Covered seconds from the first to the last contact.</summary>
    public double Length => Contacts[^1];

    /// <summary>Shortest window that is tested: the share of the series that was asked for, at least four ticks.</summary>
    public double Shortest => Math.Max(Length * shortest, 4 * watch.ResolutionSeconds);

    /// <summary>The instant (ns) of a covered second.</summary>
    public long Instant(double seconds) => CoveredTime.Instant(watch.Coverage, first + seconds);

    /// <summary>Contacts in [from, until); the last contact belongs to a window that ends with the series.</summary>
    public int Count(double from, double until) =>
        until >= Length ? Contacts.Length - Contacts.FirstAt(from) : Contacts.CountIn(from, until);

    /// <summary>Counts in windows like [from, until): the same hours of other days of its class (weekday or weekend) where the
    /// record is long and the window short, else neighbouring stretches of the same length; its neighbours left out.</summary>
    /// <param name="from">Start of the window.</param>
    /// <param name="until">Its end.</param>
    /// <param name="nodeFrom">Start of the part of the series that is the habit.</param>
    /// <param name="nodeUntil">End of that part.</param>
    /// <param name="counts">Room for 512 and some.</param>
    public int Habit(double from, double until, double nodeFrom, double nodeUntil, Span<int> counts)
    {
        if (until - from <= ShortWindow && nodeUntil - nodeFrom >= LongSeries)
        {
            var days = SameHours(Instant(from), until - from, Instant(nodeFrom), Instant(nodeUntil), counts);
            if (days >= FewestDays)
                return days;
        }
        var (width, count) = (until - from, 0);
        for (var end = from - width; end - width >= nodeFrom && count < counts.Length; end -= width)
            counts[count++] = Count(end - width, end);
        for (var start = until + width; start + width <= nodeUntil && count < counts.Length; start += width)
            counts[count++] = Count(start, start + width);
        return count;
    }

    int SameHours(long from, double seconds, long nodeFrom, long nodeUntil, Span<int> counts)
    {
        var width = (long)(seconds * 1e9);
        var step = seconds > Day ? 2 : 1;
        var weekend = LocalDays.IsWeekend(LocalDays.Day(from));
        var count = 0;
        for (var days = -(from - nodeFrom) / UnixTime.Day / step * step; count < counts.Length; days += step)
        {
            var start = from + days * UnixTime.Day;
            if (start + width > nodeUntil)
                break;
            if (start < nodeFrom || Math.Abs(days) * Day < 2 * seconds || LocalDays.IsWeekend(LocalDays.Day(start)) != weekend
                || watch.Coverage.SecondsBetween(start, start + width) < .9 * seconds)
                continue;
            counts[count++] = times.CountIn(start, start + width);
        }
        return count;
    }
}
