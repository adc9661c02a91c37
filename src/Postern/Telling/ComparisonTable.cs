using System.Globalization;
using Postern.Analysis.Findings;
using Postern.Logs.Text;
using Postern.Terminal;

namespace Postern.Telling;

/// <summary>Where the record lies among simulated ones: the sentence, then the measures, the furthest out first.</summary>
static class ComparisonTable
{
    /// <summary>Measures shown of each pair or target where there are many of these.</summary>
    const int MostMeasures = 6;

    /// <summary>Pairs and targets shown.</summary>
    const int MostPlaces = 4;

    /// <summary>Up to so many, all measures are shown.</summary>
    const int FewPlaces = 2;

    /// <summary>Writes the section.</summary>
    public static void Write(Page page, ComparisonFindings compared)
    {
        page.Heading($"Compared with {compared.Simulations:#,0} simulated records of {SafeText.Of(compared.Specification ?? "")}");
        page.Paragraph(SafeText.Of(compared.Text), 2);
        var places = ComparedPlace.Of(compared);
        var most = places.Count <= FewPlaces ? int.MaxValue : MostMeasures;
        foreach (var (name, measures, verdicts) in places.Take(MostPlaces))
        {
            page.Line();
            page.Line($"  {page.Strong(SafeText.Of(name))}");
            page.Line(page.Faint(Row("measure", "record", "simulated (95 %)", "as far out")));
            foreach (var measure in measures.Take(most))
                page.Line(Row(measure.Name, Phrase.Measure(measure.Value), $"{Phrase.Measure(measure.Low)} … {Phrase.Measure(measure.High)}", Share(measure.Share)));
            if (verdicts.Count > 0)
                page.Paragraph($"{string.Join("; ", verdicts.Select(v => $"{v.Name} {v.Value}, as of {v.Same:#,0} of the simulated"))}.", 4);
        }
        if (places.Count > MostPlaces)
            page.Line($"  {places.Count - MostPlaces} more are in --json");
        if (compared.OnlySimulated.Count > 0)
            page.Paragraph($"Not in the record: {SafeText.Of(string.Join("; ", compared.OnlySimulated.Take(MostPlaces)))}{(compared.OnlySimulated.Count > MostPlaces ? "; …" : "")}.", 2);
    }

    static string Row(string name, string value, string simulated, string share) =>
        $"    {TextLines.Left(name, 20)}{TextLines.Right(value, 12)}   {TextLines.Left(simulated, 26)}{TextLines.Right(share, 11)}";

    static string Share(double share) => $"{(100 * share).ToString(share < .1 ? "0.0" : "0", CultureInfo.InvariantCulture)} %";
}
