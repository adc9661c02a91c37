using Postern.Analysis.Cadence;
using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Contacts;

namespace Postern.Analysis.Charts;

/// <summary>How well a beat is kept, occasion by occasion.</summary>
/// <remarks>A schedule keeps its phase: the value is how far an occasion lies from its beat, -P/2 to P/2. A sleep starts anew at each
/// contact: the value is the gap before it, and only gaps that were watched and no longer than <see cref="LongestSleeps"/> periods are shown.</remarks>
public sealed record BeatPhases
{
    /// <summary>Longest gap of a sleep that is shown, in periods.</summary>
    public const double LongestSleeps = 4;

    /// <summary><c>schedule</c> or <c>sleep</c>: what the values are.</summary>
    public required string Clock { get; init; }

    /// <summary>The period, seconds.</summary>
    public required double PeriodSeconds { get; init; }

    /// <summary>Occasions that could be shown; every so many-th is.</summary>
    public required int Occasions { get; init; }

    /// <summary>First occasion shown, seconds since 1970-01-01T00:00:00Z.</summary>
    public required long FromSeconds { get; init; }

    /// <summary>When each occasion shown came, seconds after the one before it.</summary>
    public required IReadOnlyList<long> After { get; init; }

    /// <summary>Its value, seconds, to the millisecond.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>The phases of a pair; null when no period was found or nothing is left to show.</summary>
    /// <param name="times">Contacts in time order, nanoseconds.</param>
    /// <param name="watch">How they were watched.</param>
    /// <param name="cadence">The beat.</param>
    /// <param name="most">Most occasions to show.</param>
    public static BeatPhases? Of(ReadOnlySpan<long> times, Watch watch, CadenceFindings? cadence, int most)
    {
        if (cadence is not { PeriodSeconds: { } period and > 0, Clock: { } clock })
            return null;
        var series = new OccasionSeries();
        series.Load(times, watch);
        var longest = Visits.LongestGap(series, new CadenceWorkspace());
        if (longest > 0)
            series.Join(longest);
        var (shown, values) = clock == "schedule" ? Scheduled(series.Times, period) : Slept(series.Times, period, watch.Coverage);
        if (shown.Count == 0)
            return null;
        var every = (shown.Count + most - 1) / most;
        List<long> after = [];
        List<double> kept = [];
        var from = Floor.Div(shown[0], UnixTime.Second);
        var before = from;
        for (var i = 0; i < shown.Count; i += every)
        {
            var seconds = Floor.Div(shown[i], UnixTime.Second);
            after.Add(seconds - before);
            kept.Add(Math.Round(values[i], 3));
            before = seconds;
        }
        return new BeatPhases { Clock = clock, PeriodSeconds = period, Occasions = shown.Count, FromSeconds = from, After = after, Values = kept };
    }

    /// <summary>Distance of each occasion from its beat; the beat lies at the circular mean of all phases.</summary>
    static (List<long> Times, List<double> Values) Scheduled(ReadOnlySpan<long> starts, double period)
    {
        var (sine, cosine) = (0.0, 0.0);
        foreach (var start in starts)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * ((start - starts[0]) / 1e9 / period));
            (sine, cosine) = (sine + s, cosine + c);
        }
        var phase = Math.Atan2(sine, cosine) / (2 * Math.PI) * period;
        List<long> times = [];
        List<double> values = [];
        foreach (var start in starts)
        {
            times.Add(start);
            values.Add(Math.IEEERemainder((start - starts[0]) / 1e9 - phase, period));
        }
        return (times, values);
    }

    static (List<long> Times, List<double> Values) Slept(ReadOnlySpan<long> starts, double period, Coverage coverage)
    {
        List<long> times = [];
        List<double> values = [];
        for (var i = 1; i < starts.Length; i++)
        {
            var gap = (starts[i] - starts[i - 1]) / 1e9;
            if (gap > LongestSleeps * period || !coverage.Unbroken(starts[i - 1], starts[i]))
                continue;
            times.Add(starts[i]);
            values.Add(gap);
        }
        return (times, values);
    }
}
