namespace Postern.Analysis.Coincidence;

/// <summary>How near an end or a change lies to the nearest event, and how often a random instant lies as near (METHODS §9).</summary>
/// <param name="Nearest">Index of the nearest event.</param>
/// <param name="Gap">Distance to it; from the farther end where the instant is not known exactly. Any unit.</param>
/// <param name="LeastGap">The same from the nearer end.</param>
/// <param name="Chance">Share of the window that lies as near to an event as <paramref name="Gap"/>.</param>
/// <param name="From">Start of that window.</param>
/// <param name="To">Its end.</param>
readonly record struct LeadLag(int Nearest, double Gap, double LeastGap, double Chance, double From, double To)
{
    /// <summary>Measures an instant somewhere in [<paramref name="earliest"/>, <paramref name="latest"/>].</summary>
    /// <remarks>Where the nearest event lies outside the window, the window is stretched to that event: all the time up to it is as near, and an
    /// end that is merely late in the record would look rare otherwise. No other event changes the window.</remarks>
    /// <param name="earliest">When it was at the earliest.</param>
    /// <param name="latest">When it was at the latest; the same when it is known.</param>
    /// <param name="events">Events from start to end, any order; equal for an instant.</param>
    /// <param name="from">Start of the window in which it could have lain.</param>
    /// <param name="to">Its end.</param>
    /// <param name="ahead">Only events that begin at or after it count: "so long before X". Otherwise both sides do.</param>
    /// <returns>Null when no event counts.</returns>
    public static LeadLag? Of(double earliest, double latest, ReadOnlySpan<(double From, double To)> events, double from, double to, bool ahead = false)
    {
        var (nearest, gap, least) = (-1, double.PositiveInfinity, 0.0);
        for (var i = 0; i < events.Length; i++)
        {
            if (ahead && events[i].From < latest)
                continue;
            var (first, last) = (Distance(earliest, events[i]), Distance(latest, events[i]));
            if (Math.Max(first, last) < gap)
                (nearest, gap, least) = (i, Math.Max(first, last), earliest <= events[i].To && latest >= events[i].From ? 0 : Math.Min(first, last));
        }
        if (nearest < 0)
            return null;
        (from, to) = (Math.Min(from, events[nearest].To), Math.Max(to, events[nearest].From));
        var near = Within(gap, events, from, to, ahead).Sum(span => span.To - span.From);
        return new(nearest, gap, least, Math.Min(1, near / (to - from)), from, to);
    }

    /// <summary>Distance of an instant from an event, 0 inside it.</summary>
    public static double Distance(double at, (double From, double To) e) => Math.Max(0, Math.Max(e.From - at, at - e.To));

    /// <summary>The parts of a window that lie within a distance of an event, disjoint and in order.</summary>
    /// <param name="gap">The distance.</param>
    /// <param name="events">Events from start to end, any order.</param>
    /// <param name="from">Start of the window.</param>
    /// <param name="to">Its end.</param>
    /// <param name="ahead">Only the side before an event counts.</param>
    public static List<(double From, double To)> Within(double gap, ReadOnlySpan<(double From, double To)> events, double from, double to, bool ahead = false)
    {
        var sorted = events.ToArray();
        Array.Sort(sorted, (a, b) => a.From.CompareTo(b.From));
        List<(double From, double To)> parts = [];
        var until = from;
        foreach (var e in sorted)
        {
            var (start, end) = (Math.Max(until, e.From - gap), Math.Min(to, ahead ? e.From : e.To + gap));
            if (end <= start)
                continue;
            parts.Add((start, end));
            until = end;
        }
        return parts;
    }
}
