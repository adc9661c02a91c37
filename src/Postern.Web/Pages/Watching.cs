using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Web.Pages;

/// <summary>Whether somebody was always listening.</summary>
static class Watching
{
    /// <summary>Whether a timeline has times in which nobody listened for contacts of some kinds: holes, or before and after the record where an event lies there.</summary>
    public static bool HasHoles(InvestigationFindings findings, params IEnumerable<string> kinds)
    {
        var coverage = new Coverage(findings.Record.Coverage
            .Where(stretch => stretch.Kinds.Intersect(kinds, StringComparer.Ordinal).Any())
            .Select(stretch => new TimeSpanNs(UnixTime.Parse(stretch.From), UnixTime.Parse(stretch.To))));
        return coverage.Count > 1 || (findings.Events?.Events ?? []).Any(e => UnixTime.Parse(e.From) < coverage.From || UnixTime.Parse(e.From) > coverage.To);
    }
}
