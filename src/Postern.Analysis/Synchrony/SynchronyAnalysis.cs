using System.Numerics;
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

    /// <summary>Chance at or below which times or levels are called shared.</summary>
    public const double Level = .01;

    /// <summary>The same with all pairs of sources counted.</summary>
    const double FamilyLevel = .05;

    /// <summary>Share of the occasions, beyond chance, that must be matched to call times shared; to call two sources one, of both.</summary>
    const double SharedShare = .1, OneShare = .5;

    /// <summary>Farthest that the occasions of one party lie apart (ns).</summary>
    const long OneTolerance = 60 * UnixTime.Second;

    const int MostStrangers = 50, LagClasses = 40, Draws = 499;
    const long LagReach = 600 * UnixTime.Second;

    /// <summary>Compares two sources.</summary>
    /// <param name="one">A source.</param>
    /// <param name="two">Another.</param>
    /// <param name="watch">How their target was watched.</param>
    /// <param name="compared">Pairs of sources that the record has to compare, shown or not: each counts.</param>
    /// <param name="strangers">Occasions of other sources of the record, asked for only where times are shared.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static SynchronyFindings Of(SourceSeries one, SourceSeries two, Watch watch, long compared, Func<IReadOnlyList<long[]>> strangers, ulong seed)
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
        var expectedOfOther = test.Expected * b.Occasions.Length / a.Occasions.Length * .5; // matches are shared by several at most
        var excessOfOther = (other - Math.Min(expectedOfOther, other)) / Math.Max(1, b.Occasions.Length - expectedOfOther);
        // Whole weeks that show as much contradict: then a common clock shares the times, not a common event.
        var weeks = Contradicts(test, to - from) ? test.WeeksPValue : 0;
        var p = Math.Max(test.PValue, weeks);
        var adjusted = Math.Min(1, Math.Max(weeks, compared * Math.Min(test.Tail, p)));
        var shared = p <= Level && adjusted <= FamilyLevel && excess >= SharedShare;
        found = found with
        {
            Verdict = shared && test.Tolerance <= OneTolerance && Math.Min(excess, excessOfOther) >= OneShare ? "one"
                : shared ? "shared-times"
                : level?.PValue <= Math.Min(Level, FamilyLevel / compared) ? "shared-level" : "independent",
            ToleranceSeconds = test.Tolerance / 1e9,
            Share = (double)test.Matched / a.Occasions.Length,
            ShareOfOther = (double)other / b.Occasions.Length,
            ShareExpected = test.Expected / a.Occasions.Length,
            PValue = p,
            PAdjusted = adjusted,
            Shifts = test.Shifts,
            WeeksPValue = double.IsNaN(test.WeeksPValue) ? null : test.WeeksPValue,
            LevelPValue = level?.PValue,
            LevelCorrelation = level?.Correlation,
            Beat = Beat(a, b, watch),
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
    static SynchronyFindings Closer(SynchronyFindings found, SourceSeries a, SourceSeries b, ShiftTest test, IReadOnlyList<long[]> strangers, SplitMix64 random)
    {
        var lags = Matching.Lags(a.Occasions, b.Occasions, test.Tolerance);
        var (low, high) = Limits(lags, a.Occasions, random);
        var chosen = strangers.Count <= MostStrangers ? strangers : [.. Drawn(strangers, random)];
        var close = chosen.Count(stranger => Matching.Count(a.Occasions, stranger, test.Tolerance) >= test.Matched);
        return found with
        {
            LagSeconds = Median([.. lags.Select(l => l.Lag)]) / 1e9,
            LagLow = low / 1e9,
            LagHigh = high / 1e9,
            Strangers = chosen.Count,
            StrangersAsClose = close,
            Lags = new LagHistogram(-LagReach / 1e9, 2 * LagReach / 1e9 / LagClasses, Matching.Histogram(a.Occasions, b.Occasions, LagReach, LagClasses)),
        };
    }

    static IEnumerable<long[]> Drawn(IReadOnlyList<long[]> strangers, SplitMix64 random)
    {
        int[] order = [.. Enumerable.Range(0, strangers.Count)];
        for (var i = 0; i < MostStrangers; i++)
        {
            var j = i + random.Next(order.Length - i);
            (order[i], order[j]) = (order[j], order[i]);
            yield return strangers[order[i]];
        }
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

    /// <summary>The beat that both keep: equal periods, and a difference of phase that does not drift.</summary>
    static SharedBeat? Beat(SourceSeries a, SourceSeries b, Watch watch)
    {
        if (a.Beat is not { Verdict: "periodic", PeriodSeconds: { } first, PeriodLow: { } firstLow, PeriodHigh: { } firstHigh }
            || b.Beat is not { Verdict: "periodic", PeriodSeconds: { } second, PeriodLow: { } secondLow, PeriodHigh: { } secondHigh }
            || firstLow > secondHigh || secondLow > firstHigh)
            return null;
        var period = (first + second) / 2;
        var apart = Phase(b.Occasions, period, watch.From) - Phase(a.Occasions, period, watch.From);
        apart = Math.IEEERemainder(apart, period);
        var least = Math.Max(Math.Abs(apart), watch.ResolutionSeconds / 2);
        return new SharedBeat(period, apart, Math.Min(1, 2 * least / period), Investigation.Interest.IsCommon(period));
    }

    /// <summary>Mean phase of a series, seconds after a whole number of periods from a moment.</summary>
    static double Phase(long[] times, double period, long from)
    {
        var sum = default(Complex);
        foreach (var time in times)
            sum += Complex.FromPolarCoordinates(1, Math.Tau * ((time - from) / 1e9 % period / period));
        return sum.Phase / Math.Tau * period;
    }
}
