using Postern.Analysis.Charts;
using Postern.Analysis.Findings;

namespace Postern.Web;

/// <summary>All that a report is made from; nothing else goes into it, so that the same content gives the same bytes.</summary>
/// <param name="Findings">What was found, with files and settings.</param>
/// <param name="Charts">The charts of the same findings.</param>
/// <param name="Command">The command line that makes the findings again.</param>
/// <param name="Version">Version of the program.</param>
public sealed record ReportContent(InvestigationFindings Findings, ChartSet Charts, string Command, string Version);
