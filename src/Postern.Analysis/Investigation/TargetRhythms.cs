using Postern.Analysis.Numerics;
using Postern.Analysis.Rhythm;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>The rhythm of every target that several pairs contact, tested for all of them, so that the correction counts them all.</summary>
sealed class TargetRhythms
{
    /// <summary>A target of more contacts is not looked at as a whole: its pairs say enough.</summary>
    public const int MostContacts = 1_000_000;

    readonly double[] lnDailyQ; // by target; NaN where it was not tested
    readonly double[] lnWeeklyQ;

    TargetRhythms(double[] lnDailyQ, double[] lnWeeklyQ) => (this.lnDailyQ, this.lnWeeklyQ) = (lnDailyQ, lnWeeklyQ);

    /// <summary>Targets that were tested.</summary>
    public int Tested => lnDailyQ.Count(q => !double.IsNaN(q));

    /// <summary>ln of the q-values of a target's rhythms of the day and of the week, all targets counted; NaN where they were not tested.</summary>
    public (double Daily, double Weekly) LnQ(int target) => (lnDailyQ[target], lnWeeklyQ[target]);

    /// <summary>Tests all targets; null when rhythms were not asked for.</summary>
    public static TargetRhythms? Of(
        ContactTable table, InvestigationOptions options, PairScreen screen, TargetIndex targets, Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        if (!options.Analyses.HasFlag(Analyses.Rhythm))
            return null;
        var (daily, weekly) = (new double[table.Targets.Count], new double[table.Targets.Count]);
        Workers.Run(daily.Length, options.Threads, () => 0, (target, _) =>
        {
            var (first, end) = (targets.First(target), targets.End(target));
            var tests = end - first > 1 && TargetTimes.Count(table, first, end) is >= RhythmFrame.FewestContacts and <= MostContacts
                ? screen.Clocks.Of(table.Pairs[first].Kind)[0].Test(TargetTimes.Of(table, first, end)) : RhythmTests.None;
            (daily[target], weekly[target]) = (tests.LnDaily, tests.LnWeekly);
        }, progress is null ? null : done => progress(new InvestigationProgress("testing rhythms of targets", done, daily.Length)), cancel);
        return new TargetRhythms(MultipleTesting.BenjaminiYekutieli(daily), MultipleTesting.BenjaminiYekutieli(weekly));
    }
}
