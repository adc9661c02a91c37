using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Silence;

/// <summary>When the observer was listening, inferred from the record itself when nobody says (METHODS §6).</summary>
/// <remarks>
/// A hole is a silence of everybody in which so many contacts were due at the usual rate of these hours that chance makes one like
/// it in one of 1,000 records: by the record's own longest silences, which clusters of contacts make long, and by how everybody's
/// level varies over such lengths. Twenty silences of one length are the record's habit, not holes. The silence must be as
/// telling without the busiest source: one source that stops is not a hole. A daily or weekly quiet must not be taken for one: with fewer than 14
/// days nothing over 12 hours is called a hole, with fewer than 3 nothing over 2 hours. A silence of everybody over more than two
/// weeks that is longer than all the rest of the record is a hole whatever the rate: these are two records with time between them.
/// Before an observer's first and after its last contact the time is covered, to the ends of the whole record, unless contacts were
/// so surely due that its log must have begun later or ended sooner.
/// </remarks>
public static class CoverageInference
{
    const double Level = .001;

    /// <summary>Days after which a silence is no night, weekend or holiday.</summary>
    const double LongSilence = 14 * 86_400;

    /// <summary>The coverage of a record: from its first to its last contact, less the holes that its sources witness.</summary>
    /// <param name="table">The record.</param>
    /// <param name="pooled">Its counts.</param>
    /// <param name="resolutionSeconds">Finest step of its time stamps: the last contact's tick is covered.</param>
    public static InferredCoverage Of(ContactTable table, PooledCounts pooled, double resolutionSeconds) =>
        Of(ObservedContacts.All(table), pooled, resolutionSeconds, pooled.First, pooled.Last);

    /// <summary>The coverage of one observer in a record.</summary>
    /// <param name="contacts">What it saw.</param>
    /// <param name="pooled">The counts of that.</param>
    /// <param name="resolutionSeconds">Finest step of the record's time stamps.</param>
    /// <param name="first">First contact of the whole record (ns).</param>
    /// <param name="last">Last contact of the whole record (ns).</param>
    internal static InferredCoverage Of(ObservedContacts contacts, PooledCounts pooled, double resolutionSeconds, long first, long last)
    {
        if (contacts.Count == 0)
            return new(new Coverage([]), false, "The record holds no contact, so nothing is known of when it was kept.");
        var tick = Math.Max(1, (long)(resolutionSeconds * 1e9));
        var whole = Window(pooled, tick, first, last);
        if (contacts.Sources < 2)
            return new(whole, false, "Coverage is assumed from first to last contact: with one source nobody witnesses that the sensor listened.");
        var between = LongHoles(pooled, whole);
        var rest = Without(whole, between);
        var witnesses = new Witnesses(pooled, rest);
        var busiest = new Lazy<HourProfile>(() => HourProfile.Of(HourProfile.Count(Busiest(contacts), rest), HourProfile.Exposure(rest)));
        List<TimeSpanNs> holes = [.. between];
        var least = witnesses.Tail.LeastOf(Level);
        foreach (var wait in witnesses.Waits())
        {
            if (wait.Due >= least && IsHole(pooled, witnesses, rest, wait, busiest))
                holes.Add(Span(pooled, wait));
        }
        if (holes.Count == 0)
            return new(whole, true, "Coverage is taken from first to last contact: at no time did all sources fall silent together beyond chance.");
        holes.Sort((a, b) => a.From.CompareTo(b.From));
        var coverage = Without(whole, Widen(holes, contacts, tick));
        return new(coverage, true,
            $"Coverage is inferred: {Phrase.Count(holes.Count, "time")} all sources fell silent together, {Phrase.Duration(whole.Seconds - coverage.Seconds)} in all, which chance does less than once in 1,000 records; this is taken as time without a sensor.");
    }

    /// <summary>From the observer's first to its last contact, and on to the record's where nothing was surely due.</summary>
    static Coverage Window(PooledCounts pooled, long tick, long first, long last)
    {
        var (from, to) = (pooled.First, pooled.Last + tick);
        var own = Coverage.Whole(from, to);
        if (first >= from && last + tick <= to)
            return own;
        var witnesses = new Witnesses(pooled, own);
        return Coverage.Whole(IsDue(first, from) ? from : Math.Min(first, from), IsDue(to, last + tick) ? to : Math.Max(to, last + tick));

        bool IsDue(long start, long until)
        {
            if (until <= start)
                return false;
            var due = witnesses.Profile.Expected(Coverage.Whole(start, until), start, until);
            // A window from first to last contact flatters the rate of a few: none in so long after n contacts in it.
            var ofFew = -(pooled.Between(0, pooled.Bins) - 1) * Math.Log(1 + (until - start) / 1e9 / own.Seconds);
            return Math.Max(ofFew, witnesses.LogChanceOfSilence(due, (until - start) / 1e9)) <= Math.Log(Level);
        }
    }

