using System.Globalization;
using Postern.Logs.Reading;
using Postern.Logs.Text;

namespace Postern.Commands;

/// <summary>What became of the files of a record, in lines for a person.</summary>
static class RecordText
{
    /// <summary>Rejected lines shown for each file; findings have ten for each reason.</summary>
    const int RejectedShown = 4;

    /// <summary>The lines of one file: the count of each fate, then what a reader should know.</summary>
    public static IEnumerable<string> Of(FileReport file)
    {
        var path = SafeText.Of(file.Path);
        var tally = file.Tally;
        yield return $"{path}: {file.Format ?? "no known format"}, {Count(tally.Contacts, "contact")} in {Count(tally.Lines, "line")}"
            + Counted(", ignored ", tally.Ignored) + (tally.Rejected.Count > 0 ? $", {RejectedCount(file)}" : "");
        foreach (var record in tally.FirstRejected.OrderBy(r => r.Line).Take(RejectedShown))
            yield return $"{path}:{record.Line}: {record.Reason}{(record.Shown.Length > 0 ? $": {record.Shown}" : "")}";
        foreach (var text in tally.Faults.Concat(tally.Warnings).Concat(tally.Assumed))
            yield return $"{path}: {SafeText.Of(text)}";
    }

    /// <summary>Whether a file has something to tell beside its counts.</summary>
    public static bool IsRemarkable(FileReport file) =>
        file.Flawed || file.Tally.Warnings.Count > 0 || file.Tally.Assumed.Count > 0;

    /// <summary><c>3 rejected (time is not a number 2, too few columns 1)</c>.</summary>
    public static string RejectedCount(FileReport file) => $"{Number(file.Tally.Rejected.Values.Sum())} rejected{Reasons(file.Tally.Rejected)}";

    /// <summary>A count with its word: <c>1 contact</c>, <c>2,820 contacts</c>.</summary>
    public static string Count(long count, string word) => $"{Number(count)} {word}{(count == 1 ? "" : "s")}";

    /// <summary>A whole number with its thousands apart.</summary>
    public static string Number(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    static string Counted(string lead, IReadOnlyDictionary<string, long> reasons) =>
        reasons.Count == 0 ? "" : $"{lead}{Number(reasons.Values.Sum())}{Reasons(reasons)}";

    static string Reasons(IReadOnlyDictionary<string, long> reasons) =>
        $" ({string.Join(", ", reasons.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{SafeText.Of(r.Key)} {Number(r.Value)}"))})";
}
