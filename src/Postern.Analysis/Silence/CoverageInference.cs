using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Silence;

/// <summary>When the observer was listening, inferred from the record itself when nobody says (METHODS §6).</summary>
/// <remarks>
/// A hole is a silence of everybody in which so many contacts were due at the usual rate of these hours that chance leaves it
/// empty once in 1,000 records, the number of silences of its length counted. The silence must be as telling without the
/// busiest source: one source that stops is not a hole. A daily or weekly quiet must not be taken for one: with fewer than 14
/// days nothing over 12 hours is called a hole, with fewer than 3 nothing over 2 hours.
/// </remarks>
public static class CoverageInference
{
    const double Level = .001;

    /// <summary>The coverage of a record: from its first to its last contact, less the holes that its sources witness.</summary>
    /// <param name="table">The record.</param>
    /// <param name="pooled">Its counts.</param>
    /// <param name="resolutionSeconds">Finest step of its time stamps: the last contact's tick is covered.</param>
    public static InferredCoverage Of(ContactTable table, PooledCounts pooled, double resolutionSeconds)
    {
        if (table.Count == 0)
            return new(new Coverage([]), false, "The record holds no contact, so nothing is known of when it was kept.");
        var tick = Math.Max(1, (long)(resolutionSeconds * 1e9));
        var whole = Coverage.Whole(pooled.First, pooled.Last + tick);
        if (table.Sources.Count < 2)
            return new(whole, false, "Coverage is assumed from first to last contact: with one source nobody witnesses that the sensor listened.");
        var witnesses = new Witnesses(pooled, whole);
        var busiest = Busiest(table);
        List<TimeSpanNs> holes = [];
        foreach (var (first, end) in EmptyRuns(pooled))
        {
            if (IsHole(pooled, witnesses, whole, first, end, busiest))
                holes.Add(new(pooled.Start + first * pooled.Width, pooled.Start + end * pooled.Width));
        }
        if (holes.Count == 0)
            return new(whole, true, "Coverage is taken from first to last contact: at no time did all sources fall silent together beyond chance.");
        var coverage = Without(whole, Widen(holes, table, tick));
        return new(coverage, true,
            $"Coverage is inferred: {Phrase.Count(holes.Count, "time")} all sources fell silent together, {Phrase.Duration(whole.Seconds - coverage.Seconds)} in all, which chance does less than once in 1,000 records; this is taken as time without a sensor.");
    }

    static bool IsHole(PooledCounts pooled, Witnesses witnesses, Coverage whole, int first, int end, long[] busiest)
    {
        var (from, to) = (pooled.Start + first * pooled.Width, pooled.Start + end * pooled.Width);
        var length = (to - from) / 1e9;
        var longest = HourProfile.Cells(whole) switch { 1 => 2 * 3_600.0, 24 => 12 * 3_600.0, _ => double.PositiveInfinity };
        if (length > longest)
            return false;
        var due = witnesses.Profile.Expected(whole, from, to);
        if (-due > Math.Log(Level))
            return false; // not even if contacts were independent
        // The hole's own hours would make the record look more changeable than it is.
        var perHour = (int)(3_600 * UnixTime.Second / pooled.Width);
        var variance = witnesses.Variance(length, first / perHour, (end + perHour - 1) / perHour);
        var local = due * Math.Min(LevelOf(from - Side(length), from), LevelOf(to, to + Side(length)));
        var tried = Math.Max(1, whole.Seconds / length);
        if (Witnesses.LogChanceOfNone(local, variance) > Math.Log(Level / tried))
            return false;
        var theirs = HourProfile.Of(HourProfile.Count(busiest, whole), HourProfile.Exposure(whole)).Expected(whole, from, to);
        return Witnesses.LogChanceOfNone(local * Math.Max(0, 1 - theirs / due), variance) <= Math.Log(Level);

        // Level of a neighbouring day against its usual one, at most 1: a holiday is quiet on its sides too.
        double LevelOf(long start, long until)
        {
            var (bin, after) = pooled.Inside(Math.Max(start, pooled.Start), Math.Min(until, pooled.Start + pooled.Bins * pooled.Width));
            var usual = witnesses.Profile.Expected(whole, pooled.Start + bin * pooled.Width, pooled.Start + after * pooled.Width);
            return usual > 0 ? Math.Min(1, pooled.Between(bin, after) / usual) : 1;
        }
    }

    static long Side(double seconds) => (long)(Math.Max(86_400, seconds) * 1e9);

    /// <summary>Runs of bins without a contact of anybody: first bin and the bin after the last.</summary>
    static IEnumerable<(int First, int End)> EmptyRuns(PooledCounts pooled)
    {
        for (var i = 0; i < pooled.Bins; i++)
        {
            if (pooled.Between(i, i + 1) > 0)
                continue;
            var first = i;
            while (i < pooled.Bins && pooled.Between(i, i + 1) == 0)
                i++;
            if (first > 0 && i < pooled.Bins)
                yield return (first, i);
        }
    }

    /// <summary>Contacts of the source that has most, in no order; the first of equals.</summary>
    static long[] Busiest(ContactTable table)
    {
        var contacts = new int[table.Sources.Count];
        for (var pair = 0; pair < table.Pairs.Length; pair++)
            contacts[table.Pairs[pair].Source] += table.ContactsOf(pair);
        var source = Array.IndexOf(contacts, contacts.Max());
        var times = new long[contacts[source]];
        var count = 0;
        for (var pair = 0; pair < table.Pairs.Length; pair++)
        {
            if (table.Pairs[pair].Source != source)
                continue;
            table.Times(pair).CopyTo(times.AsSpan(count));
            count += table.ContactsOf(pair);
        }
        return times;
    }

    /// <summary>The holes from the tick after the last contact before to the first contact after.</summary>
    static List<TimeSpanNs> Widen(List<TimeSpanNs> holes, ContactTable table, long tick)
    {
        var before = Enumerable.Repeat(long.MinValue, holes.Count).ToArray();
        var after = Enumerable.Repeat(long.MaxValue, holes.Count).ToArray();
        long[] starts = [.. holes.Select(hole => hole.From)];
        foreach (var time in table.AllTimes)
        {
            var next = Array.BinarySearch(starts, time);
            next = next < 0 ? ~next : next; // first hole that starts at or after this contact
            if (next < starts.Length)
                before[next] = Math.Max(before[next], time);
            if (next > 0)
                after[next - 1] = Math.Min(after[next - 1], time);
        }
        return [.. holes.Select((_, i) => new TimeSpanNs(before[i] + tick, after[i]))];
    }

    static Coverage Without(Coverage whole, List<TimeSpanNs> holes)
    {
        List<TimeSpanNs> stretches = [];
        var from = whole.From;
        foreach (var hole in holes)
        {
            stretches.Add(new(from, hole.From));
            from = hole.To;
        }
        stretches.Add(new(from, whole.To));
        return new Coverage(stretches);
    }
}

/// <summary>A coverage and where it comes from.</summary>
/// <param name="Coverage">When the observer was listening.</param>
/// <param name="Witnessed">True when other sources could witness (findings say <c>inferred</c>); false when nobody could (<c>assumed</c>).</param>
/// <param name="Text">The inference in one sentence.</param>
public sealed record InferredCoverage(Coverage Coverage, bool Witnessed, string Text);
