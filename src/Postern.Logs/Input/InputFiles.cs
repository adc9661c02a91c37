using System.Globalization;
using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Postern.Contacts;

namespace Postern.Logs.Input;

/// <summary>From what the user named to the files to read.</summary>
public static partial class InputFiles
{
    /// <summary>Finds the files: a file is itself, a folder is all files below it, a pattern (<c>*</c>, <c>?</c> in the last part) what matches, <c>-</c> standard input.</summary>
    /// <param name="inputs">What the user named.</param>
    /// <param name="now">The instant of the run.</param>
    /// <param name="problems">Inputs of which nothing could be found, as sentences.</param>
    /// <returns>Files, each once; those of a rotated set oldest first.</returns>
    public static IReadOnlyList<InputFile> Find(IEnumerable<string> inputs, DateTimeOffset now, out IReadOnlyList<string> problems)
    {
        List<InputFile> files = [];
        List<string> wrong = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            if (input == InputFile.StandardInput)
            {
                if (seen.Add(input))
                    files.Add(new InputFile(input, 0, UnixTime.From(now), Found: false));
                continue;
            }
            try
            {
                var before = files.Count;
                foreach (var (path, found) in PathsOf(input))
                {
                    if (seen.Add(Path.GetFullPath(path)))
                        files.Add(Describe(path, found));
                }
                if (files.Count == before && !File.Exists(input))
                    wrong.Add(Directory.Exists(input) ? $"{input}: the folder holds no files" : $"{input}: no such file or folder");
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                wrong.Add($"{input}: {problem.Message}");
            }
        }
        problems = wrong;
        return files;
    }

    static IEnumerable<(string Path, bool Found)> PathsOf(string input)
    {
        if (File.Exists(input))
            return [(input, false)];
        if (Directory.Exists(input))
            return OldestFirst(Walk(input)).Select(p => (p, true));
        var pattern = Path.GetFileName(input);
        var folder = Path.GetDirectoryName(input) is { Length: > 0 } named ? named : ".";
        if (pattern.AsSpan().ContainsAny('*', '?') && Directory.Exists(folder))
        {
            var matching = Directory.EnumerateFiles(folder)
                .Where(path => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path), ignoreCase: false))
                .Select(path => folder == "." && !input.StartsWith('.') ? Path.GetFileName(path) : path);
            return OldestFirst(matching).Select(p => (p, true));
        }
        return [];
    }

    static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = false,
            AttributesToSkip = FileAttributes.ReparsePoint,
        }).Where(path => !Path.GetFileName(path).StartsWith('.'));

    /// <summary>Order by name, but <c>log.2.gz</c> before <c>log.1</c> before <c>log</c>: the oldest of a rotated set first.</summary>
    static IEnumerable<string> OldestFirst(IEnumerable<string> paths) =>
        paths.Select(path => (Path: path, Match: Rotated().Match(path)))
            .OrderBy(p => p.Match.Groups["stem"].Value, StringComparer.Ordinal)
            .ThenByDescending(p => p.Match.Groups["number"] is { Success: true } number ? int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) : -1)
            .ThenBy(p => p.Path, StringComparer.Ordinal)
            .Select(p => p.Path);

    [GeneratedRegex(@"^(?<stem>.*?)(\.(?<number>\d{1,4}))?(\.(gz|zst|bz2|xz))?$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Rotated();

    static InputFile Describe(string path, bool found)
    {
        var info = new FileInfo(path);
        return new InputFile(path, info.Length, UnixTime.From(new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero)), found);
    }
}
