using System.Numerics;
using Postern.Analysis.Findings;
using Postern.Analysis.Rate;
using Postern.Contacts;

namespace Postern.Analysis.Rhythm;

/// <summary>Does the rhythm follow a zone's change between summer and winter time (METHODS §4); needs no idea of working hours.</summary>
/// <remarks>The phase of the first harmonic of the UTC day before and after the change, its difference in seconds with the
/// jackknife's error over days. Somebody who lives by the clock comes an hour earlier in UTC when it is put forward.</remarks>
static class ClockChangeTest
{
    const long Side = 90 * UnixTime.Day;
    const int FewestDays = 10;
    const double Errors = 2, LeastError = 1; // s: finer than that nobody sets a clock

    /// <summary>The effect of the change with most days on its shorter side; null when no change has enough on both.</summary>
    /// <param name="times">Ascending, nanoseconds.</param>
    /// <param name="clock">The zone.</param>
    public static ClockChangeEffect? Of(ReadOnlySpan<long> times, ZoneClock clock)
    {
        ClockChangeEffect? best = null;
        var most = FewestDays - 1;
        var changes = clock.Changes.ToList();
        for (var i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            // No further than to the change before and the change after.
            var from = Math.Max(change.At - Side, i == 0 ? long.MinValue : changes[i - 1].At);
            var until = Math.Min(change.At + Side, i + 1 == changes.Count ? long.MaxValue : changes[i + 1].At);
            var before = Days(times, from, change.At);
            var after = Days(times, change.At, until);
            if (Math.Min(before.Count, after.Count) <= most)
                continue;
            most = Math.Min(before.Count, after.Count);
            best = Judge(before, after, change);
        }
        return best;
    }

    static ClockChangeEffect Judge(List<Complex> before, List<Complex> after, ClockChange change)
    {
        var (sumBefore, sumAfter) = (Sum(before), Sum(after));
        var shift = Seconds(sumAfter / sumBefore);
        var variance = Jackknife(before, z => Seconds(sumAfter / (sumBefore - z)), shift)
            + Jackknife(after, z => Seconds((sumAfter - z) / sumBefore), shift);
        var error = Math.Max(LeastError, Math.Sqrt(variance));
        var expected = -change.Forward / 1e9;
        var (still, moved) = (Math.Abs(shift) <= Errors * error, Math.Abs(shift - expected) <= Errors * error);
        return new ClockChangeEffect(UnixTime.Format(change.At), shift, error, expected, moved == still ? "undetermined" : moved ? "follows" : "ignores");
    }

    /// <summary>Sum of the phases of each day with a contact.</summary>
    static List<Complex> Days(ReadOnlySpan<long> times, long from, long until)
    {
        List<Complex> days = [];
        var day = long.MinValue;
        foreach (var time in times[times.FirstAt(from)..times.FirstAt(until)])
        {
            var own = LocalDays.Day(time);
            if (own != day)
                days.Add(default);
            day = own;
            days[^1] += Complex.FromPolarCoordinates(1, Math.Tau * ((time - own * UnixTime.Day) / (double)UnixTime.Day));
        }
        return days;
    }

    static Complex Sum(List<Complex> days) => days.Aggregate(default(Complex), (sum, z) => sum + z);

    static double Seconds(Complex turn) => turn.Phase / Math.Tau * 86_400;

    static double Jackknife(List<Complex> days, Func<Complex, double> without, double whole)
    {
        double sum = 0, squares = 0;
        foreach (var day in days)
        {
            // A difference of phases is at most half a day.
            var part = Math.IEEERemainder(without(day) - whole, 86_400);
            (sum, squares) = (sum + part, squares + part * part);
        }
        return (days.Count - 1.0) / days.Count * (squares - sum * sum / days.Count);
    }
}
