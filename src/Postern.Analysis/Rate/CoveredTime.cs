using Postern.Contacts;

namespace Postern.Analysis.Rate;

/// <summary>Time as the observer lived it: covered seconds since the start of the window, holes in the coverage cut out.</summary>
/// <remarks>On this clock a hole can look neither like a silence nor like a fall of the rate.</remarks>
static class CoveredTime
{
    /// <summary>Writes the covered seconds of every contact inside the coverage; returns how many there are.</summary>
    /// <param name="times">Ascending, nanoseconds.</param>
    /// <param name="coverage">When the observer was listening.</param>
    /// <param name="seconds">Room for as many values as there are times.</param>
    public static int Fill(ReadOnlySpan<long> times, Coverage coverage, Span<double> seconds)
    {
        var from = coverage.From;
        var to = coverage.To;
        var count = 0;
        if (coverage.Count == 1)
        {
            foreach (var time in times)
            {
                if (time >= from && time < to)
                    seconds[count++] = (time - from) / 1e9;
            }
            return count;
        }
        foreach (var time in times)
        {
            if (coverage.Contains(time))
                seconds[count++] = coverage.SecondsBetween(from, time);
        }
        return count;
    }

    /// <summary>The instant (ns, to the millisecond) at which so many covered seconds had passed; the end of a stretch, not the start of the next.</summary>
    public static long Instant(Coverage coverage, double seconds)
    {
        foreach (var stretch in coverage.Stretches)
        {
            if (seconds <= stretch.Seconds)
                return stretch.From + (long)Math.Round(seconds * 1e3) * 1_000_000;
            seconds -= stretch.Seconds;
        }
        return coverage.To;
    }
}
