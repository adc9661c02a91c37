using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Contacts;

namespace Postern.Analysis.Synchrony;

/// <summary>Do two sources of one target act together (METHODS §7).</summary>
static class SynchronyAnalysis
{
    /// <summary>Fewest occasions with which a source is compared, and most.</summary>
    public const int FewestOccasions = 20, MostOccasions = 20_000;

    /// <summary>Sources of a target that are compared with one another: those with most contacts.</summary>
    public const int MostSources = 6;

    /// <summary>Chance at or below which times, levels or absences of two sources alone are called shared; all pairs of sources counted it is the record's level.</summary>
    public const double SingleLevel = .01;

    /// <summary>Share of the occasions, beyond chance, that must be matched to call times shared; to call two sources one, of both.</summary>
    const double SharedShare = .1, OneShare = .5;

    /// <summary>Farthest that the occasions of one party lie apart (ns).</summary>
    const double Rounding = 1e-9;
    const long OneTolerance = 60 * UnixTime.Second;

    const int MostStrangers = 50, LagClasses = 40, Draws = 499;
    const long LagReach = 600 * UnixTime.Second;

    /// <summary>Compares two sources.</summary>
    /// <param name="one">A source.</param>
    /// <param name="two">Another.</param>
    /// <param name="watch">How their target was watched.</param>
    /// <param name="counted">Pairs of sources that the record has to compare, shown or not, each of which counts; and the level over all of them.</param>
    /// <param name="strangers">Other sources of the record, asked for only where times are shared.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static SynchronyFindings Of(
        SourceSeries one, SourceSeries two, Watch watch, (long Compared, double Level) counted, Func<Strangers> strangers, ulong seed)
    {
        var (a, b) = one.Occasions.Length <= two.Occasions.Length ? (one, two) : (two, one);
        var found = new SynchronyFindings
        {
            Sources = [a.Name, b.Name],
            Verdict = "too-few",
            Occasions = [a.Occasions.Length, b.Occasions.Length],
            Text = "",
        };
        if (a.Occasions.Length < FewestOccasions)
            return found with { Text = SynchronyText.Say(found) };
        // Whole weeks of the time in which both lived: silence of both before or after would fill the record with matches that are none.
        var (from, to) = (Math.Max(a.Occasions[0], b.Occasions[0]), Math.Min(a.Occasions[^1], b.Occasions[^1]));
        var test = ShiftTest.Of(a.Occasions, b.Occasions, (long)(watch.ResolutionSeconds * 1e9), from, to);
        var level = LevelTest.Of(a.Occasions, b.Occasions, watch.Coverage);
        var other = Matching.Count(b.Occasions, a.Occasions, test.Tolerance);
        var excess = (test.Matched - test.Expected) / Math.Max(1, a.Occasions.Length - test.Expected);
        // Whole weeks that show as much contradict: then a common clock shares the times, not a common event.
        var weeks = Contradicts(test, to - from) ? test.WeeksPValue : 0;
        var p = Math.Max(test.PValue, weeks);
        var adjusted = Math.Min(1, Math.Max(weeks, counted.Compared * Math.Min(test.Tail, p)));
        var shared = p <= SingleLevel && adjusted <= counted.Level && excess >= SharedShare;
        double? expectedOfOther = shared ? ShiftTest.ExpectedOfOther(a.Occasions, b.Occasions, test.Tolerance) : null;
        var excessOfOther = (other - expectedOfOther) / Math.Max(1, b.Occasions.Length - expectedOfOther ?? 0);
        found = found with
        {
            Verdict = shared && test.Tolerance <= OneTolerance && excess >= OneShare && excessOfOther >= OneShare ? "one"
                : shared ? "shared-times"
                : level?.PValue <= Math.Min(SingleLevel, counted.Level / counted.Compared) ? "shared-level" : "independent",
            ToleranceSeconds = test.Tolerance / 1e9,
            Share = (double)test.Matched / a.Occasions.Length,
            ShareOfOther = (double)other / b.Occasions.Length,
            ShareExpected = test.Expected / a.Occasions.Length,
            ShareOfOtherExpected = expectedOfOther / b.Occasions.Length,
            PValue = p,
            PValueIsBound = p <= 1.0 / (1 + test.Shifts) + Rounding,
            PAdjusted = adjusted,
            Shifts = test.Shifts,
            WeeksPValue = double.IsNaN(test.WeeksPValue) ? null : test.WeeksPValue,
            LevelPValue = level?.PValue,
            LevelCorrelation = level?.Correlation,
            Beat = CommonBeat.WhileBothLive(a, b, watch),
            Absences = AbsenceTest.Of(a.Occasions, b.Occasions, watch.Coverage),
        };
        if (shared)
            found = Closer(found, a, b, test, strangers(), new SplitMix64(seed));
        return found with { Text = SynchronyText.Say(found) };
    }

    static bool Contradicts(ShiftTest test, long length)
    {
        var weeks = length / (7 * UnixTime.Day);
        return !double.IsNaN(test.WeeksPValue) && test.WeeksPValue > 1.5 / weeks;
    }

    /// <summary>Lags, and whether strangers match as well.</summary>
    static SynchronyFindings Closer(SynchronyFindings found, SourceSeries a, SourceSeries b, ShiftTest test, Strangers strangers, SplitMix64 random)
    {
        var lags = Matching.Lags(a.Occasions, b.Occasions, test.Tolerance);
        var (low, high) = Limits(lags, a.Occasions, random);
        var close = strangers.Drawn(MostStrangers, random).Count(stranger => Matching.Count(a.Occasions, strangers.Occasions(stranger), test.Tolerance) >= test.Matched);
        return found with
        {
            LagSeconds = Median([.. lags.Select(l => l.Lag)]) / 1e9,
            LagLow = low / 1e9,
            LagHigh = high / 1e9,
            Strangers = Math.Min(MostStrangers, strangers.Count),
            StrangersAsClose = close,
            Lags = new LagHistogram(-LagReach / 1e9, 2 * LagReach / 1e9 / LagClasses, Matching.Histogram(a.Occasions, b.Occasions, LagReach, LagClasses)),
        };
    }

    static (double Low, double High) Limits(List<(int Index, long Lag)> lags, long[] times, SplitMix64 random)
    {
        long[][] days = [.. lags.GroupBy(l => Rhythm.LocalDays.Day(times[l.Index])).Select(day => day.Select(l => l.Lag).ToArray())];
        var medians = new double[Draws];
        List<long> drawn = [];
        for (var draw = 0; draw < Draws; draw++)
        {
            drawn.Clear();
            for (var i = 0; i < days.Length; i++)
                drawn.AddRange(days[random.Next(days.Length)]);
            medians[draw] = Median([.. drawn]);
        }
        Array.Sort(medians);
        return (medians[(int)(.025 * Draws)], medians[(int)(.975 * Draws)]);
    }

    static double Median(long[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2.0;
    }
}
