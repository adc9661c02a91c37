using Postern.Simulation;

namespace Postern.Bench.Records;

/// <summary>Offsets (microseconds from the start of the record) of one pair's contacts, by its habit.</summary>
sealed class ContactTimes
{
    static readonly double[] lifetimes = [60, 300, 3_600];
    static readonly double[] periods = [60, 300, 600, 900, 1_800, 3_600];

    readonly TrafficRandom random;
    readonly double seconds;
    readonly double[] busyBefore; // share of a record's contacts before step i

    public ContactTimes(TrafficRandom random, double seconds)
    {
        this.random = random;
        this.seconds = seconds;
        busyBefore = new double[(int)Math.Ceiling(seconds / 600) + 1];
        for (var i = 1; i < busyBefore.Length; i++)
        {
            var day = i * 600.0 / 86_400;
            busyBefore[i] = busyBefore[i - 1] + (1.2 - Math.Cos(Math.Tau * day)) * (day % 7 < 5 ? 1 : .4);
        }
    }

    /// <summary>Fills <paramref name="offsets"/>, in no order.</summary>
    public void Fill(Habit habit, Span<long> offsets)
    {
        switch (habit)
        {
            case Habit.ByDay:
                foreach (ref var offset in offsets)
                    offset = Micros(ByDay());
                break;
            case Habit.Sessions:
                Sessions(offsets);
                break;
            case Habit.Steady:
                foreach (ref var offset in offsets)
                    offset = Micros(random.Uniform(0, seconds));
                break;
            case Habit.Cached:
                var spare = Math.Max(1, seconds / offsets.Length);
                var lifetime = Fitting(lifetimes, .9 * spare);
                Chain(offsets, () => lifetime + random.Exponential(Math.Min(lifetime, spare - lifetime)));
                break;
            case Habit.Schedule:
                Schedule(offsets);
                break;
            default:
                var period = Fitting(periods, .95 * seconds / offsets.Length);
                Chain(offsets, () => period * random.Uniform(.9, 1.1));
                break;
        }
    }

    double ByDay()
    {
        var step = Array.BinarySearch(busyBefore, random.Uniform() * busyBefore[^1]);
        step = Math.Clamp(step < 0 ? ~step - 1 : step, 0, busyBefore.Length - 2);
        return (step + random.Uniform()) * 600;
    }

    void Sessions(Span<long> offsets)
    {
        var made = 0;
        while (made < offsets.Length)
        {
            var time = ByDay();
            for (var left = random.Geometric(4); left > 0 && made < offsets.Length; left--, time += random.Exponential(8))
                offsets[made++] = Micros(time);
        }
    }

    void Schedule(Span<long> offsets)
    {
        var period = Fitting(periods, .85 * seconds / offsets.Length);
        var beat = random.Uniform(0, period);
        foreach (ref var offset in offsets)
        {
            offset = Micros(beat + period * random.Uniform(0, .05));
            beat += random.Uniform() < .1 ? 2 * period : period;
        }
    }

    void Chain(Span<long> offsets, Func<double> gap)
    {
        var time = random.Uniform(0, .05 * seconds);
        foreach (ref var offset in offsets)
        {
            offset = Micros(time);
            time += gap();
        }
    }

    /// <summary>The largest of the usual values that leaves room for all contacts, or what room there is.</summary>
    static double Fitting(double[] usual, double room) => usual.LastOrDefault(value => value <= room, room);

    // A train or a chain may run past the end of the record: it comes in again at the start.
    long Micros(double time) => (long)(time % seconds * 1e6);
}
