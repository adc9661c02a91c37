using Postern.Analysis.Findings;
using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>Where the record lies among simulated ones, measure by measure.</summary>
static class ComparisonSection
{
    /// <summary>Pairs and targets with a table; the findings in the page have the others.</summary>
    const int MostPlaces = 30;

    /// <summary>Tables that are open from the start.</summary>
    const int OpenPlaces = 3;

    /// <summary>Writes the section; nothing when no comparison was asked for.</summary>
    public static void Write(HtmlWriter html, ComparisonFindings? compared)
    {
        if (compared is null)
            return;
        html.Add($"""
            <section id="comparison">
            <h2>Beside simulated records</h2>
            <p>{compared.Text}</p>
            <p class="hash">{compared.Specification}: SHA-256 {compared.SpecificationSha256}</p>
            <p class="note">The shaded part is where 95 % of {compared.Simulations} simulated records lie, with their median; the broad mark is this record. "As far out" is the share of them, this record counted in, that lie at least so far from the middle; {Show.Percent(compared.LeastShare)} is the least that so many can give.</p>

            """);
        var places = ComparedPlace.Of(compared);
        for (var i = 0; i < Math.Min(MostPlaces, places.Count); i++)
            Place(html, places[i], open: i < OpenPlaces);
        if (places.Count > MostPlaces)
            html.Add($"<p class=\"note\">{Phrase.Count(places.Count - MostPlaces, "more pair or target", "more pairs and targets")} in the findings that this page holds.</p>\n");
        if (compared.OnlyInRecord > 0)
            html.Add($"<p class=\"note\">{Phrase.Count(compared.OnlyInRecord, "pair")} of the record not in the specification, and so not compared.</p>\n");
        if (compared.OnlySimulated.Count > 0)
        {
            html.Add($"<details class=\"table\"><summary>{Phrase.Count(compared.OnlySimulated.Count, "pair")} of the specification not in the record</summary>\n<ul>\n");
            foreach (var name in compared.OnlySimulated)
                html.Add($"<li class=\"name\">{name}</li>\n");
            html.Add($"</ul></details>\n");
        }
        html.Add($"</section>\n");
    }

    static void Place(HtmlWriter html, ComparedPlace place, bool open)
    {
        if (open)
            html.Add($"<details class=\"table\" open>");
        else
            html.Add($"<details class=\"table\">");
        html.Add($"""
            <summary><span class="name">{place.Name}</span>, {Phrase.Count(place.Measures.Count, "measure")}</summary>
            <div class="scroll"><table class="compared"><thead><tr><th scope="col">measure</th><th scope="col" class="n">record</th><th scope="col" class="n">median</th><th scope="col" class="n">95 % of the simulated</th><th scope="col" class="n">as far out</th><th scope="col" class="wide">among them</th></tr></thead><tbody>

            """);
        foreach (var measure in place.Measures)
        {
            html.Add($"<tr><th scope=\"row\" title=\"{measure.Name}\">{Show.Measure(measure.Name)}</th><td class=\"n\">{Phrase.Measure(measure.Value)}</td><td class=\"n\">{Phrase.Measure(measure.Median)}</td><td class=\"n\">{Phrase.Measure(measure.Low)} to {Phrase.Measure(measure.High)}</td><td class=\"n\">{Show.Percent(measure.Share)}</td><td class=\"wide\">");
            Drawing.Among(html, measure.Value, measure.Low, measure.Median, measure.High);
            html.Add($"</td></tr>\n");
        }
        html.Add($"</tbody></table></div>\n");
        if (place.Verdicts.Count > 0)
            html.Add($"<p class=\"note\">{string.Join("; ", place.Verdicts.Select(v => $"{v.Name} {v.Value}, as of {Phrase.Count(v.Same, "simulated record")}"))}.</p>\n");
        html.Add($"</details>\n");
    }
}
