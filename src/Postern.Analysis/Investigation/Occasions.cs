namespace Postern.Analysis.Investigation;

/// <summary>Contacts so close together that they are one event: A beside AAAA, a quick retry, several connections of one page (METHODS §0).</summary>
static class Occasions
{
    /// <summary>Contacts at most so far after the one before belong to its occasion unless another gap is asked for, nanoseconds.</summary>
    public const long Session = 2_000_000_000;

    /// <summary>An occasion of more contacts than this on average is no occasion but fast traffic.</summary>
    const int MostContacts = 8;

    /// <summary>Occasions must on average be so many sessions apart to be told from one another.</summary>
    const int LeastApart = 10;

    /// <summary>The gap (ns) up to which contacts of this series are one occasion: that of a session, or 0 (equal ticks only)
    /// where contacts come so fast that a session would swallow the rhythm itself.</summary>
    /// <param name="times">Ascending, nanoseconds.</param>
    /// <param name="session">The gap of a session, nanoseconds.</param>
    public static long Gap(ReadOnlySpan<long> times, long session = Session)
    {
        var occasions = Count(times, session);
        return occasions > 1 && times.Length <= (long)MostContacts * occasions
            && (times[^1] - times[0]) / occasions >= LeastApart * session ? session : 0;
    }

    /// <summary>Number of occasions of ascending times.</summary>
    public static int Count(ReadOnlySpan<long> times, long gap)
    {
        var count = times.IsEmpty ? 0 : 1;
        for (var i = 1; i < times.Length; i++)
            if (times[i] - times[i - 1] > gap)
                count++;
        return count;
    }

    /// <summary>When each occasion began (ns), ascending.</summary>
    public static long[] Starts(ReadOnlySpan<long> times, long gap)
    {
        var starts = new long[Count(times, gap)];
        var count = 0;
        for (var i = 0; i < times.Length; i++)
            if (i == 0 || times[i] - times[i - 1] > gap)
                starts[count++] = times[i];
        return starts;
    }
}