    /// <summary>Silences over two weeks, each longer than all the time that is left without them.</summary>
    static List<TimeSpanNs> LongHoles(PooledCounts pooled, Coverage whole)
    {
        List<TimeSpanNs> silences = [.. EmptyRuns(pooled).Select(run => new TimeSpanNs(pooled.BinStart(run.First), pooled.BinStart(run.End))).Where(span => span.Seconds > LongSilence)];
        var rest = whole.Seconds - silences.Sum(span => span.Seconds);
        silences.RemoveAll(span => span.Seconds < rest);
        return silences;
    }

    static TimeSpanNs Span(PooledCounts pooled, SharedWait wait) =>
        new(pooled.BinStart(wait.From), pooled.BinStart(wait.Next) + (long)((pooled.FirstIn(wait.Next) ?? 0) * pooled.Width));

    static bool IsHole(PooledCounts pooled, Witnesses witnesses, Coverage whole, SharedWait wait, Lazy<HourProfile> busiest)
    {
        var (from, to) = Span(pooled, wait);
        var length = (to - from) / 1e9;
        var longest = HourProfile.Cells(whole) switch { 1 => 2 * 3_600.0, 24 => 12 * 3_600.0, _ => double.PositiveInfinity };
        if (length > longest)
            return false;
        var local = wait.Due * Math.Min(LevelOf(from - Side(length), from), LevelOf(to, to + Side(length)));
        // The hole's own time would make the record look more changeable than it is.
        var spread = witnesses.Spread(wait.Next - wait.From, wait.From, wait.Next);
        if (witnesses.Tail.LogChanceOfLongest(local, spread) > Math.Log(Level))
            return false;
        var theirs = busiest.Value.Expected(whole, from, to);
        return witnesses.Tail.LogChanceAtOneLook(local * Math.Max(0, 1 - theirs / wait.Due), spread) <= Math.Log(Level);

        // Level of a neighbouring day against its usual one, at most 1: a holiday is quiet on its sides too.
        double LevelOf(long start, long until)
        {
            var (bin, after) = pooled.Inside(Math.Max(start, pooled.Start), Math.Min(until, pooled.Start + pooled.Bins * pooled.Width));
            var usual = witnesses.Profile.Expected(whole, pooled.BinStart(bin), pooled.BinStart(after));
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
    static long[] Busiest(ObservedContacts observed)
    {
        Dictionary<int, int> contacts = [];
        for (var pair = 0; pair < observed.Pairs; pair++)
            contacts[observed.SourceOf(pair)] = contacts.GetValueOrDefault(observed.SourceOf(pair)) + observed.Times(pair).Length;
        var (source, most) = contacts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).First();
        var times = new long[most];
        var count = 0;
        for (var pair = 0; pair < observed.Pairs; pair++)
        {
            if (observed.SourceOf(pair) != source)
                continue;
            observed.Times(pair).CopyTo(times.AsSpan(count));
            count += observed.Times(pair).Length;
        }
        return times;
    }

    /// <summary>The holes from the tick after the last contact before to the first contact after.</summary>
    static List<TimeSpanNs> Widen(List<TimeSpanNs> holes, ObservedContacts contacts, long tick)
    {
        var before = Enumerable.Repeat(long.MinValue, holes.Count).ToArray();
        var after = Enumerable.Repeat(long.MaxValue, holes.Count).ToArray();
        long[] starts = [.. holes.Select(hole => hole.From)];
        for (var piece = 0; piece < contacts.Pieces; piece++)
        {
            foreach (var time in contacts.TimesOf(piece))
            {
                var next = Array.BinarySearch(starts, time);
                next = next < 0 ? ~next : next; // first hole that starts at or after this contact
                if (next < starts.Length)
                    before[next] = Math.Max(before[next], time);
                if (next > 0)
                    after[next - 1] = Math.Min(after[next - 1], time);
            }
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
