using Postern.Analysis.Findings;
using Postern.Analysis.Rate;
using Postern.Analysis.Rhythm;
using Postern.Contacts;

namespace Postern.Analysis.Synchrony;

/// <summary>Are two sources away at the same times (METHODS §7): slots without either, against all turns of the one.</summary>
/// <remarks>Nights and weekends, when everybody is away, are taken out first: of each slot the usual share of absences in its place of the day (UTC) and
/// weekday class. Slots divide the day, so that a place is the same hours every day: otherwise the edges of office hours would be shared by strangers.
/// What is left is compared as z = sum r_a r_b / sqrt(sum v_a v_b), v = q(1-q) of the usual share q, so that turns which put one's day upon the
/// other's night can be compared with the others; those that leave less than half of the sum of v_a v_b are not.</remarks>
static class AbsenceTest
{
    const int FewestSlots = 50, MostSlots = 4_000, FewestAbsences = 5, Gaps = 3;
    const double LeastLeft = .5;

    /// <summary>The test over the time in which both lived; null where slots or absences are too few.</summary>
    /// <param name="a">Occasions, ascending, nanoseconds.</param>
    /// <param name="b">The other's.</param>
    /// <param name="coverage">When the observer was listening: slots that were not watched throughout are left out.</param>
    public static SharedAbsences? Of(ReadOnlySpan<long> a, ReadOnlySpan<long> b, Coverage coverage)
    {
        // A slot is three usual gaps of the rarer of the two, so that being absent from one is something.
        var (from, to) = (Math.Max(a[0], b[0]), Math.Min(a[^1], b[^1]));
        var least = Math.Max(Gaps * Math.Max(MedianGap(a), MedianGap(b)), Math.Max(UnixTime.Second, (to - from) / MostSlots));
        var (slot, aDay) = least <= UnixTime.Day ? (UnixTime.Day / (UnixTime.Day / least), (int)(UnixTime.Day / least)) : ((least / UnixTime.Day + 1) * UnixTime.Day, 1);
        List<(int Class, bool First, bool Second)?> slots = [];
        var (midnight, number) = (LocalDays.Day(from) * UnixTime.Day, 0);
        for (var start = midnight; start + slot <= to; start += slot, number++)
        {
            if (start < from)
                continue;
            var weekend = LocalDays.IsWeekend(LocalDays.Day(start + slot / 2)) ? 1 : 0;
            slots.Add(coverage.Unbroken(start, start + slot)
                ? (2 * (number % aDay) + weekend, a.CountIn(start, start + slot) == 0, b.CountIn(start, start + slot) == 0) : null);
        }
        var watched = slots.OfType<(int Class, bool First, bool Second)>().ToList();
        var (first, second) = (watched.Count(s => s.First), watched.Count(s => s.Second));
        if (watched.Count < FewestSlots || Math.Min(first, second) < FewestAbsences || Math.Max(first, second) > .9 * watched.Count)
            return null;
        var (ofFirst, ofSecond) = (Residuals(slots, 2 * aDay, s => s.First), Residuals(slots, 2 * aDay, s => s.Second));
        var (observed, whole) = Common(ofFirst, ofSecond, 0);
        if (!(whole > 0))
            return null;
        var (asMany, turns) = (1, 1);
        for (var turn = 1; turn < slots.Count; turn++)
        {
            var (z, weight) = Common(ofFirst, ofSecond, turn);
            if (weight < LeastLeft * whole)
                continue;
            asMany += z >= observed ? 1 : 0;
            turns++;
        }
        return new SharedAbsences(slot / 1e9, watched.Count, first, second, watched.Count(s => s.First && s.Second), asMany / (double)turns, turns);
    }

    /// <summary>Absence less the usual share of absences of its class, and the variance of that; both 0 where nobody watched.</summary>
    static (double Left, double Variance)[] Residuals(
        List<(int Class, bool First, bool Second)?> slots, int classes, Func<(int Class, bool First, bool Second), bool> isAbsent)
    {
        var (absent, seen) = (new double[classes], new double[classes]);
        foreach (var slot in slots.OfType<(int Class, bool First, bool Second)>())
            (absent[slot.Class], seen[slot.Class]) = (absent[slot.Class] + (isAbsent(slot) ? 1 : 0), seen[slot.Class] + 1);
        return [.. slots.Select(slot =>
        {
            if (slot is not { } watched)
                return default;
            var usual = absent[watched.Class] / seen[watched.Class];
            return ((isAbsent(watched) ? 1 : 0) - usual, usual * (1 - usual));
        })];
    }

    /// <summary>z of the one against the other turned, and the sum of the products of the variances that it stands on.</summary>
    static (double Z, double Weight) Common((double Left, double Variance)[] first, (double Left, double Variance)[] second, int turn)
    {
        double sum = 0, variance = 0;
        for (int i = 0, j = turn; i < first.Length; i++, j++)
        {
            if (j == second.Length)
                j = 0;
            sum += first[i].Left * second[j].Left;
            variance += first[i].Variance * second[j].Variance;
        }
        return (variance > 0 ? sum / Math.Sqrt(variance) : 0, variance);
    }

    static long MedianGap(ReadOnlySpan<long> times)
    {
        var gaps = new long[times.Length - 1];
        for (var i = 0; i < gaps.Length; i++)
            gaps[i] = times[i + 1] - times[i];
        Array.Sort(gaps);
        return gaps[gaps.Length / 2];
    }
}
