using Postern.Analysis.Findings;
using Postern.Analysis.Rhythm;
using Postern.Contacts;

namespace Postern.Analysis.Coincidence;

/// <summary>An instant of a record that may be compared with events: a start, an end, the beginning of a change.</summary>
/// <param name="What"><c>start</c>, <c>end</c>, or the word of a change.</param>
/// <param name="Source">Whose; null for the target as a whole.</param>
/// <param name="At">When (ns).</param>
/// <param name="Earliest">When at the earliest.</param>
/// <param name="Latest">When at the latest.</param>
/// <param name="Sure">Whether it is known to have happened: a last contact may be no end.</param>
sealed record Moment(string What, string? Source, long At, long Earliest, long Latest, bool Sure = true)
{
    /// <summary>Whether it is a change of rate.</summary>
    public bool IsChange => What is not ("start" or "end");
}

/// <summary>Instants against the nearest events (METHODS §9).</summary>
static class Moments
{
    const double Day = UnixTime.Day;

    /// <summary>Each instant with the event next to it.</summary>
    public static IReadOnlyList<LeadLagFindings> NextToEvents(EventStudy study, IReadOnlyList<Moment> moments)
    {
        List<LeadLagFindings> found = [];
        var events = Spans(study);
        foreach (var moment in moments)
        {
            if (Measure(study, moment, events) is not { } near)
                continue;
            var ahead = Measure(study, moment, events, ahead: true);
            var e = study.Neighbours[near.Nearest];
            found.Add(new LeadLagFindings
            {
                Of = moment.What,
                Source = moment.Source,
                At = UnixTime.Format(moment.At),
                Label = e.Label,
                DistanceDays = Signed(near.Gap, moment, e),
                LeastDistanceDays = Signed(near.LeastGap, moment, e),
                Chance = near.Chance,
                ChanceBefore = ahead is { } before && before.Nearest == near.Nearest ? before.Chance : null,
                ChanceSameWeekday = SameWeekday(study, moment, near, events),
                Text = CoincidenceText.Say(moment, e, near, LeadLag.Distance(moment.At / Day, events[near.Nearest]), events.Count(other => MayCount(near, other))),
            });
        }
        return found;
    }

    /// <summary>The changes with the events next to them, all changes counted.</summary>
    public static IReadOnlyList<ChangeCoincidence> Changes(EventStudy study, IReadOnlyList<Moment> moments)
    {
        var events = Spans(study);
        List<(Moment Moment, LeadLag Near)> near = [];
        foreach (var moment in moments.Where(m => m.IsChange))
            if (Measure(study, moment, events) is { } found)
                near.Add((moment, found));
        return
        [
            .. near.Select(n => new ChangeCoincidence
            {
                Label = study.Neighbours[n.Near.Nearest].Label,
                Change = n.Moment.What,
                Source = n.Moment.Source ?? "",
                At = UnixTime.Format(n.Moment.At),
                DistanceDays = Signed(n.Near.Gap, n.Moment, study.Neighbours[n.Near.Nearest]),
                PValue = n.Near.Chance,
                PAdjusted = 1 - Math.Pow(1 - n.Near.Chance, near.Count),
                Rivals = Rivals(study, n.Moment, n.Near, events),
            }),
        ];
    }

    /// <summary>How many events have a change near them; null without changes or watched events.</summary>
    public static ChangesNearEvents? Near(EventStudy study, IReadOnlyList<Moment> moments)
    {
        long[] starts = [.. moments.Where(m => m.IsChange).Select(m => m.At).Order()];
        if (starts.Length == 0 || study.Redating.Events.Count == 0)
            return null;
        var held = study.Redating.Holding(starts, EventWindow.Around);
        var windows = study.Redating.Events.Select(e => e.Of(EventWindow.Around)).ToList();
        var inside = starts.Count(start => windows.Exists(w => start >= w.From && start < w.To));
        var days = study.Coverage.Seconds / 86_400;
        var reach = windows.Average(w => w.Seconds) / 86_400 - 1;
        var events = study.Redating.Events.Count;
        return new ChangesNearEvents(events, held.Observed, starts.Length, inside, held.More,
            TriggerRate.PoissonChance(starts.Length, events, Math.Max(1, days), Math.Max(0, reach), held.Observed),
            CoincidenceText.Say(held, events), held.IsMoreBound);
    }

    static LeadLag? Measure(EventStudy study, Moment moment, (double, double)[] events, bool ahead = false) =>
        LeadLag.Of(moment.Earliest / Day, moment.Latest / Day, events, study.Coverage.From / Day, study.Coverage.To / Day, ahead);

    /// <summary>A distance that is negative where the event was first; 0 has no sign.</summary>
    static double Signed(double gap, Moment moment, DatedEvent e) => gap == 0 ? 0 : e.From > moment.At ? gap : -gap;

    /// <summary>Whether an event is one of those that an instant of the window may lie as near to.</summary>
    static bool MayCount(LeadLag near, (double From, double To) e) => e.From - near.Gap <= near.To && e.To + near.Gap >= near.From;

    static List<string> Rivals(EventStudy study, Moment moment, LeadLag near, (double From, double To)[] events)
    {
        List<string> rivals = [];
        for (var i = 0; i < events.Length; i++)
        {
            var gap = Math.Max(
                LeadLag.Distance(moment.Earliest / Day, events[i]),
                LeadLag.Distance(moment.Latest / Day, events[i]));
            if (i != near.Nearest && gap <= Math.Max(1, near.Gap))
                rivals.Add(study.Neighbours[i].Label);
        }
        return rivals;
    }

    /// <summary>Share of the days of the same class (working day, weekend, holiday) on which the same time of day lies as near to an event.</summary>
    static double? SameWeekday(EventStudy study, Moment moment, LeadLag near, (double From, double To)[] events)
    {
        const double Rounding = 1e-9;
        var local = study.Clock.ToLocal(moment.At);
        var own = LocalDays.Day(local);
        var parts = LeadLag.Within(near.Gap, events, near.From, near.To);
        var (days, inside, part) = (0, 0, 0);
        for (var day = (long)Math.Floor(near.From) - 1; day <= near.To + 1; day++)
        {
            var at = study.Clock.ToUtc(local + (day - own) * UnixTime.Day) / Day;
            if (study.Classes.Of(day) != study.Classes.Of(own) || at < near.From || at > near.To)
                continue;
            days++;
            while (part < parts.Count && parts[part].To + Rounding < at)
                part++;
            inside += part < parts.Count && at >= parts[part].From - Rounding ? 1 : 0;
        }
        return days == 0 ? null : (double)inside / days;
    }

    static (double From, double To)[] Spans(EventStudy study) => [.. study.Neighbours.Select(e => (e.From / Day, e.To / Day))];
}
