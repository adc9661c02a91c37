namespace Postern.Contacts;

/// <summary>A half-open stretch of time [From, To), in nanoseconds since 1970-01-01T00:00:00Z.</summary>
public readonly record struct TimeSpanNs(long From, long To)
{
    /// <summary>Length in seconds.</summary>
    public double Seconds => (To - From) / 1e9;
}

/// <summary>When the observer was listening: sorted, disjoint stretches of time. Silence is claimed only inside them.</summary>
public sealed class Coverage
{
    readonly long[] from;
    readonly long[] to;
    readonly double[] before; // covered seconds before stretch i

    /// <summary>Coverage of the given stretches, in any order; touching and overlapping ones are joined, empty ones dropped.</summary>
    public Coverage(IEnumerable<TimeSpanNs> stretches)
    {
        List<TimeSpanNs> joined = [];
        foreach (var next in stretches.Where(s => s.To > s.From).OrderBy(s => s.From))
        {
            if (joined.Count > 0 && next.From <= joined[^1].To)
                joined[^1] = joined[^1] with { To = Math.Max(joined[^1].To, next.To) };
            else
                joined.Add(next);
        }
        from = [.. joined.Select(s => s.From)];
        to = [.. joined.Select(s => s.To)];
        before = new double[joined.Count + 1];
        for (var i = 0; i < joined.Count; i++)
            before[i + 1] = before[i] + joined[i].Seconds;
    }

    /// <summary>One stretch without a hole.</summary>
    public static Coverage Whole(long from, long to) => new([new TimeSpanNs(from, to)]);

    /// <summary>The stretches, in time order.</summary>
    public IEnumerable<TimeSpanNs> Stretches => from.Zip(to, (a, b) => new TimeSpanNs(a, b));

    /// <summary>Number of stretches.</summary>
    public int Count => from.Length;

    /// <summary>Start of the first stretch (ns); 0 when there is none.</summary>
    public long From => from.Length == 0 ? 0 : from[0];

    /// <summary>End of the last stretch (ns); 0 when there is none.</summary>
    public long To => to.Length == 0 ? 0 : to[^1];

    /// <summary>Covered time in all, seconds.</summary>
    public double Seconds => before[^1];

    /// <summary>Whether an instant (ns) lies in a stretch.</summary>
    public bool Contains(long time)
    {
        var i = Last(time);
        return i >= 0 && time < to[i];
    }

    /// <summary>Covered seconds between two instants (ns); 0 when <paramref name="until"/> is not after <paramref name="start"/>.</summary>
    public double SecondsBetween(long start, long until) => until <= start ? 0 : SecondsBefore(until) - SecondsBefore(start);

    /// <summary>Whether the two instants lie in one stretch, so that the time between them was watched throughout.</summary>
    public bool Unbroken(long start, long until)
    {
        var i = Last(start);
        return i >= 0 && start < to[i] && until <= to[i];
    }

    /// <summary>The part of this coverage inside [start, until) (ns).</summary>
    public Coverage Within(long start, long until) =>
        new(Stretches.Select(s => new TimeSpanNs(Math.Max(s.From, start), Math.Min(s.To, until))));

    double SecondsBefore(long time)
    {
        var i = Last(time);
        return i < 0 ? 0 : before[i] + (Math.Min(time, to[i]) - from[i]) / 1e9;
    }

    int Last(long time)
    {
        var i = Array.BinarySearch(from, time);
        return i >= 0 ? i : ~i - 1;
    }
}
