using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>The finest step of time stamps: what no statement about a gap may go below.</summary>
public static class SeriesResolution
{
    /// <summary>Contacts and sources from which a step that is no power of a thousand is believed: a few regular series share
    /// divisors that say nothing of the clock.</summary>
    const int ManyContacts = 100, ManySources = 5;

    static readonly long[] Steps = [UnixTime.Second, 1_000_000, 1_000, 1];

    /// <summary>Finest step of a record, seconds: 1 s, 1 ms, 1 µs, 1 ns, or a daemon's coarser step (4 ms, 1 min) when enough sources share it; 1 s for an empty record.</summary>
    public static double Of(ContactTable table)
    {
        var divisor = 0L;
        foreach (var time in table.AllTimes)
        {
            divisor = Divisor(divisor, time);
            if (divisor == 1)
                break;
        }
        if (divisor == 0)
            return 1;
        var step = Array.Find(Steps, s => divisor % s == 0);
        var many = table.Count >= ManyContacts && table.Sources.Count >= ManySources;
        return (many ? Math.Min(divisor, 60 * UnixTime.Second) : step) / 1e9;
    }

    /// <summary>Finest step of one series, seconds: 1 s, 1 ms, 1 µs or 1 ns, and not below the record's.</summary>
    /// <remarks>A record may mix a log in whole seconds with one in microseconds.</remarks>
    /// <param name="times">Nanoseconds, any order.</param>
    /// <param name="recordSeconds">Finest step of the record.</param>
    public static double Of(ReadOnlySpan<long> times, double recordSeconds)
    {
        var level = 0;
        foreach (var time in times)
        {
            while (time % Steps[level] != 0)
                level++;
            if (Steps[level] / 1e9 <= recordSeconds)
                return recordSeconds;
        }
        return Steps[level] / 1e9;
    }

    static long Divisor(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return Math.Abs(a);
    }
}
