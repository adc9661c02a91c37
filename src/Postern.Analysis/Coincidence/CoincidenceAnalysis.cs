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

    /// <summary>Below so many clusters of events a second null model is asked.</summary>
    const int FewClusters = 5;

    /// <summary>Null models that differ by more than this factor: the larger chance is reported.</summary>
    const double Differ = 3;

    /// <summary>Fewest whole weeks that a shift by weeks can decide with.</summary>
    const int FewestWeeks = 20;

    const int ManyEvents = 50, Draws = 9_999, FewDraws = 999;

    /// <summary>Above this chance nothing can come of a target.</summary>
    const double Hopeless = .2;

    const double Week = 7 * 86_400;

    /// <summary>Says all of one target.</summary>
    /// <param name="study">The list of events.</param>
    /// <param name="times">Contacts of all sources, ascending, nanoseconds.</param>
    /// <param name="moments">Start, end and changes.</param>
    /// <param name="rhythm">Tests of the target's rhythm: it decides which second null is fair.</param>
    /// <param name="qValue">p corrected over targets; null when the target was not tested.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static CoincidenceFindings Of(
        EventStudy study, long[] times, IReadOnlyList<Moment> moments, RhythmTests rhythm, double? qValue, ulong seed)
    {
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
        var (_, adjusted) = WestfallYoung.MinP([common.During, Negative(common.During), common.Around, Negative(common.Around)]);
        var (_, adjustedEvents) = WestfallYoung.MinP([.. common.Events]);
        var (nullModel, p, others) = SecondNull(study, times, during, rhythm, random);
        var without = study.Without.Select((left, i) => new LeftOutEvent(redating.Events[i].Label, left.Test(times, EventWindow.During, random).TwoSided)).ToList();
        var shifted = study.Shifted.Select(s => new ShiftedEvents(
            s.Days, s.Redating.Events.Count == 0 ? null : s.Redating.Test(times, EventWindow.During, random).TwoSided)).ToList();
        var events = Each(redating, times, adjustedEvents);
        var decoys = Decoys(study, times, Math.Min(during.TwoSided, around.TwoSided), random);
        var pAdjusted = Math.Max(p, Math.Min(adjusted[0], adjusted[1]));
        var overall = Effect(study, times, new OverallCoincidence
        {
            Verdict = pAdjusted <= Level && !(qValue > Level) ? "coincident" : "not-coincident",
            ContactsInside = during.Observed,
            Contacts = times.Length,
            Expected = during.Expected,
            PValue = p,
            PMore = during.More,
            PFewer = during.Fewer,
            PAdjusted = pAdjusted,
            QValue = qValue is { } q ? Math.Max(q, pAdjusted) : null,
            Placements = redating.Placements,
            NullModel = nullModel,
            OtherNulls = others,
            Around = new WindowCoincidence(around.Observed, around.Expected, around.TwoSided, Math.Max(around.TwoSided, Math.Min(adjusted[2], adjusted[3]))),
            Null = Histogram(common.During),
            Declared = study.List.DeclaredBefore ? "before" : "after",
            Text = "",
        });
        var tried = 4 + redating.Events.Count + leadLag.Count;
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
        };
    }

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
            TestsTried = leadLag.Count,
        };

    /// <summary>With few events a turn of the whole record is asked too, by weeks where hours or weekdays matter.</summary>
    static (string Model, double P, List<NullFindings> Others) SecondNull(
        EventStudy study, long[] times, RedatedCount during, RhythmTests rhythm, SplitMix64 random)
    {
        var first = new NullFindings("tied-redating", during.TwoSided, study.Redating.Placements);
        if (study.Redating.Clusters >= FewClusters)
            return (first.NullModel, first.PValue, []);
        var contacts = new double[times.Length];
        var count = CoveredTime.Fill(times, study.Coverage, contacts);
        var length = study.Coverage.Seconds;
        var windows = study.Redating.Windows(EventWindow.During)
            .Select(w => (From: study.Coverage.SecondsBetween(study.Coverage.From, w.From), To: study.Coverage.SecondsBetween(study.Coverage.From, w.To))).ToList();
        NullFindings second;
        if (rhythm.LnDaily <= Math.Log(Level) || rhythm.LnWeekly <= Math.Log(Level))
        {
            // The last whole weeks, so that no seam breaks the weekdays; on covered time only a record without holes has weekdays.
            var weeks = Math.Floor(length / Week);
            var cut = length - weeks * Week;
            if (weeks < FewestWeeks || study.Coverage.Count > 1 || windows.Exists(w => w.From < cut))
                return (first.NullModel, first.PValue, []);
            var turned = CircularShift.Stepped([.. contacts[..count].Where(c => c >= cut).Select(c => c - cut)], [.. windows.Select(w => (w.From - cut, w.To - cut))], weeks * Week, Week);
            second = new("whole-weeks", turned.TwoSided, weeks);
        }
        else
        {
            var turned = CircularShift.Test(contacts.AsSpan(0, count), windows, length, random);
            second = new("circular-shift", turned.TwoSided, double.PositiveInfinity); // every turn
        }
        return second.PValue > Differ * first.PValue ? (second.NullModel, second.PValue, [first]) : (first.NullModel, first.PValue, [second]);
    }

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

    static List<EventCoincidence> Each(Redating redating, long[] times, double[] adjusted)
    {
        List<EventCoincidence> events = [];
        foreach (var (observed, moved) in redating.EachEvent(times))
        {
            var e = redating.Events[events.Count];
            var expected = moved.Average();
            var p = Math.Min(1, 2 * Math.Min(moved.Count(m => m >= observed), moved.Count(m => m <= observed)) / (double)moved.Length);
            var window = e.Of(EventWindow.During);
            events.Add(new(e.Label, UnixTime.Format(window.From), UnixTime.Format(window.To), observed, expected,
                expected > 0 ? observed / expected : null, p, Math.Max(p, adjusted[events.Count]), moved.Length));
        }
        return events;
    }

    static DecoyFindings? Decoys(EventStudy study, long[] times, double ours, SplitMix64 random)
    {
        if (study.Decoys.Count == 0)
            return null;
        var asGood = study.Decoys.Count(decoy =>
            Math.Min(decoy.Test(times, EventWindow.During, random).TwoSided, decoy.Test(times, EventWindow.Around, random).TwoSided) <= ours);
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

    static long[] Negative(long[] values) => Array.ConvertAll(values, value => -value);

    static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
