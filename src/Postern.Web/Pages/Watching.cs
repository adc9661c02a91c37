using Postern.Analysis.Charts;
using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Web.Pages;

/// <summary>Whether somebody was always listening.</summary>
static class Watching
{
    /// <summary>Whether there was a time in which nobody listened for contacts of some kinds.</summary>
    public static bool HasHoles(RecordFindings record, params IEnumerable<string> kinds) => new Coverage(record.Coverage
        .Where(stretch => stretch.Kinds.Intersect(kinds, StringComparer.Ordinal).Any())
        .Select(stretch => new TimeSpanNs(Charting.Instant(stretch.From), Charting.Instant(stretch.To)))).Count > 1;
}
