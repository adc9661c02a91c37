using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Analysis.Rate;
using Postern.Analysis.Rhythm;

namespace Postern.Analysis.Coincidence;

/// <summary>The null model that is asked beside re-dating where the events are few (METHODS §8, null 2).</summary>
static class SecondNull
{
    /// <summary>Below so many clusters of events a second null model is asked.</summary>
    const int FewClusters = 5;

    /// <summary>Null models that differ by more than this factor: the larger chance is reported.</summary>
    const double Differ = 3;

    /// <summary>Fewest whole weeks that a shift by weeks can decide with.</summary>
    const int FewestWeeks = 20;

    const double Week = 7 * 86_400;

    /// <summary>The model whose chance is reported, and the others that were asked: with few events a turn of the whole record, by weeks where hours or weekdays matter.</summary>
    /// <param name="study">The list of events.</param>
    /// <param name="times">Contacts in watched time, ascending, nanoseconds.</param>
    /// <param name="during">Re-dating's answer for the events themselves.</param>
    /// <param name="rhythm">Tests of the target's rhythm.</param>
    /// <param name="random">Draws turns where they are too many.</param>
    public static (NullFindings Chosen, List<NullFindings> Others) Of(
        EventStudy study, long[] times, RedatedCount during, RhythmTests rhythm, SplitMix64 random)
    {
        var first = new NullFindings("tied-redating", during.TwoSided, study.Redating.Placements, during.IsBound);
        if (study.Redating.Clusters >= FewClusters || Turned(study, times, rhythm, random) is not { } second)
            return (first, []);
        return second.PValue > Differ * first.PValue ? (second, [first]) : (first, [second]);
    }

    static NullFindings? Turned(EventStudy study, long[] times, RhythmTests rhythm, SplitMix64 random)
    {
        var contacts = new double[times.Length];
        var count = CoveredTime.Fill(times, study.Coverage, contacts);
        var length = study.Coverage.Seconds;
        var windows = study.Redating.Windows(EventWindow.During)
            .Select(w => (From: study.Coverage.SecondsBetween(study.Coverage.From, w.From), To: study.Coverage.SecondsBetween(study.Coverage.From, w.To))).ToList();
        var level = Math.Log(CoincidenceAnalysis.Level);
        if (!(rhythm.LnDaily <= level || rhythm.LnWeekly <= level)) // NaN: nothing is known of a rhythm
        {
            var anywhere = CircularShift.Test(contacts.AsSpan(0, count), windows, length, random);
            return new("circular-shift", anywhere.TwoSided, double.PositiveInfinity, anywhere.IsBound); // every turn
        }
        // The last whole weeks, so that no seam breaks the weekdays; on covered time only a record without holes has weekdays.
        var weeks = Math.Floor(length / Week);
        var cut = length - weeks * Week;
        if (weeks < FewestWeeks || study.Coverage.Count > 1 || windows.Exists(w => w.From < cut))
            return null;
        var turned = CircularShift.Stepped([.. contacts[..count].Where(c => c >= cut).Select(c => c - cut)], [.. windows.Select(w => (w.From - cut, w.To - cut))], weeks * Week, Week);
        return new("whole-weeks", turned.TwoSided, weeks, turned.IsBound);
    }
}
