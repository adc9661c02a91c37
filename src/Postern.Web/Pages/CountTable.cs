using Postern.Analysis.Charts;
using Postern.Analysis.Findings;
using Postern.Contacts;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>Counts over time as a table of few rows: the numbers behind a timeline.</summary>
static class CountTable
{
    const int MostRows = 40;

    /// <summary>Writes the table.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="columns">Names of the columns and their counts.</param>
    public static void Write(HtmlWriter html, IReadOnlyList<(string Name, CountBins Bins)> columns)
    {
        var finest = columns.Max(c => c.Bins.StepSeconds);
        var from = columns.Where(c => c.Bins.Runs.Count > 0).Min(c => c.Bins.FromSeconds) - CountBins.Origin;
        var until = columns.Max(c => Last(c.Bins)) - CountBins.Origin;
        var step = CountBins.Steps.Where(s => s >= finest).FirstOrDefault(s => Row(until, s) - Row(from, s) < MostRows);
        for (step = step == 0 ? finest : step; Row(until, step) - Row(from, step) >= MostRows;)
            step *= 2;
        var rows = new long[Row(until, step) - Row(from, step) + 1, columns.Count];
        for (var column = 0; column < columns.Count; column++)
        {
            var bins = columns[column].Bins;
            var place = bins.FromSeconds - CountBins.Origin;
            for (var i = 0; i < bins.Runs.Count; i += 2)
            {
                place += bins.Runs[i] * bins.StepSeconds;
                rows[Row(place, step) - Row(from, step), column] += bins.Runs[i + 1];
            }
        }
        html.Add($"""
            <details class="table"><summary>As a table, {Phrase.Duration(step)} a row</summary>
            <div class="scroll"><table><thead><tr><th scope="col">from (UTC)</th>
            """);
        foreach (var (name, _) in columns)
            html.Add($"<th scope=\"col\" class=\"n\">{name}</th>");
        html.Add($"</tr></thead><tbody>\n");
        for (var row = 0; row < rows.GetLength(0); row++)
        {
            html.Add($"<tr><th scope=\"row\">{Show.Time(UnixTime.Format((CountBins.Origin + (Row(from, step) + row) * step) * UnixTime.Second))}</th>");
            for (var column = 0; column < columns.Count; column++)
                html.Add($"<td class=\"n\">{rows[row, column]}</td>");
            html.Add($"</tr>\n");
        }
        html.Add($"</tbody></table></div></details>\n");
    }

    static long Row(long seconds, long step) => (long)Math.Floor((double)seconds / step);

    static long Last(CountBins bins)
    {
        var place = bins.FromSeconds;
        for (var i = 0; i < bins.Runs.Count; i += 2)
            place += bins.Runs[i] * bins.StepSeconds;
        return place;
    }
}
