using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>Every measure of a pair in one table.</summary>
static class PairNumbers
{
    /// <summary>Writes the table, closed.</summary>
    public static void Write(HtmlWriter html, PairFindings pair)
    {
        html.Add($"<details class=\"table\"><summary>All numbers of this pair</summary>\n<div class=\"scroll\"><table><tbody>\n");
        Row("contacts", $"{pair.Contacts:#,0}");
        Row("occasions", $"{pair.Occasions:#,0}");
        Row("first contact (UTC)", Show.Time(pair.From));
        Row("last contact (UTC)", Show.Time(pair.To));
        if (pair.Rate is { } rate)
        {
            Row("contacts per covered hour", rate is { PerHour: { } perHour, Low: { } low, High: { } high } ? $"{Show.Number(perHour)} (95 %: {Phrase.Interval(low, high)})" : "");
            Row("dispersion of the counts", Show.Number(rate.Dispersion));
            Row("median gap between occasions", Show.Length(rate.MedianGapSeconds));
            Row("variation of the gaps", Show.Number(rate.GapVariation));
            Row("burstiness, −1 to 1", Show.Number(rate.Burstiness));
            Row("memory, −1 to 1", Show.Number(rate.Memory));
        }
        if (pair.Cadence is { } cadence)
        {
            Row("regularity: p", Show.Chance(cadence.PValue, cadence.Log10PValue));
            Row("regularity: q, all pairs counted", Show.Chance(cadence.QValue));
            Row("regularity score, 0 to 1", Show.Number(cadence.Score));
            Row("smallest share on a beat that would have been found", Show.Percent(cadence.DetectableShare));
        }
        if (pair.Cache is { } cache)
        {
            Row("cache lifetime", Show.Length(cache.TtlSeconds));
            Row("gaps at the lifetime", Show.Percent(cache.ShareAtLimit));
            Row("gaps below the lifetime", Show.Percent(cache.ShareBelowLimit));
            Row("demand behind the cache, per hour, at least", Show.Number(cache.DemandPerHourLow));
            Row("demand per hour if requests are random", cache.DemandPerHour is null ? "" : $"{Show.Number(cache.DemandPerHour)}{(cache.DemandPerHourHigh is { } high ? $" (at most {Show.Number(high)})" : "")}");
            Row("caches behind the source, at least", Show.Number(cache.Caches));
            Row("floor of the gaps: p", Show.Chance(cache.PValue));
        }
        if (pair.End is { } end)
        {
            Row("silence after the last contact, watched", Show.Length(end.SilenceSeconds));
            Row("that silence: p", Show.Chance(end.PValue));
            Row("that silence: q, all pairs counted", Show.Chance(end.QValue));
            Row("stopped before (95 %, UTC)", Show.Time(end.StoppedBefore));
            Row("longest silence between contacts", Show.Length(end.LongestGapSeconds));
            Row("that silence began (UTC)", Show.Time(end.LongestGapFrom));
            Row("that silence: p, extrapolated", Show.Chance(end.LongestGapPValue));
            Row("what the other pairs say of the sensor", end.Sensor ?? "");
        }
        Row("interest (orders pairs; no probability)", Show.Number(pair.Interest));
        html.Add($"</tbody></table></div></details>\n");

        void Row(string name, string value)
        {
            if (value.Length > 0)
                html.Add($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>\n");
        }
    }
}
