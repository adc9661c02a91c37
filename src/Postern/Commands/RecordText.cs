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

    /// <summary>Files that are no logs named one by one.</summary>
    const int PassedOverShown = 3;

    /// <summary>The lines of one file: the count of each fate, then what a reader should know.</summary>
    public static IEnumerable<string> Of(FileReport file)
    {
        var path = Path(file);
        var tally = file.Tally;
        if (file.Format is not null)
            yield return $"{path}: {file.Format}, {Count(tally.Contacts, "contact")} in {Count(tally.Lines, "line")}"
                + Counted(", ignored ", tally.Ignored) + (tally.Rejected.Count > 0 ? $", {RejectedCount(file)}" : "");
        foreach (var record in tally.FirstRejected.OrderBy(r => r.Line).Take(RejectedShown))
            yield return $"{path}:{record.Line}: {record.Reason}{(record.Shown.Length > 0 ? $": {record.Shown}" : "")}";
        foreach (var text in tally.Faults.Concat(tally.Warnings).Concat(tally.Assumed))
            yield return $"{path}: {SafeText.Of(text)}";
    }

    /// <summary>The path of a file as it is shown.</summary>
    public static string Path(FileReport file) => file.Path == InputFile.StandardInput ? "standard input" : SafeText.Of(file.Path);

    /// <summary>What is said of files that are no logs.</summary>
    public static IEnumerable<string> PassedOver(IReadOnlyList<FileReport> files)
    {
        foreach (var file in files.Take(PassedOverShown))
            yield return $"{Path(file)}: passed over, it is no log of a known format";
        if (files.Count > PassedOverShown)
            yield return $"{Count(files.Count - PassedOverShown, "more file")} passed over";
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
