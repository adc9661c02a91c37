using Postern.Analysis.Findings;
using Postern.Logs.Reading;

namespace Postern.Commands;

/// <summary>Adds to findings what only the reader of the files knows.</summary>
static class RecordAccount
{
    /// <summary>Findings with their files, duplicates and settings.</summary>
    public static InvestigationFindings Complete(
        InvestigationFindings findings, RecordReading reading, TableHarvest harvest, IReadOnlyDictionary<string, object?> settings) => findings with
        {
            Settings = settings,
            Record = findings.Record with
            {
                Files = [.. reading.Reports.Select(Of)],
                Duplicates = harvest.Duplicates,
            },
            Caveats = [.. findings.Caveats, .. LeftOut(harvest)],
        };

    static FileFindings Of(FileReport file) => new()
    {
        Path = file.Path,
        Sha256 = file.Sha256,
        Format = file.Format,
        Bytes = file.Bytes,
        Lines = file.Tally.Lines,
        Contacts = file.Tally.Contacts,
        Ignored = Sorted(file.Tally.Ignored),
        Rejected = new RejectedFindings(
            file.Tally.Rejected.Values.Sum(),
            Sorted(file.Tally.Rejected),
            [.. file.Tally.FirstRejected.OrderBy(r => r.Line).Select(r => new RejectedLine(r.Line, r.Shown.Length > 0 ? $"{r.Reason}: {r.Shown}" : r.Reason))]),
        Assumed = file.Tally.Assumed,
        Warnings = file.Tally.Warnings,
        Faults = file.Tally.Faults,
    };

    /// <summary>Contacts that are in the record and in no computation.</summary>
    static IEnumerable<Caveat> LeftOut(TableHarvest harvest)
    {
        if (harvest.WithoutTime > 0)
            yield return new Caveat("contacts-without-time", $"{RecordText.Count(harvest.WithoutTime, "contact")} without a time: counted in their files, left out of every analysis.");
        if (harvest.Aggregates > 0)
            yield return new Caveat("aggregates-left-out", $"{RecordText.Count(harvest.Aggregates, "contact")} that sum many observations: counted in their files, left out of every analysis.");
    }

    /// <summary>Counts by reason in an order that does not depend on the order of reading.</summary>
    static SortedDictionary<string, long> Sorted(IReadOnlyDictionary<string, long> counts) => new(counts.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
}
