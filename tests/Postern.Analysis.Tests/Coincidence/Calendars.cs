using Postern.Analysis.Coincidence;
using Postern.Analysis.Rhythm;
using Postern.Contacts;
using Postern.Simulation;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Coincidence;

/// <summary>Half a year of innocent traffic and lists of a dozen dates, as METHODS §8 simulates them.</summary>
static class Calendars
{
    public const int Days = 182, Events = 12;
    public const long From = SimulatedSeries.Monday;
    public static readonly Coverage Whole = Coverage.Whole(From, From + Days * UnixTime.Day);
    public static readonly ZoneClock Utc = ZoneClock.Of(TimeZoneInfo.Utc, From, From + Days * UnixTime.Day);

    /// <summary>Of traffic without a rhythm in the half-year.</summary>
    public static readonly RhythmTests NoRhythm = new(0, 0, Days, Days / 7);

    /// <summary>A dozen dates anywhere, always the same.</summary>
    public static List<DatedEvent> Dozen => Anywhere(new TrafficRandom(4));

    /// <summary>Whole days of the window as events.</summary>
    public static List<DatedEvent> Dates(IEnumerable<int> days) =>
        [.. days.Order().Select((day, i) => new DatedEvent($"event {i + 1}", From + day * UnixTime.Day, From + (day + 1) * UnixTime.Day, i + 2))];

    public static EventStudy Study(List<DatedEvent> events, int decoys = 0, bool before = true) =>
        new(new EventList("events.csv", new string('0', 64), "csv", events, before), Utc, Whole, decoys, 1);

    /// <summary>Dates anywhere.</summary>
    public static List<DatedEvent> Anywhere(TrafficRandom random) => Drawn(random, _ => true);

    /// <summary>Dates on Mondays to Fridays.</summary>
    public static List<DatedEvent> Weekdays(TrafficRandom random) => Drawn(random, day => day % 7 < 5);

    /// <summary>Four trips of three days each.</summary>
    public static List<DatedEvent> Trips(TrafficRandom random)
    {
        HashSet<int> days = [];
        while (days.Count < Events)
        {
            var first = (int)random.Uniform(0, Days - 3);
            if (Enumerable.Range(first - 4, 11).All(day => !days.Contains(day)))
                days.UnionWith(Enumerable.Range(first, 3));
        }
        return Dates(days);
    }

    /// <summary>About two thousand contacts of a family, with the mean rate added so many times more in the second half of the events.</summary>
    public static long[] Traffic(TrafficFamily family, ulong seed, List<DatedEvent>? boosted = null, int times = 0)
    {
        const int Contacts = 2_000;
        var series = BackgroundTraffic.Simulate(family, seed, Contacts, Days * 86_400.0);
        if (boosted is null)
            return series.Times;
        var random = new TrafficRandom(~seed);
        var more = boosted.Where((_, i) => i % 2 == 0).SelectMany(e => Enumerable.Range(0, random.Poisson(times * Contacts / (double)Days))
            .Select(_ => e.From + (long)(random.Uniform() * (e.To - e.From))));
        return [.. series.Times.Concat(more).Order()];
    }

    /// <summary>Traffic whose rate over the window is a given curve of the share that has passed.</summary>
    public static long[] Curve(ulong seed, Func<double, double> rate)
    {
        var random = new TrafficRandom(seed);
        List<long> times = [];
        while (times.Count < 2_000)
        {
            var share = random.Uniform();
            if (random.Uniform() < rate(share))
                times.Add(From + (long)(share * Days * UnixTime.Day));
        }
        return [.. times.Order()];
    }

    static List<DatedEvent> Drawn(TrafficRandom random, Func<int, bool> may)
    {
        HashSet<int> days = [];
        while (days.Count < Events)
        {
            var day = (int)random.Uniform(0, Days);
            if (may(day))
                days.Add(day);
        }
        return Dates(days);
    }
}
