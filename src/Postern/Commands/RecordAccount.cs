using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Logs.Reading;

namespace Postern.Commands;

/// <summary>Adds to findings what only the reader of the files knows.</summary>
static class RecordAccount
{
    /// <summary>Findings with their files, duplicates and settings.</summary>
    public static InvestigationFindings Complete(
        InvestigationFindings findings, RecordReading reading, TableHarvest harvest, bool keepDuplicates,
        IReadOnlyDictionary<string, object?> settings) => findings with
        {
            Settings = settings,
            Record = findings.Record with
            {
                Files = [.. reading.Reports.Select(Of)],
                Duplicates = harvest.Duplicates,
            },
            Caveats = [.. ReadingCaveats.Of(harvest.WithoutTime, harvest.Aggregates, harvest.Duplicates, keepDuplicates), .. findings.Caveats],
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

    /// <summary>Counts by reason in an order that does not depend on the order of reading.</summary>
    static SortedDictionary<string, long> Sorted(IReadOnlyDictionary<string, long> counts) => new(counts.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
}
