using Postern.Analysis.Coincidence;
using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Analysis.Rhythm;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>The clocks of the zones that were asked for, with what each observer watched of their hours. Made once per record.</summary>
sealed class RecordClocks
{
    readonly RecordWatch watch;
    readonly EventList? holidays;
    readonly RhythmFrame[][] frames; // by observer, then by zone

    /// <summary>The clocks over a record.</summary>
    /// <param name="watch">Who saw it, and when.</param>
    /// <param name="zones">The zones.</param>
    /// <param name="holidays">Holidays, or null.</param>
    public RecordClocks(RecordWatch watch, IReadOnlyList<TimeZoneInfo> zones, EventList? holidays = null)
    {
        (this.watch, this.holidays) = (watch, holidays);
        Clocks = [.. zones.Select(zone => ZoneClock.Of(zone, watch.Coverage.From, watch.Coverage.To))];
        frames = [.. watch.Observers.Select(observer => Clocks.Select(clock => new RhythmFrame(clock, observer.Watch.Coverage, holidays?.Events)).ToArray())];
    }

    /// <summary>The clocks, in the order of the zones.</summary>
    public IReadOnlyList<ZoneClock> Clocks { get; }

    /// <summary>The frames of the observer of a kind, a zone each.</summary>
    public IReadOnlyList<RhythmFrame> Of(ContactKind kind) => frames[watch.ObserverOf(kind)];

    /// <summary>The clocks as findings.</summary>
    public IReadOnlyList<ClockFindings> Findings() =>
    [
        .. Clocks.Select((clock, zone) => new ClockFindings(
            clock.Name,
            CoveredHours(new LocalDays(clock, watch.Coverage)),
            [.. clock.Changes.Where(c => c.At >= watch.Coverage.From && c.At < watch.Coverage.To).Select(c => new ClockSetFindings(UnixTime.Format(c.At), c.Forward / 1e9))],
            [.. watch.Observers.Select((observer, i) => new ObservedHours(observer.Contacts.Kinds, CoveredHours(frames[i][zone].Days)))])),
    ];

    /// <summary>The list of holidays as findings, its days those of the first clock; null where none was given.</summary>
    public HolidayListFindings? Holidays() =>
        holidays is null ? null : new(holidays.Path, holidays.Sha256, holidays.Format, new DayClasses(Clocks[0], holidays.Events).Holidays);

    static double[] CoveredHours(LocalDays days) => [.. days.OfWeek().Select(seconds => seconds / 3_600)];

    /// <summary>A seed for one piece of work, so that neither threads nor what is shown change a draw.</summary>
    public static ulong Seed(ulong seed, string work, int number)
    {
        var mixed = seed;
        foreach (var letter in work)
            mixed = new SplitMix64(mixed ^ letter).NextUInt64();
        return new SplitMix64(mixed ^ (ulong)number).NextUInt64();
    }
}
