using System.Numerics;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Analysis.Rate;

namespace Postern.Analysis.Synchrony;

/// <summary>The beat that two schedules have in common, and how their phases lie to one another (METHODS §7).</summary>
/// <remarks>A sleep starts anew at each contact and has no phase to share.</remarks>
static class CommonBeat
{
    /// <summary>Slices of the common time whose phases are compared, and occasions of each source that a slice needs on average.</summary>
    const int FewestSlices = 5, MostSlices = 20, PerSlice = 4;

    /// <summary>Occasions before and after a hand-over that its phases are read from.</summary>
    const int Near = 20;

    /// <summary>A phase that is carried over so long that it may be wrong by more than this share of a period tells nothing.</summary>
    const double MostCarried = .125;

    /// <summary>While both live: equal periods, and phases whose difference does not drift, told at the start of the time that both share.</summary>
    public static SharedBeat? WhileBothLive(SourceSeries a, SourceSeries b, Watch watch)
    {
        if (Period(a, b) is not { } period)
            return null;
        var (from, to) = (Math.Max(a.Occasions[0], b.Occasions[0]), Math.Min(a.Occasions[^1], b.Occasions[^1]));
        ReadOnlySpan<long> first = a.Occasions, second = b.Occasions;
        var slices = Math.Min(MostSlices, Math.Min(first.CountIn(from, to), second.CountIn(from, to)) / PerSlice);
        List<(double At, double Apart)> points = [];
        for (var slice = 0; slice < slices; slice++)
        {
            var (start, end) = (from + (to - from) / slices * slice, from + (to - from) / slices * (slice + 1));
            var one = first[first.FirstAt(start)..first.FirstAt(end)];
            var two = second[second.FirstAt(start)..second.FirstAt(end)];
            if (one.IsEmpty || two.IsEmpty)
                continue;
            var apart = Phase(two, period, from) - Phase(one, period, from);
            var near = points.Count == 0 ? 0 : points[^1].Apart;
            points.Add(((start + end - 2 * from) / 2e9, near + Math.IEEERemainder(apart - near, period)));
        }
        if (points.Count < FewestSlices)
            return null;
        var line = Line.Through(points);
        var length = (to - from) / 1e9;
        // What moves by less than a step of the stamps does not drift.
        return Math.Abs(line.Slope) * length > Math.Max(2 * line.Error * length, watch.ResolutionSeconds) ? null : Told(line.AtStart, period, watch);
    }

    /// <summary>Where one ended and the other began: the phase of the beginning against that of the end, carried over the gap.</summary>
    public static SharedBeat? Continued(SourceSeries ended, SourceSeries began, Watch watch)
    {
        if (Period(ended, began) is not { } period)
            return null;
        var last = ended.Occasions.AsSpan()[^Math.Min(Near, ended.Occasions.Length)..];
        var first = began.Occasions.AsSpan()[..Math.Min(Near, began.Occasions.Length)];
        var error = Math.Max(HalfWidth(ended.Beat!), HalfWidth(began.Beat!));
        var beats = Math.Abs(first[first.Length / 2] - last[last.Length / 2]) / 1e9 / period;
        return beats * error > MostCarried * period ? null
            : Told(Phase(first, period, ended.Occasions[^1]) - Phase(last, period, ended.Occasions[^1]), period, watch);
    }

    /// <summary>The mean of two periods of schedules that agree within their 95 % limits, seconds.</summary>
    static double? Period(SourceSeries a, SourceSeries b) =>
        a.Beat is { Verdict: "periodic", Clock: "schedule", PeriodSeconds: { } first, PeriodLow: { } firstLow, PeriodHigh: { } firstHigh }
        && b.Beat is { Verdict: "periodic", Clock: "schedule", PeriodSeconds: { } second, PeriodLow: { } secondLow, PeriodHigh: { } secondHigh }
        && firstLow <= secondHigh && secondLow <= firstHigh ? (first + second) / 2 : null;

    static double HalfWidth(CadenceFindings beat) => (beat.PeriodHigh!.Value - beat.PeriodLow!.Value) / 2;

    static SharedBeat Told(double apart, double period, Watch watch)
    {
        apart = Math.IEEERemainder(apart, period);
        var least = Math.Max(Math.Abs(apart), watch.ResolutionSeconds / 2);
        return new SharedBeat(period, apart, Math.Min(1, 2 * least / period), Interest.IsCommon(period));
    }

    /// <summary>Mean phase of a series, seconds after a whole number of periods from a moment.</summary>
    static double Phase(ReadOnlySpan<long> times, double period, long from)
    {
        var sum = default(Complex);
        foreach (var time in times)
            sum += Complex.FromPolarCoordinates(1, Math.Tau * ((time - from) / 1e9 % period / period));
        return sum.Phase / Math.Tau * period;
    }

    /// <summary>A straight line by least squares.</summary>
    readonly record struct Line(double AtStart, double Slope, double Error)
    {
        public static Line Through(List<(double At, double Apart)> points)
        {
            var (meanAt, mean) = (points.Average(p => p.At), points.Average(p => p.Apart));
            var spread = points.Sum(p => (p.At - meanAt) * (p.At - meanAt));
            var slope = points.Sum(p => (p.At - meanAt) * (p.Apart - mean)) / spread;
            var rest = points.Sum(p => Math.Pow(p.Apart - mean - slope * (p.At - meanAt), 2));
            return new(mean - slope * meanAt, slope, Math.Sqrt(rest / (points.Count - 2) / spread));
        }
    }
}
