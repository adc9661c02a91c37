using Postern.Analysis.Charts;
using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>Contacts by hour of the day and by day of the week, with the hours watched: the numbers behind a heat map.</summary>
static class WeekTable
{
    static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>Writes both tables.</summary>
    public static void Write(HtmlWriter html, WeekProfile week, WatchedWeek? watched)
    {
        html.Add($"<details class=\"table\"><summary>As tables</summary>\n<div class=\"beside\">\n");
        Table(html, "day of the week", 7, day => Days[day], cell => cell / 24, week, watched);
        Table(html, "hour of the day", 24, hour => $"{hour:00}:00", cell => cell % 24, week, watched);
        html.Add($"</div></details>\n");
    }

    static void Table(HtmlWriter html, string head, int rows, Func<int, string> name, Func<int, int> row, WeekProfile week, WatchedWeek? watched)
    {
        html.Add($"<div class=\"scroll\"><table><thead><tr><th scope=\"col\">{head}</th><th scope=\"col\" class=\"n\">contacts</th><th scope=\"col\" class=\"n\">hours watched</th><th scope=\"col\" class=\"n\">per hour</th></tr></thead><tbody>\n");
        for (var i = 0; i < rows; i++)
        {
            var cells = Enumerable.Range(0, week.Contacts.Count).Where(cell => row(cell) == i).ToList();
            var contacts = cells.Sum(cell => (long)week.Contacts[cell]);
            var hours = watched is null ? double.NaN : cells.Sum(cell => watched.Hours[cell]);
            html.Add($"<tr><th scope=\"row\">{name(i)}</th><td class=\"n\">{contacts}</td><td class=\"n\">{(double.IsNaN(hours) ? "" : Phrase.Number(Math.Round(hours, 1), 6))}</td><td class=\"n\">{(hours > 0 ? Phrase.Number(contacts / hours, 3) : "")}</td></tr>\n");
        }
        html.Add($"</tbody></table></div>\n");
    }
}
