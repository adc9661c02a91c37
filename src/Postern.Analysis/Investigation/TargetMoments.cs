using Postern.Analysis.Coincidence;
using Postern.Analysis.Silence;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>The instants of a target that may be compared with events: its start and end, and the changes of its pairs.</summary>
static class TargetMoments
{
    /// <summary>Changes beyond this are not compared one by one.</summary>
    const int MostChanges = 50;

    /// <summary>The instants in time order.</summary>
    /// <param name="table">The record.</param>
    /// <param name="screen">What all pairs say.</param>
    /// <param name="record">How it was watched.</param>
    /// <param name="list">The events: one after the last contact makes that worth comparing.</param>
    /// <param name="first">First pair of the target.</param>
    /// <param name="end">The pair after its last.</param>
    /// <param name="times">All its contacts, ascending.</param>
    public static IReadOnlyList<Moment> Of(ContactTable table, PairScreen screen, RecordWatch record, EventList list, int first, int end, long[] times)
    {
        List<Moment> moments = [];
        var kind = table.Pairs[first].Kind;
        var watch = record.Of(times, kind);
        if (EndAnalysis.Of(Mirrored(times), new Watch(Mirrored(watch.Coverage), watch.ResolutionSeconds), null) is { Verdict: EndVerdict.Stopped } start)
            moments.Add(new Moment("start", null, times[0], Math.Min(times[0], -(start.StoppedBefore ?? -times[0])), times[0]));
        var changes = new List<(double Size, Moment Moment)>();
        for (var pair = first; pair < end; pair++)
        {
            if (!screen.HasChanged(pair))
                continue;
            var source = end - first == 1 ? null : table.Sources.Text(table.Pairs[pair].Source);
            foreach (var change in screen.Changes(pair) ?? [])
                changes.Add((Reasons.Size(change), new Moment(change.Kind, source ?? table.Sources.Text(table.Pairs[pair].Source), UnixTime.Parse(change.From), UnixTime.Parse(change.FromLow), UnixTime.Parse(change.FromHigh))));
        }
        moments.AddRange(changes.OrderByDescending(c => c.Size).Take(MostChanges).Select(c => c.Moment));
        if (EndOf(times, watch, record.WitnessesOf(kind), list) is { } last)
            moments.Add(last);
        return [.. moments.OrderBy(m => m.At)];
    }

    /// <summary>The last contact, where it may have been an end: the silence after it is out of the ordinary, or an event of the list follows the record.</summary>
    static Moment? EndOf(long[] times, Watch watch, Witnesses witnesses, EventList list)
    {
        var end = EndAnalysis.Of(times, watch, witnesses);
        return end.PValue <= EndAnalysis.Level || list.Events.Any(e => e.From >= watch.To)
            ? new Moment("end", null, times[^1], times[^1], end.StoppedBefore ?? times[^1], end.Verdict == EndVerdict.Stopped)
            : null;
    }

    static long[] Mirrored(long[] times) => [.. times.Reverse().Select(time => -time)];

    static Coverage Mirrored(Coverage coverage) => new(coverage.Stretches.Select(s => new TimeSpanNs(-s.To + 1, -s.From + 1)));
}
