using System.Globalization;
using Postern.Analysis.Findings;
using Postern.Logs.Text;
using Postern.Terminal;

namespace Postern.Telling;

/// <summary>The targets: how much is asked of each, and by how few.</summary>
static class TargetTable
{
    const int MostTargets = 10;
    const int Sentences = 3;
    const int Indent = 2;

    /// <summary>Writes the table, and the circle of the first few in a sentence each.</summary>
    public static void Write(Page page, IReadOnlyList<TargetFindings> targets)
    {
        var shown = targets.Take(MostTargets).ToList();
        var names = page.Width - Indent - 11 - 10 - 10 - 15;
        page.Line(page.Faint(Row("target", "contacts", "sources", "99 % by", "largest share", names)));
        foreach (var target in shown)
        {
            page.Line(Row(
                SafeText.Of(target.Target),
                target.Contacts.ToString("#,0", CultureInfo.InvariantCulture),
                target.Sources.ToString("#,0", CultureInfo.InvariantCulture),
                target.Circle is { } circle ? $"{circle.SourcesFor99Percent:#,0}" : "",
                target.Circle?.Sources is [var first, ..] ? Share(first.Share) : "",
                names));
        }
        if (targets.Count > shown.Count)
            page.Line($"{"",Indent}{targets.Count - shown.Count:#,0} more targets");
        foreach (var target in shown.Where(t => t is { Sources: > 1, Circle: not null }).Take(Sentences))
            page.Paragraph($"{SafeText.Of(target.Target)}: {SafeText.Of(target.Circle!.Text)}", Indent);
    }

    static string Share(double share) => $"{(100 * share).ToString(share is > .99 and < 1 ? "0.0" : "0", CultureInfo.InvariantCulture)} %";

    static string Row(string name, string contacts, string sources, string by, string share, int names) =>
        $"{"",Indent}{TextLines.Left(name, names)}{contacts,11}{sources,10}{by,10}{share,15}";
}
