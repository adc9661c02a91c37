using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>Contacts by hour and weekday in each zone: heat maps, and the numbers behind them.</summary>
static class WeekPart
{
    /// <summary>Fewest contacts whose week is drawn.</summary>
    const int Fewest = 20;

    static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>Writes a figure for each zone.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="record">The record, which has the hours watched.</param>
    /// <param name="rhythm">The rhythm of a pair or target; null when it was not asked for.</param>
    /// <param name="contacts">Its contacts.</param>
    /// <param name="place">Which target and pair, as <see cref="FigurePart.Open"/> takes it.</param>
    public static void Write(HtmlWriter html, RecordFindings record, RhythmFindings? rhythm, long contacts, string place)
    {
        if (rhythm is null || contacts < Fewest)
            return;
        for (var i = 0; i < rhythm.Zones.Count; i++)
        {
            var zone = rhythm.Zones[i];
            FigurePart.Open(html, "weeks", place, $"Contacts by hour and weekday in {zone.TimeZone}", i);
            html.Add($"<figcaption><b>{contacts}</b> contacts by hour and weekday in {zone.TimeZone}, per hour watched{Said(zone)}.</figcaption>\n");
            Tables(html, zone, Watched(record, rhythm, zone));
            FigurePart.Close(html);
        }
    }

    /// <summary>The hours of the observer of the contacts, by hour of the week.</summary>
    static IReadOnlyList<double>? Watched(RecordFindings record, RhythmFindings rhythm, ZoneProfile zone) =>
        record.Clocks.FirstOrDefault(clock => clock.TimeZone == zone.TimeZone)?.Observers.FirstOrDefault(observer => observer.Kinds.Contains(rhythm.Kind, StringComparer.Ordinal))?.CoveredHours;

    /// <summary>What stands out on a zone's clock.</summary>
    static string Said(ZoneProfile zone)
    {
        var quiet = zone.Quiet is { } window
            ? $"; quietest from {window.FromHour:00}:00 to {(window.FromHour + 6) % 24:00}:00 with {Show.Percent(window.Share)} of the contacts{(window.PValue is null ? "" : $" (p {Show.Chance(window.PValue)})")}" : "";
        var change = zone.ClockChange is { } set
            ? $"; the clock change of {Show.Day(set.At)}: {set.Verdict} (moved {Phrase.Duration(set.ShiftSeconds)} ± {Phrase.Duration(set.ErrorSeconds)}, {Phrase.Duration(set.ExpectedSeconds)} would follow it)" : "";
        return quiet + change;
    }

    static void Tables(HtmlWriter html, ZoneProfile zone, IReadOnlyList<double>? watched)
    {
        html.Add($"<details class=\"table\"><summary>As tables</summary>\n<div class=\"beside\">\n");
        Table(html, "day of the week", 7, day => Days[day], cell => cell / 24, zone, watched, limits: false);
        Table(html, "hour of the day", 24, hour => $"{hour:00}:00", cell => cell % 24, zone, watched, limits: zone.HoursLow is not null);
        html.Add($"</div></details>\n");
    }

    static void Table(
        HtmlWriter html, string head, int rows, Func<int, string> name, Func<int, int> row, ZoneProfile zone, IReadOnlyList<double>? watched, bool limits)
    {
        html.Add($"<div class=\"scroll\"><table><thead><tr><th scope=\"col\">{head}</th><th scope=\"col\" class=\"n\">contacts</th><th scope=\"col\" class=\"n\">hours watched</th><th scope=\"col\" class=\"n\">per hour</th>");
        if (limits)
            html.Add($"<th scope=\"col\" class=\"n\">95 % limits</th>");
        html.Add($"</tr></thead><tbody>\n");
        for (var i = 0; i < rows; i++)
        {
            var cells = Enumerable.Range(0, zone.Contacts.Count).Where(cell => row(cell) == i).ToList();
            var contacts = cells.Sum(cell => (long)zone.Contacts[cell]);
            var hours = watched is null ? double.NaN : cells.Sum(cell => watched[cell]);
            html.Add($"<tr><th scope=\"row\">{name(i)}</th><td class=\"n\">{contacts}</td><td class=\"n\">{(double.IsNaN(hours) ? "" : Phrase.Number(Math.Round(hours, 1), 6))}</td><td class=\"n\">{(hours > 0 ? Phrase.Number(contacts / hours, 3) : "")}</td>");
            if (limits)
                html.Add($"<td class=\"n\">{(zone.HoursLow?[i] is { } low && zone.HoursHigh?[i] is { } high ? Phrase.Interval(low, high) : "")}</td>");
            html.Add($"</tr>\n");
        }
        html.Add($"</tbody></table></div>\n");
    }
}
