using Postern.Simulation;
using Postern.Testing.Traffic;

namespace Postern.Bench.Records;

/// <summary>A DNS record with the shape of a real one: lines by the time at which a sensor would write them.</summary>
sealed class SyntheticRecord
{
    const int Dual = 1 << 30;

    readonly long[] asked; // microseconds since 1970
    readonly int[] pair;   // with Dual: the AAAA question of a client that asks both
    readonly int[] order;

    SyntheticRecord(RecordPlan plan, long[] asked, int[] pair, int[] order) =>
        (Plan, this.asked, this.pair, this.order) = (plan, asked, pair, order);

    public RecordPlan Plan { get; }

    public int Lines => order.Length;

    /// <summary>Draws a record.</summary>
    /// <param name="seed">Same arguments and seed, same record.</param>
    /// <param name="lines">Contacts.</param>
    /// <param name="pairs">Distinct pairs of client and name.</param>
    /// <param name="days">Length, from Monday 2024-01-01T00:00:00Z.</param>
    public static SyntheticRecord Make(ulong seed, int lines, int pairs, double days)
    {
        var plan = RecordPlan.Make(seed, lines, pairs);
        var random = new TrafficRandom(seed ^ 0xC0FFEE);
        var times = new ContactTimes(random, days * 86_400);
        var asked = new long[lines];
        var pair = new int[lines];
        var start = 0;
        for (var p = 0; p < pairs; p++)
        {
            var size = plan.Pairs[p].Contacts;
            var own = asked.AsSpan(start, size);
            pair.AsSpan(start, size).Fill(p);
            var both = plan.Pairs[p].Habit is Habit.ByDay or Habit.Sessions && size >= 2 && random.Uniform() < .5;
            times.Fill(plan.Pairs[p].Habit, both ? own[..(size / 2)] : own);
            if (both)
                AskBoth(random, own, pair.AsSpan(start, size));
            start += size;
        }
        var written = new long[lines];
        var order = new int[lines];
        for (var i = 0; i < lines; i++)
        {
            asked[i] += SimulatedSeries.Monday / 1_000;
            written[i] = asked[i] + Delay(asked[i], pair[i]);
            order[i] = i;
        }
        Array.Sort(written, order);
        return new SyntheticRecord(plan, asked, pair, order);
    }

    /// <summary>Contact number <paramref name="line"/> in the order of writing.</summary>
    public (long AskedMicros, long DelayMicros, int Pair, bool SecondOfTwo) this[int line]
    {
        get
        {
            var i = order[line];
            return (asked[i], Delay(asked[i], pair[i]), pair[i] & ~Dual, (pair[i] & Dual) != 0);
        }
    }

    /// <summary>The times (ns) of every pair, ascending.</summary>
    public IReadOnlyList<long[]> Series()
    {
        var series = Array.ConvertAll(Plan.Pairs, pair => new long[pair.Contacts]);
        var filled = new int[series.Length];
        for (var i = 0; i < asked.Length; i++)
        {
            var number = pair[i] & ~Dual;
            series[number][filled[number]++] = asked[i] * 1_000;
        }
        foreach (var times in series)
            Array.Sort(times);
        return series;
    }

    /// <summary>Repeats the first half as AAAA questions shortly after the A questions; an odd one repeats the last.</summary>
    static void AskBoth(TrafficRandom random, Span<long> asked, Span<int> pair)
    {
        var half = asked.Length / 2;
        for (var i = half; i < asked.Length; i++)
        {
            asked[i] = asked[Math.Min(i - half, half - 1)] + (long)random.Uniform(40, 400);
            pair[i] |= Dual;
        }
    }

    /// <summary>How long after the question the line is written: the round trip, or ten seconds when nobody answered (one in 128).</summary>
    static long Delay(long asked, int pair)
    {
        var draw = new TrafficRandom((ulong)asked * 31 + (ulong)pair).Next();
        return (draw & 127) == 0 ? 10_000_000 : 200 + (long)(-15_000 * Math.Log(((draw >> 11) + 1) / (double)(1UL << 53)));
    }
}
