using Postern.Analysis.Charts;
using Postern.Analysis.Findings;
using Postern.Contacts;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>The figures of a pair: over time, gaps, phases, hours of the week; each with its numbers as a table.</summary>
static class PairFigures
{
    /// <summary>Writes those that there is something to show in.</summary>
    public static void Write(HtmlWriter html, InvestigationFindings findings, PairFindings pair, PairCharts drawn, string place)
    {
        Timeline(html, findings, pair, drawn, place);
        html.Add($"<div class=\"beside\">\n");
        if (drawn.Gaps is { } gaps)
            Gaps(html, pair, gaps, place);
        if (drawn.Phases is { } phases)
            Phases(html, pair, phases, place);
        html.Add($"</div>\n");
        WeekPart.Write(html, findings.Record, pair.Rhythm, pair.Contacts, place);
    }

    static void Timeline(HtmlWriter html, InvestigationFindings findings, PairFindings pair, PairCharts drawn, string place)
    {
        FigurePart.Open(html, "timeline", place, $"The {pair.Contacts:#,0} contacts of {Show.Source(pair.Source)} to {pair.Target} over time");
        html.Add($"<figcaption><b>{pair.Contacts}</b> contacts over time (UTC){(pair.Changes is { Count: > 0 } changes ? $", with {Phrase.Count(changes.Count, "change")} of rate" : "")}.</figcaption>\n");
        FigurePart.Legend(html, ("count", "contacts", true), ("block", "blocks of one rate", drawn.Blocks.Count > 1),
            ("change", "change, with the limits of its date", pair.Changes is { Count: > 0 }), ("end", "last contact", pair.End?.Verdict == "stopped"), ("event", "events, numbered as in the list", findings.Events is { Events.Count: > 0 }),
            ("hole", "not watched", Watching.HasHoles(findings, pair.Kind)));
        CountTable.Write(html, [("contacts", drawn.Bins)]);
        Blocks(html, drawn.Blocks);
        Changes(html, pair.Changes);
        FigurePart.Close(html);
    }

    static void Blocks(HtmlWriter html, IReadOnlyList<RateBlock> blocks)
    {
        if (blocks.Count < 2)
            return;
        html.Add($"""
            <details class="table"><summary>{Phrase.Count(blocks.Count, "block")} of one rate</summary>
            <div class="scroll"><table><caption>As Bayesian Blocks divides the series: where changes were looked for, not what was found</caption><thead><tr><th scope="col">from (UTC)</th><th scope="col">until</th><th scope="col" class="n">contacts</th><th scope="col" class="n">rate</th></tr></thead><tbody>

            """);
        foreach (var block in blocks)
            html.Add($"<tr><td>{Second(block.FromSeconds)}</td><td>{Second(block.ToSeconds)}</td><td class=\"n\">{block.Contacts}</td><td class=\"n\">{Show.Rate(block.PerHour)}</td></tr>\n");
        html.Add($"</tbody></table></div></details>\n");
    }

    static void Changes(HtmlWriter html, IReadOnlyList<ChangeFindings>? changes)
    {
        if (changes is null or [])
            return;
        html.Add($"""
            <details class="table"><summary>{Phrase.Count(changes.Count, "change")} of rate</summary>
            <div class="scroll"><table><thead><tr><th scope="col" class="n">#</th><th scope="col">kind</th><th scope="col">from (UTC)</th><th scope="col">95 % limits of the start</th><th scope="col">until</th><th scope="col" class="n">contacts</th><th scope="col" class="n">before</th><th scope="col" class="n">during</th><th scope="col" class="n">factor</th><th scope="col" class="n">p</th></tr></thead><tbody>

            """);
        for (var i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            var factor = change is { FactorLow: { } low, FactorHigh: { } high } && double.IsFinite(high) ? $"{Show.Number(change.Factor, 3)} ({Phrase.Interval(low, high)})" : Show.Number(change.Factor, 3);
            html.Add($"<tr><td class=\"n\">{i + 1}</td><td>{change.Kind}</td><td class=\"t\">{Show.Time(change.From)}</td><td class=\"t\">{Show.Time(change.FromLow)} to {Show.Time(change.FromHigh)}</td><td class=\"t\">{Show.Time(change.Until)}</td><td class=\"n\">{change.Contacts}</td><td class=\"n\">{Show.Rate(change.RateBefore)}</td><td class=\"n\">{Show.Rate(change.RateDuring)}</td><td class=\"n\">{factor}</td><td class=\"n\">{Show.Chance(change.PValue)}</td></tr>\n");
        }
        html.Add($"</tbody></table></div></details>\n");
    }

