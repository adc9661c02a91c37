using Postern.Contacts;

namespace Postern.Analysis.Silence;

/// <summary>Rates by hour of the week (UTC), from records of 14 days on; by hour of the day from 3 days on; one rate below.</summary>
/// <remarks>Every cell is drawn towards the mean rate by the weight of one contact, so that an hour of the week seen twice does
/// not become certainty.</remarks>
sealed class HourProfile
{
    const long Hour = 3_600 * UnixTime.Second;
    const int WeekHours = 168;
    const int MondayShift = 72; // 1970-01-01 was a Thursday

    readonly double[] perSecond;

    HourProfile(double[] perSecond) => this.perSecond = perSecond;

    /// <summary>Cells of a profile: 168, 24 or 1.</summary>
    public static int Cells(Coverage coverage) =>
        coverage.Seconds >= 14 * 86_400 ? WeekHours : coverage.Seconds >= 3 * 86_400 ? 24 : 1;

    /// <summary>The cell of an instant (ns).</summary>
    public static int Cell(long time, int cells)
    {
        var hour = time / Hour;
        if (time < 0 && hour * Hour != time)
            hour--;
        return (int)((hour % WeekHours + WeekHours + MondayShift) % WeekHours % cells);
    }

    /// <summary>Covered seconds in each cell.</summary>
    public static double[] Exposure(Coverage coverage)
    {
        var cells = Cells(coverage);
        var seconds = new double[cells];
        foreach (var stretch in coverage.Stretches)
        {
            for (var time = stretch.From; time < stretch.To;)
            {
                var next = Math.Min(stretch.To, NextHour(time));
                seconds[Cell(time, cells)] += (next - time) / 1e9;
                time = next;
            }
        }
        return seconds;
    }

    /// <summary>The profile of so many contacts in each cell.</summary>
    public static HourProfile Of(ReadOnlySpan<double> contacts, ReadOnlySpan<double> exposure)
    {
        double count = 0, seconds = 0;
        for (var i = 0; i < exposure.Length; i++)
        {
            count += contacts[i];
            seconds += exposure[i];
        }
        var mean = count / seconds;
        var rates = new double[exposure.Length];
        for (var i = 0; i < rates.Length; i++)
            rates[i] = count == 0 ? 0 : (contacts[i] + 1) / (exposure[i] + 1 / mean);
        return new(rates);
    }

    /// <summary>Contacts of a series in each cell.</summary>
    public static double[] Count(ReadOnlySpan<long> times, Coverage coverage)
    {
        var cells = Cells(coverage);
        var counts = new double[cells];
        foreach (var time in times)
        {
            if (coverage.Contains(time))
                counts[Cell(time, cells)]++;
        }
        return counts;
    }

    /// <summary>Contacts expected in the covered part of [from, to) (ns).</summary>
    public double Expected(Coverage coverage, long from, long to)
    {
        if (perSecond.Length == 1)
            return perSecond[0] * coverage.SecondsBetween(from, to);
        var sum = 0.0;
        for (var time = from; time < to;)
        {
            var next = Math.Min(to, NextHour(time));
            sum += perSecond[Cell(time, perSecond.Length)] * coverage.SecondsBetween(time, next);
            time = next;
        }
        return sum;
    }

    /// <summary>The first instant (ns) in [from, to] by which so many contacts were due after <paramref name="from"/>.</summary>
    public long When(Coverage coverage, long from, long to, double due)
    {
        for (var time = from; time < to;)
        {
            var next = Math.Min(to, NextHour(time));
            var hour = perSecond[Cell(time, perSecond.Length)] * coverage.SecondsBetween(time, next);
            if (hour >= due)
                return time + (long)((next - time) * (due / hour));
            due -= hour;
            time = next;
        }
        return to;
    }

    static long NextHour(long time)
    {
        var hour = time / Hour;
        if (time < 0 && hour * Hour != time)
            hour--;
        return (hour + 1) * Hour;
    }
}
