using System.Text;
using Postern.Analysis.DerivedNames;
using Postern.Analysis.Findings;
using Postern.Contacts;
using Postern.Logs.Reading;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary>What the look-ups before suffixed names came to. The record in memory keeps times alone, and so the inputs are read again, for these few look-ups.</summary>
static class OutcomesBefore
{
    const string Suffixed = "search-suffix";

    /// <summary>Beyond the rounding of <see cref="NameFindings.DelaySeconds"/>.</summary>
    const long Margin = 1_000_000;

    /// <summary>The findings with the outcomes; as they are where no name has a suffix or the look-ups came by a pipe, which is read only once.</summary>
    public static InvestigationFindings Add(InvestigationFindings findings, RecordRequest request, TimeProvider clock, ProgressBar? bar, CancellationToken cancellation)
    {
        var suffixed = findings.Names?.Where(name => name.Kind == Suffixed).ToList() ?? [];
        if (suffixed.Count == 0)
            return findings;
        var again = ReadAgain.Paths(request, clock);
        if (again.Length == 0)
            return findings;
        var filter = request.Filter.Narrowed(
            suffixed.Select(name => name.Source), suffixed.Select(name => name.Of), [ContactKind.DnsLookup],
            suffixed.Min(Before), suffixed.Max(At) + Margin);
        using var rows = new RowHarvest(filter, request.Threads);
        RecordReading.Run(request with { Inputs = again, Filter = filter }, rows, clock, bar, cancellation);
        var outcomes = new string?[suffixed.Count];
        rows.Visit(keepDuplicates: true, contact =>
        {
            // In time order: what is left is the outcome of the latest before the suffix.
            var (source, target) = (Encoding.UTF8.GetString(contact.Source), Encoding.UTF8.GetString(contact.Target));
            for (var i = 0; i < outcomes.Length; i++)
                if (contact.Time >= Before(suffixed[i]) && contact.Time <= At(suffixed[i]) && source == suffixed[i].Source && target == suffixed[i].Of)
                    outcomes[i] = contact.Outcome;
        }, cancellation);
        return findings with
        {
            Names = [.. findings.Names!.Select(name => suffixed.IndexOf(name) is >= 0 and var i && outcomes[i] is { } outcome ? SuffixOutcome.With(name, outcome) : name)],
        };
    }

    /// <summary>When the look-up before the suffix was (ns), a little less.</summary>
    static long Before(NameFindings name) => At(name) - (long)(name.DelaySeconds * 1e9) - Margin;

    static long At(NameFindings name) => UnixTime.Parse(name.At);
}