    static void Gaps(HtmlWriter html, PairFindings pair, GapHistogram gaps, string place)
    {
        FigurePart.Open(html, "gaps", place, $"Lengths of {gaps.Gaps:#,0} gaps between contacts");
        html.Add($"<figcaption><b>{gaps.Gaps}</b> gaps between {Phrase.Count(pair.Occasions, "occasion")}{(gaps.Broken > 0 ? $"; {gaps.Broken:#,0} across times not watched left out" : "")}; logarithmic scale.</figcaption>\n");
        FigurePart.Legend(html, ("count", "gaps", true), ("period", "period", pair.Cadence?.PeriodSeconds is not null), ("ttl", "cache lifetime", pair.Cache?.TtlSeconds is not null));
        html.Add($"<details class=\"table\"><summary>As a table</summary>\n<div class=\"scroll\"><table><thead><tr><th scope=\"col\">of all gaps</th><th scope=\"col\" class=\"n\">are at most</th></tr></thead><tbody>\n");
        for (var i = 0; i < gaps.Quantiles.Count; i++)
        {
            var share = i == 0 ? "the shortest" : i == gaps.Quantiles.Count - 1 ? "all" : $"{100 * GapHistogram.Shares[i]:0} %";
            html.Add($"<tr><th scope=\"row\">{share}</th><td class=\"n\">{Show.Length(gaps.Quantiles[i])}</td></tr>\n");
        }
        html.Add($"</tbody></table></div></details>\n");
        FigurePart.Close(html);
    }

    static void Phases(HtmlWriter html, PairFindings pair, BeatPhases phases, string place)
    {
        var schedule = phases.Clock == "schedule";
        FigurePart.Open(html, "phases", place, schedule
            ? $"How far {phases.Occasions:#,0} occasions lie from their beat of {Phrase.Duration(phases.PeriodSeconds)}"
            : $"{phases.Occasions:#,0} gaps about the sleep of {Phrase.Duration(phases.PeriodSeconds)}");
        html.Add($"<figcaption>");
        if (schedule)
            html.Add($"Distance of <b>{phases.Occasions}</b> occasions from their beat of {Phrase.Duration(phases.PeriodSeconds)}: a schedule keeps its phase");
        else
            html.Add($"<b>{phases.Occasions}</b> gaps of at most {Phrase.Number(BeatPhases.LongestSleeps, 2)} periods, about the sleep of {Phrase.Duration(phases.PeriodSeconds)}: a sleep starts anew at each contact");
        if (phases.Values.Count < phases.Occasions)
            html.Add($"; {phases.Values.Count} of them drawn, evenly chosen");
        html.Add($".</figcaption>\n");
        FigurePart.Legend(html, ("point", schedule ? "an occasion" : "a gap", true), ("period", schedule ? "the beat" : "the period", true), ("band", "one jitter (standard deviation) either way", pair.Cadence?.JitterSeconds > 0));
        Beat(html, pair.Cadence!);
        FigurePart.Close(html);
    }

    static void Beat(HtmlWriter html, CadenceFindings beat)
    {
        html.Add($"""
            <details class="table"><summary>As a table</summary>
            <div class="scroll"><table><tbody>
            <tr><th scope="row">clock</th><td>{beat.Clock}</td></tr>
            <tr><th scope="row">period</th><td>{Show.Number(beat.PeriodSeconds, 7)} s (95 %: {Show.Number(beat.PeriodLow, 7)}–{Show.Number(beat.PeriodHigh, 7)} s)</td></tr>
            <tr><th scope="row">jitter, one standard deviation</th><td>{Show.Number(beat.JitterSeconds)} s</td></tr>
            <tr><th scope="row">beats missed</th><td>{Show.Percent(beat.MissedShare)}{(beat is { MissedLow: { } low, MissedHigh: { } high } ? $" (95 %: {Show.Limits(low, high)})" : "")}</td></tr>
            <tr><th scope="row">occasions on the beat</th><td>{Show.Percent(beat.MemberShare)}</td></tr>

            """);
        foreach (var run in beat.MissedRuns ?? [])
            html.Add($"<tr><th scope=\"row\">missed in a row</th><td>{run.Beats} beats, {Show.Time(run.From)} to {Show.Time(run.To)} UTC</td></tr>\n");
        foreach (var other in beat.OtherBeats ?? [])
            html.Add($"<tr><th scope=\"row\">another beat</th><td>{other.Clock} of {Phrase.Duration(other.PeriodSeconds)} ({Phrase.Range(other.PeriodLow, other.PeriodHigh)})</td></tr>\n");
        foreach (var change in beat.PeriodChanges ?? [])
            html.Add($"<tr><th scope=\"row\">the period changed</th><td class=\"t\">{Show.Time(change.At)} UTC, from {Phrase.Duration(change.PeriodBefore)} to {Phrase.Duration(change.PeriodAfter)}</td></tr>\n");
        html.Add($"</tbody></table></div></details>\n");
    }

    static string Second(double seconds) => Show.Time(UnixTime.Format((long)seconds * UnixTime.Second));
}
