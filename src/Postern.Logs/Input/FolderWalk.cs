using System.Formats.Tar;
using System.IO.Enumeration;

namespace Postern.Logs.Input;

/// <summary>The files of a folder and of the folders in it, or those that match a pattern: regular files and links to them. What
/// else is there is noted, and what cannot be looked at costs only itself.</summary>
/// <remarks>Links to folders are not followed: in a copy of another machine's disk they lead to the folders of this one. So a
/// walk cannot go in circles.</remarks>
sealed class FolderWalk
{
    const int MostNamed = 3;

    readonly string input;
    readonly List<string> links = [];
    readonly List<string> others = [];
    int hidden;

    FolderWalk(string input) => this.input = input;

    /// <summary>Paths of files, in no order.</summary>
    public List<string> Files { get; } = [];

    /// <summary>What cannot be read, and why, as sentences.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Walks what a user named; null when it is a file.</summary>
    public static FolderWalk? Of(string input)
    {
        if (File.Exists(input))
            return null;
        var walk = new FolderWalk(input);
        var pattern = Path.GetFileName(input);
        var folder = Path.GetDirectoryName(input) is { Length: > 0 } named ? named : ".";
        if (Directory.Exists(input))
            walk.TakeFolders(input);
        else if (pattern.AsSpan().ContainsAny('*', '?') && Directory.Exists(folder))
            walk.TakeMatching(folder, pattern);
        return walk;
    }

    /// <summary>Why a path that was named or found cannot be read.</summary>
    public static string WhyNot(string path, Exception fault) => path.Contains('\uFFFD')
        ? "the name is not UTF-8, and such a file cannot be opened; rename it, or give its content on standard input"
        : $"cannot be read: {fault.Message}";

    /// <summary>What was left out on purpose, as sentences.</summary>
    public IEnumerable<string> Notes()
    {
        if (hidden > 0)
            yield return $"{input}: {hidden:#,0} hidden {(hidden == 1 ? "entry was" : "entries were")} left out (the names begin with a dot); name what is to be read";
        foreach (var note in Named(links, "a link to a folder, not followed; name it to read what is in it", "links to folders, not followed"))
            yield return note;
        foreach (var note in Named(others, "no regular file, passed over", "paths that are no regular files, passed over"))
            yield return note;
    }

    static IEnumerable<string> Named(List<string> paths, string one, string more)
    {
        foreach (var path in paths.Order(StringComparer.Ordinal).Take(MostNamed))
            yield return $"{path}: {one}";
        if (paths.Count > MostNamed)
            yield return $"{paths.Count - MostNamed:#,0} more {more}";
    }

    void TakeFolders(string folder)
    {
        var folders = new Stack<string>([folder]);
        while (folders.TryPop(out var next))
        {
            foreach (var path in Entries(next))
            {
                if (Path.GetFileName(path).StartsWith('.'))
                    hidden++;
                else if (Take(path))
                    folders.Push(path);
            }
        }
    }

    void TakeMatching(string folder, string pattern)
    {
        foreach (var path in Entries(folder))
        {
            var name = Path.GetFileName(path);
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false) && !Directory.Exists(path))
                Take(folder == "." && !input.StartsWith('.') ? name : path);
        }
    }

    List<string> Entries(string folder)
    {
        List<string> entries = [];
        try
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(folder))
                entries.Add(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What was named before is taken.
            Problems.Add($"{folder}: {WhyNot(folder, fault)}");
        }
        return entries;
    }

    /// <summary>Puts a path where it belongs; true when it is a folder to be walked.</summary>
    bool Take(string path)
    {
        try
        {
            var kind = File.GetAttributes(path);
            var isLink = kind.HasFlag(FileAttributes.ReparsePoint);
            if (kind.HasFlag(FileAttributes.Directory))
            {
                if (isLink)
                    links.Add(path);
                return !isLink;
            }
            var file = isLink ? File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName : path;
            if (!File.Exists(file) && isLink)
                Problems.Add($"{path}: a link that leads nowhere");
            else if (IsRegular(file))
                Files.Add(path);
            else
                others.Add(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Problems.Add($"{path}: {WhyNot(path, fault)}");
        }
        return false;
    }

    /// <summary>Whether a path is a file with content of its own rather than a pipe, a socket or a device, which could be waited for without end.</summary>
    /// <remarks>None of those has a length. What .NET 10 tells the others from an empty file by, without opening it, is the writer of tar entries.</remarks>
    static bool IsRegular(string path)
    {
        if (new FileInfo(path).Length > 0 || OperatingSystem.IsWindows())
            return true;
        const int TypeFlag = 156; // POSIX.1-1988 ustar header
        using var header = new MemoryStream();
        try
        {
            using (var writer = new TarWriter(header, TarEntryFormat.Ustar, leaveOpen: true))
                writer.WriteEntry(path, "file");
        }
        catch (IOException)
        {
            return false; // a socket cannot be a tar entry
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or ArgumentException)
        {
            return true; // it is a file, one that may not be read or does not fit into an entry
        }
        return header.GetBuffer()[TypeFlag] is (byte)'0' or 0;
    }
}
