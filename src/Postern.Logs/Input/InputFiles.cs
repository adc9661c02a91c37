using System.Globalization;
using System.Text.RegularExpressions;
using Postern.Contacts;

namespace Postern.Logs.Input;

/// <summary>From what the user named to the files to read.</summary>
public static partial class InputFiles
{
    /// <summary>Finds the files: a file is itself, a folder is all files below it, a pattern (<c>*</c>, <c>?</c> in the last part) what matches, <c>-</c> standard input.</summary>
    /// <param name="inputs">What the user named.</param>
    /// <param name="now">The instant of the run.</param>
    /// <param name="problems">Inputs of which nothing could be found and paths that cannot be read, as sentences.</param>
    /// <param name="notes">What was left out of folders and patterns on purpose, as sentences.</param>
    /// <returns>Files, each once; those of a rotated set oldest first.</returns>
    public static IReadOnlyList<InputFile> Find(
        IEnumerable<string> inputs, DateTimeOffset now, out IReadOnlyList<string> problems, out IReadOnlyList<string> notes)
    {
        List<InputFile> files = [];
        List<string> wrong = [], said = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            if (input == InputFile.StandardInput)
            {
                if (seen.Add(input))
                    files.Add(new InputFile(input, 0, UnixTime.From(now), Found: false));
                continue;
            }
            var walk = FolderWalk.Of(input);
            if (walk is not null)
            {
                wrong.AddRange(walk.Problems);
                said.AddRange(walk.Notes());
                if (walk.Files.Count == 0 && walk.Problems.Count == 0)
                    wrong.Add(Directory.Exists(input) ? $"{input}: the folder holds no files" : $"{input}: no such file or folder");
            }
            foreach (var path in walk is null ? [input] : OldestFirst(walk.Files))
            {
                if (!seen.Add(RealPath(path)))
                    continue;
                if (TryDescribe(path, found: walk is not null, out var problem) is { } file)
                    files.Add(file);
                else
                    wrong.Add(problem!);
            }
        }
        problems = wrong;
        notes = said;
        return files;
    }

    /// <summary>As above, where nobody asks what was left out on purpose.</summary>
    public static IReadOnlyList<InputFile> Find(IEnumerable<string> inputs, DateTimeOffset now, out IReadOnlyList<string> problems) =>
        Find(inputs, now, out problems, out _);

    /// <summary>Order by name, but <c>log.2.gz</c> before <c>log.1</c> before <c>log</c>: the oldest of a rotated set first.</summary>
    static IEnumerable<string> OldestFirst(IEnumerable<string> paths) =>
        paths.Select(path => (Path: path, Match: Rotated().Match(path)))
            .OrderBy(p => p.Match.Groups["stem"].Value, StringComparer.Ordinal)
            .ThenByDescending(p => p.Match.Groups["number"] is { Success: true } number ? int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) : -1)
            .ThenBy(p => p.Path, StringComparer.Ordinal)
            .Select(p => p.Path);

    [GeneratedRegex(@"^(?<stem>.*?)(\.(?<number>[0-9]{1,4}))?(\.(gz|zst|bz2|xz))?$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Rotated();

    /// <summary>The path that a link leads to, else the path itself: a file is read once, by whatever names it was found.</summary>
    static string RealPath(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Path.GetFullPath(path);
        }
    }

    static InputFile? TryDescribe(string path, bool found, out string? problem)
    {
        try
        {
            var info = new FileInfo(path);
            if (info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target)
                info = target; // a link to what has no path (the end of a pipe) is described by itself
            problem = null;
            return new InputFile(path, info.Length, UnixTime.From(new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero)), found);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = $"{path}: {FolderWalk.WhyNot(path, fault)}";
            return null;
        }
    }
}
