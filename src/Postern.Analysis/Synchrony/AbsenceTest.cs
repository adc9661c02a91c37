using Postern.Analysis.Findings;
using Postern.Analysis.Rate;
using Postern.Contacts;

namespace Postern.Analysis.Synchrony;

/// <summary>Are two sources away at the same times (METHODS §7): slots without either, against all turns of the one.</summary>
static class AbsenceTest
{
    const int FewestSlots = 50, MostSlots = 4_000, FewestAbsences = 5, Gaps = 3;

    /// <summary>The test over the time in which both lived; null where slots or absences are too few.</summary>
    /// <param name="a">Occasions, ascending, nanoseconds.</param>
    /// <param name="b">The other's.</param>
    /// <param name="coverage">When the observer was listening: slots that were not watched throughout are left out.</param>
    public static SharedAbsences? Of(ReadOnlySpan<long> a, ReadOnlySpan<long> b, Coverage coverage)
    {
        // A slot is three usual gaps of the rarer of the two, so that being absent from one is something.
        var (from, to) = (Math.Max(a[0], b[0]), Math.Min(a[^1], b[^1]));
        var slot = Math.Max(Gaps * Math.Max(MedianGap(a), MedianGap(b)), Math.Max(UnixTime.Second, (to - from) / MostSlots));
        List<(bool First, bool Second)> absent = [];
        for (var start = from; start + slot <= to; start += slot)
            if (coverage.Unbroken(start, start + slot))
                absent.Add((a.CountIn(start, start + slot) == 0, b.CountIn(start, start + slot) == 0));
        var (first, second) = (absent.Count(s => s.First), absent.Count(s => s.Second));
        if (absent.Count < FewestSlots || Math.Min(first, second) < FewestAbsences || Math.Max(first, second) > .9 * absent.Count)
            return null;
        var both = absent.Count(s => s.First && s.Second);
        var asMany = 0;
        for (var turn = 0; turn < absent.Count; turn++)
        {
            var common = 0;
            for (var i = 0; i < absent.Count; i++)
                common += absent[i].First && absent[(i + turn) % absent.Count].Second ? 1 : 0;
            asMany += common >= both ? 1 : 0;
        }
        return new SharedAbsences(slot / 1e9, absent.Count, first, second, both, asMany / (double)absent.Count);
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
