using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Analysis.Rate;
using Postern.Analysis.Rhythm;
using Postern.Contacts;

namespace Postern.Analysis.Coincidence;

/// <summary>Do the contacts of a target line up with dated events (METHODS §8).</summary>
static class CoincidenceAnalysis
{
    /// <summary>Chance, corrected, at or below which a coincidence is claimed.</summary>
    public const double Level = .05;

    /// <summary>Fewest contacts with which a target is compared.</summary>
    public const int FewestContacts = 20;

    const int ManyEvents = 50, Draws = 9_999, FewDraws = 999, Windows = 2, Directions = 2;

    /// <summary>Above this chance nothing can come of a target.</summary>
    const double Hopeless = .2;

    /// <summary>Says all of one target.</summary>
    /// <param name="study">The list of events.</param>
    /// <param name="times">Contacts of all sources, ascending, nanoseconds; those in a hole of the coverage are left out.</param>
    /// <param name="moments">Start, end and changes.</param>
    /// <param name="rhythm">Tests of the target's rhythm: it decides which second null is fair.</param>
    /// <param name="qValue">p corrected over targets; null when the target was not tested.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static CoincidenceFindings Of(
        EventStudy study, long[] times, IReadOnlyList<Moment> moments, RhythmTests rhythm, double? qValue, ulong seed)
    {
        times = study.Watched(times);
        var redating = study.Redating;
        var leadLag = Moments.NextToEvents(study, moments);
        var (changes, near) = (Moments.Changes(study, moments), Moments.Near(study, moments));
        if (redating.Events.Count == 0 || times.Length < FewestContacts)
            return TooFew(study, times.Length, leadLag, changes, near);
        var random = new SplitMix64(seed);
        var during = redating.Test(times, EventWindow.During, random);
        var around = redating.Test(times, EventWindow.Around, random);
        // What is far from telling needs no fine correction, and a long list costs too much for one.
        var rough = redating.Events.Count > ManyEvents || Math.Min(during.TwoSided, around.TwoSided) > Hopeless;
        var common = redating.Common(times, rough ? FewDraws : Draws, random);
        var windows = BothDirections([common.During, common.Around]);
        var (chosen, others) = SecondNull.Of(study, times, during, rhythm, random);
        var without = study.Without.Select((left, i) => (Event: redating.Events[i], Count: left.Test(times, EventWindow.During, random)))
            .Select(left => new LeftOutEvent(left.Event.Label, left.Count.TwoSided, left.Event.Line, left.Count.IsBound)).ToList();
        var shifted = study.Shifted.Select(s => Shifted(s.Days, s.Redating, times, random)).ToList();
        var events = Each(redating, times, BothDirections(common.Events));
        var decoys = Decoys(study, times, Math.Min(during.TwoSided, around.TwoSided), random);
        var own = Corrected(windows[0], during);
        var (pAdjusted, pAdjustedIsBound) = chosen.PValue > own.P ? (chosen.PValue, chosen.IsBound) : own;
        var (wide, wideIsBound) = Corrected(windows[1], around);
        var overall = Effect(study, times, new OverallCoincidence
        {
            Verdict = pAdjusted <= Level && !(qValue > Level) ? "coincident" : "not-coincident",
            ContactsInside = during.Observed,
            Contacts = times.Length,
            Expected = during.Expected,
            PValue = chosen.PValue,
            PValueIsBound = chosen.IsBound,
            PMore = during.More,
            PFewer = during.Fewer,
            PAdjusted = pAdjusted,
            PAdjustedIsBound = pAdjustedIsBound,
            QValue = qValue is { } q ? Math.Max(q, pAdjusted) : null,
            QValueIsBound = qValue > pAdjusted ? (during.TwoSided <= around.TwoSided ? during : around).IsBound : qValue is not null && pAdjustedIsBound,
            Placements = chosen.Placements,
            NullModel = chosen.NullModel,
            OtherNulls = others,
            Around = new WindowCoincidence(around.Observed, around.Expected, around.TwoSided, wide, around.IsBound, wideIsBound),
            Null = Histogram(common.During),
            Declared = study.List.DeclaredBefore ? "before" : "after",
            Text = "",
        });
        var tried = Windows * Directions + events.Count + shifted.Count(IsOther) + leadLag.Count + (near is null ? 0 : 1);
        return new CoincidenceFindings
        {
            Overall = overall with { Text = CoincidenceText.Say(overall, study, events, without, shifted) },
            Events = events,
            LeaveOneOut = without,
            ShiftedByDays = shifted,
            Changes = changes,
            ChangesNearEvents = near,
            LeadLag = leadLag,
            Decoys = decoys,
            TestsTried = tried,
            TestsText = CoincidenceText.Tried(tried, events.Count, shifted.Count(IsOther), leadLag.Count, changes.Count, near is not null),
        };
    }

    /// <summary>Whether the list was moved and could be tested there.</summary>
    static bool IsOther(ShiftedEvents shifted) => shifted is { Days: not 0, PValue: not null };

    static ShiftedEvents Shifted(int days, Redating redating, long[] times, SplitMix64 random)
    {
        if (redating.Events.Count == 0)
            return new ShiftedEvents(days, null);
        var count = redating.Test(times, EventWindow.During, random);
        return new ShiftedEvents(days, count.TwoSided, count.IsBound);
    }

    /// <summary>Counts on common re-datings, each as "more" and as "fewer" and all of them counted: of each the smaller chance, and whether the
    /// draws could have given no smaller one.</summary>
    static (double P, bool IsBound)[] BothDirections(long[][] counts)
    {
        var (ranked, adjusted) = WestfallYoung.MinP([.. counts, .. counts.Select(c => Array.ConvertAll(c, value => -value))]);
        return [.. counts.Select((c, i) => (
            Math.Min(adjusted[i], adjusted[i + counts.Length]), Math.Min(ranked[i], ranked[i + counts.Length]) <= 1.0 / c.Length))];
    }

    /// <summary>A chance with everything counted is never below the same without.</summary>
    static (double P, bool IsBound) Corrected((double P, bool IsBound) adjusted, RedatedCount count) =>
        adjusted.P >= count.TwoSided ? (adjusted.P, adjusted.IsBound || count.IsBound) : (count.TwoSided, count.IsBound);

    static CoincidenceFindings TooFew(
        EventStudy study, int contacts, IReadOnlyList<LeadLagFindings> leadLag, IReadOnlyList<ChangeCoincidence> changes, ChangesNearEvents? near) => new()
        {
            Overall = new OverallCoincidence
            {
                Verdict = "too-few",
                Contacts = contacts,
                NullModel = "tied-redating",
                Declared = study.List.DeclaredBefore ? "before" : "after",
                Text = study.Redating.Events.Count == 0
                    ? "None of the events lies in watched time, so nothing can be said of contacts at them."
                    : $"{Phrase.Count(contacts, "contact")}: too few to compare with events ({FewestContacts} are needed).",
            },
            Events = [],
            LeaveOneOut = [],
            ShiftedByDays = [],
            Changes = changes,
            ChangesNearEvents = near,
            LeadLag = leadLag,
            TestsTried = leadLag.Count + (near is null ? 0 : 1),
            TestsText = CoincidenceText.Tried(leadLag.Count + (near is null ? 0 : 1), 0, 0, leadLag.Count, changes.Count, near is not null),
        };

    static OverallCoincidence Effect(EventStudy study, long[] times, OverallCoincidence overall)
    {
        var contacts = new double[times.Length];
        var count = CoveredTime.Fill(times, study.Coverage, contacts);
        var phi = Dispersion.Of(contacts.AsSpan(0, count), study.Coverage.Seconds).Phi;
        var inside = study.Redating.Seconds(study.Coverage, EventWindow.During);
        var outside = study.Coverage.Seconds - inside;
        if (outside <= 0 || inside <= 0)
            return overall;
        var ratio = ExactIntervals.RateRatio(overall.ContactsInside / phi, inside, (count - overall.ContactsInside) / phi, outside);
        return overall with { Ratio = Finite(ratio.Ratio), Low = Finite(ratio.Low), High = Finite(ratio.High) };
    }

    static List<EventCoincidence> Each(Redating redating, long[] times, (double P, bool IsBound)[] adjusted)
    {
        List<EventCoincidence> events = [];
        foreach (var (observed, moved) in redating.EachEvent(times))
        {
            var e = redating.Events[events.Count];
            var count = new RedatedCount(
                observed, moved.Average(), moved.Count(m => m >= observed) / (double)moved.Length, moved.Count(m => m <= observed) / (double)moved.Length, 1.0 / moved.Length);
            var corrected = Corrected(adjusted[events.Count], count);
            var window = e.Of(EventWindow.During);
            events.Add(new(e.Label, UnixTime.Format(window.From), UnixTime.Format(window.To), observed, count.Expected,
                count.Expected > 0 ? observed / count.Expected : null, count.TwoSided, corrected.P, moved.Length, e.Line, count.IsBound, corrected.IsBound));
        }
        return events;
    }

    static DecoyFindings? Decoys(EventStudy study, long[] times, double ours, SplitMix64 random)
    {
        if (study.Decoys.Count == 0)
            return null;
        var asGood = study.Decoys.Count(dates =>
        {
            var decoy = Redating.Of(dates, study.Clock, study.Coverage, study.Classes);
            return Math.Min(decoy.Test(times, EventWindow.During, random).TwoSided, decoy.Test(times, EventWindow.Around, random).TwoSided) <= ours;
        });
        return new DecoyFindings(study.Decoys.Count, asGood,
            $"Of {study.Decoys.Count:#,0} lists of as many events at random dates, weekdays kept, {asGood:#,0} match at least as well.");
    }

    static NullHistogram Histogram(long[] counts)
    {
        const int Classes = 40;
        var (least, most) = (counts.Min(), counts.Max());
        var width = Math.Max(1, (most - least + Classes) / Classes);
        var classes = new int[(most - least) / width + 1];
        foreach (var count in counts.AsSpan(1))
            classes[(count - least) / width]++;
        return new NullHistogram(least, width, classes, counts.Length - 1);
    }

    static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
