using System.Globalization;
using Postern.Logs.Input;
using Postern.Logs.Reading;
using Postern.Logs.Text;

namespace Postern.Commands;

/// <summary>What became of the files of a record, in lines for a person.</summary>
static class RecordText
{
    /// <summary>Rejected lines shown for each file; findings have ten for each reason.</summary>
    const int RejectedShown = 4;

    /// <summary>Reasons named for a count; the rest are summed.</summary>
    const int ReasonsShown = 5;

    /// <summary>Files that give next to nothing told one by one.</summary>
    const int SparseShown = 3;

    /// <summary>Ignored records for one with a contact in a file that gives next to nothing.</summary>
    const int SparseFactor = 9;

    /// <summary>Files that are no logs named one by one.</summary>
    const int PassedOverShown = 3;

    /// <summary>The lines of a record: counts of files, their first rejected lines, then what a reader should know of them.</summary>
    /// <param name="reading">The record as read.</param>
    /// <param name="plain">How many files are counted out though nothing is wrong with them; the first few that give next to nothing always are.</param>
    public static IEnumerable<string> Of(RecordReading reading, int plain)
    {
        var files = reading.Reports.Where(f => !reading.IsPassedOver(f)).ToList();
        var unasked = files.Where(f => !f.Flawed && f.Format is not null).Skip(plain).ToList();
        var sparse = unasked.Where(IsSparse).ToList();
        var left = unasked.Except(sparse.Take(SparseShown)).ToHashSet();
        foreach (var file in files.Where(f => f.Format is not null && !left.Contains(f)))
        {
            yield return Counts(file);
            foreach (var record in file.Tally.FirstRejected.OrderBy(r => r.Line).Take(RejectedShown))
                yield return $"{Path(file)}:{record.Line}: {record.Reason}{(record.Shown.Length > 0 ? $": {record.Shown}" : "")}";
        }
        if (sparse.Count > SparseShown)
            yield return $"{Count(sparse.Count - SparseShown, "more file")} of which all or nearly all records were ignored";
        if (plain > 0 && left.Count > 0)
            yield return $"{Count(left.Count, "more file")}, {Count(left.Sum(f => f.Tally.Contacts), "contact")}, nothing rejected";
        foreach (var note in Notes(files))
            yield return note;
        foreach (var file in reading.PassedOverFiles.Take(PassedOverShown))
            yield return $"{Path(file)}: passed over, it is no log of a known format";
        if (reading.PassedOverFiles.Count > PassedOverShown)
            yield return $"{Count(reading.PassedOverFiles.Count - PassedOverShown, "more file")} passed over";
        foreach (var note in reading.LeftOut)
            yield return note;
    }

    /// <summary>The path of a file as it is shown.</summary>
    public static string Path(FileReport file) => file.Path == InputFile.StandardInput ? "standard input" : SafeText.Of(file.Path);

    /// <summary><c>3 rejected (time is not a number 2, too few columns 1)</c>.</summary>
    public static string RejectedCount(FileReport file) => $"{Number(file.Tally.Rejected.Values.Sum())} rejected{Reasons(file.Tally.Rejected)}";

    /// <summary>A count with its word: <c>1 contact</c>, <c>2,820 contacts</c>.</summary>
    public static string Count(long count, string word) => $"{Number(count)} {word}{(count == 1 ? "" : "s")}";

    /// <summary>Whether nearly every record of a file was understood and holds no contact: the user may have meant another file.</summary>
    static bool IsSparse(FileReport file) => file.Tally.Ignored.Values.Sum() > SparseFactor * file.Tally.ContactRecords;

    static string Counts(FileReport file)
    {
        var tally = file.Tally;
        var ignored = tally.Ignored.Count > 0 ? $", {Number(tally.Ignored.Values.Sum())} ignored{Reasons(tally.Ignored)}" : "";
        var rejected = tally.Rejected.Count > 0 ? $", {RejectedCount(file)}" : "";
        var lines = tally.Lines > 0 ? $" in {Count(tally.Lines, "line")}" : ""; // a ledger has none
        return $"{Path(file)}: {file.Format}, {Count(tally.Contacts, "contact")}{lines}{ignored}{rejected}";
    }

    /// <summary>Faults, warnings and suppositions; what is true of several files is said once.</summary>
    static IEnumerable<string> Notes(IEnumerable<FileReport> files) => files
        .SelectMany(file => file.Tally.Faults.Concat(file.Tally.Warnings).Concat(file.Tally.Assumed).Select(text => (file, text)))
        .GroupBy(note => note.text, StringComparer.Ordinal)
        .Select(group => group.ToList())
        .Select(group => $"{(group is [var (file, _)] ? Path(file) : $"{group.Count} files")}: {SafeText.Of(group[0].text)}");

    static string Reasons(IReadOnlyDictionary<string, long> reasons)
    {
        var ordered = reasons.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).ToList();
        var named = ordered.Take(ReasonsShown).Select(r => $"{SafeText.Of(r.Key)} {Number(r.Value)}");
        var rest = ordered.Skip(ReasonsShown).Sum(r => r.Value);
        return $" ({string.Join(", ", named)}{(rest > 0 ? $", other reasons {Number(rest)}" : "")})";
    }

    static string Number(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
