using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Contacts;

namespace Postern.Analysis.Changes;

/// <summary>A change with its dates, its factor and its sentence.</summary>
static class ChangeText
{
    const double DaysToKnowHours = 3 * 86_400;

    public static ChangeFindings Describe(RateChange change, ChangeSeries series)
    {
        var told = ChangeExtent.Of(change, series);
        var ratio = ExactIntervals.RateRatio(told.During / change.Phi, told.DuringSeconds, told.Rest / change.Phi, told.RestSeconds);
        var (during, rest) = (3_600 * told.During / told.DuringSeconds, 3_600 * told.Rest / told.RestSeconds);
        var rises = change.Rises(series);
        var kind = change.IsStep && !IsUndone(change, series, told.RateBefore, told.RateDuring) ? rises ? "rise" : "fall" : rises ? "burst" : "quiet";
        var (from, until) = (UnixTime.Format(series.Instant(told.Start.Instant)), UnixTime.Format(series.Instant(told.End)));
        var (low, high) = (UnixTime.Format(series.Instant(told.Start.Low)), UnixTime.Format(series.Instant(told.Start.High)));
        return new ChangeFindings
        {
            Kind = kind,
            From = from,
            Until = until,
            FromLow = low,
            FromHigh = high,
            RateBefore = rest,
            RateDuring = during,
            Contacts = told.During,
            Factor = double.IsFinite(ratio.Ratio) ? ratio.Ratio : null,
            FactorLow = ratio.Low,
            FactorHigh = double.IsFinite(ratio.High) ? ratio.High : null,
            PValue = Math.Exp(change.LogP),
            Text = $"{(change.Until >= series.Length ? $"From {Phrase.Instant(from)} on" : $"From {Phrase.Span(from, until)}")} (start between {Phrase.Span(low, high, "and")}, 95 %) the rate was "
                + $"{Phrase.Number(ratio.Ratio, 2)} times that {Rest(change, series)} (95 %: {Phrase.Interval(ratio.Low, ratio.High)}): "
                + $"{Rates(during, rest)}. By its own variation the source would show such a change with chance "
                + $"{Phrase.Chance(change.LogP)}, the windows tried counted{(series.Length < DaysToKnowHours ? "; so short a record cannot tell it from the hours of the day" : "")}.",
        };
    }

    /// <summary>Whether a step ends before the series does, and the rate goes back (by more than half, in ratios).</summary>
    static bool IsUndone(RateChange change, ChangeSeries series, double before, double during)
    {
        if (change.Until >= series.Length)
            return false;
        var until = Math.Min(series.Length, 2 * change.Until - change.From);
        var after = (series.Count(change.Until, until) + .5) / (until - change.Until);
        return Math.Log(after / during) * Math.Log(before / during) > .5 * Math.Pow(Math.Log(before / during), 2);
    }

    /// <summary>What the rate is compared with, by name where it is not the whole series.</summary>
    static string Rest(RateChange change, ChangeSeries series)
    {
        var from = Phrase.Instant(UnixTime.Format(series.Instant(change.NodeFrom)));
        if (change.IsStep)
            return change.NodeFrom <= 0 ? "before" : $"before, from {from}";
        return change.NodeFrom <= 0 && change.NodeUntil >= series.Length ? "of the rest"
            : $"of the rest from {from} to {Phrase.Instant(UnixTime.Format(series.Instant(change.NodeUntil)))}";
    }

    static string Rates(double during, double rest)
    {
        var (unit, each) = Math.Max(during, rest) >= .5 ? (1.0, "an hour") : (24.0, "a day");
        return $"{Phrase.Number(during * unit, 2)} {each} against {Phrase.Number(rest * unit, 2)}";
    }
}
